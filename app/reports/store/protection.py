"""SQL of thresholds and of what is public."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from app.reports.tables import AudienceThreshold, PublicFigures


def thresholds(db: Session) -> dict[str, AudienceThreshold]:
    """Those that were set, by audience."""
    return {row.audience: row for row in db.exec(select(AudienceThreshold))}


def threshold(db: Session, audience: str, *, lock: bool = False) -> AudienceThreshold | None:
    """The one of an audience; `lock` holds it until the transaction ends."""
    query = select(AudienceThreshold).where(AudienceThreshold.audience == audience)
    return db.exec(query.with_for_update() if lock else query).first()


def public_figures(db: Session, project_id: UUID, *, lock: bool = False) -> PublicFigures | None:
    """Whether a project shows figures to everybody; None: nobody ever said so."""
    query = select(PublicFigures).where(PublicFigures.project_id == project_id)
    return db.exec(query.with_for_update() if lock else query).first()


def shown_to_everybody(db: Session, project_ids: Iterable[UUID]) -> dict[UUID, PublicFigures]:
    """The same of several projects."""
    wanted = list(project_ids)
    query = select(PublicFigures).where(col(PublicFigures.project_id).in_(wanted))
    return {row.project_id: row for row in db.exec(query)} if wanted else {}
