"""SQL of campaigns."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from app.kernel.types import Names
from app.projects.schemas import AddCampaign, CampaignView
from app.projects.tables import Campaign


def find_by_code(db: Session, code: str, *, lock: bool = False) -> Campaign | None:
    """The campaign with this code; `lock` holds it until the transaction ends."""
    query = select(Campaign).where(Campaign.code == code)
    return db.exec(query.with_for_update() if lock else query).first()


def find_many(db: Session, ids: Iterable[UUID]) -> list[Campaign]:
    """The campaigns with these ids."""
    wanted = set(ids)
    return list(db.exec(select(Campaign).where(col(Campaign.id).in_(wanted)))) if wanted else []


def listing(db: Session, *, after: str | None, limit: int) -> list[Campaign]:
    """Campaigns by code, after a code."""
    query = select(Campaign).order_by(Campaign.code).limit(limit)
    if after is not None:
        query = query.where(col(Campaign.code) > after)
    return list(db.exec(query))


def add(db: Session, new_id: UUID, command: AddCampaign) -> Campaign:
    """Insert a campaign."""
    row = Campaign(
        id=new_id,
        code=command.code,
        name_en=command.names.en,
        name_fr=command.names.fr,
        name_ar=command.names.ar,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
    )
    db.add(row)
    db.flush()
    return row


def view(row: Campaign) -> CampaignView:
    """The plain view of a campaign."""
    return CampaignView(
        id=row.id,
        code=row.code,
        names=Names(en=row.name_en, fr=row.name_fr, ar=row.name_ar),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        version=row.version,
    )
