"""All SQL of organisations."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, bindparam
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from app.kernel.ids import new_id as mint
from app.kernel.types import names_of
from app.organisations.rules import OrganisationKind
from app.organisations.schemas import AddFocalPoint, AddOrganisation, FocalPointView, OrganisationView
from app.organisations.tables import FocalPoint, Organisation
from app.platform.asked import Asked
from app.platform.seeds import insert_missing, known, missing, named, rows_of, seeded
from app.platform.unit_of_work import Tx

DATA = Path(__file__).resolve().parent / "data"


def view(row: Organisation) -> OrganisationView:
    """The plain view of a row."""
    return _view(
        row.id,
        row.code,
        row.name_en,
        row.name_fr,
        row.name_ar,
        row.kind,
        row.country,
        row.active,
        row.version,
    )


@lru_cache(maxsize=8192)
def _view(
    one: UUID,
    code: str,
    en: str,
    fr: str | None,
    ar: str | None,
    kind: str,
    country: str | None,
    active: bool,  # noqa: FBT001
    version: int,
) -> OrganisationView:
    """Organisations change rarely and are shown on every page: one that says the same is the same value."""
    return OrganisationView(
        id=one,
        code=code,
        names=names_of(en, fr, ar),
        kind=OrganisationKind(kind),
        country=country,
        active=active,
        version=version,
    )


def find_by_code(db: Session, code: str) -> Organisation | None:
    """The organisation with this code."""
    return db.exec(select(Organisation).where(Organisation.code == code)).first()


_organisation: Any = Organisation.__table__.c  # type: ignore[attr-defined]
_VIEWS = columns_of(
    _organisation.id,
    _organisation.code,
    _organisation.name_en,
    _organisation.name_fr,
    _organisation.name_ar,
    _organisation.kind,
    _organisation.country,
    _organisation.active,
    _organisation.version,
)
_BY_IDS = Asked(lambda among: _VIEWS.where(among(_organisation.id, "ids")))
_BY_CODES = Asked(lambda among: _VIEWS.where(among(_organisation.code, "codes")))
_ACTIVE = Asked.just(
    _VIEWS.where(_organisation.active.is_(True))
    .order_by(_organisation.code)
    .limit(bindparam("limit", type_=Integer))
)


def by_ids(db: Session, ids: Collection[UUID]) -> list[OrganisationView]:
    """The organisations with these ids: nearly every page asks it."""
    return [_view(*row) for row in _BY_IDS.rows(db.connection(), ids=ids)] if ids else []


def by_codes(db: Session, codes: Collection[str]) -> list[OrganisationView]:
    """The organisations with these codes."""
    return [_view(*row) for row in _BY_CODES.rows(db.connection(), codes=codes)] if codes else []


def active(db: Session, limit: int) -> list[OrganisationView]:
    """The first active organisations by code: most pages with a form ask it."""
    return [_view(*row) for row in _ACTIVE.rows(db.connection(), limit=limit)]


_CODES = select(col(Organisation.id), col(Organisation.code)).where(
    col(Organisation.id).in_(bindparam("ids", expanding=True))
)
"""Built once: a sign-in and each list ask it."""


def codes(db: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The codes of the organisations with these ids: two columns, no objects."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    return {row.id: row.code for row in db.connection().execute(_CODES, {"ids": wanted})}


def lock_by_code(db: Session, code: str) -> Organisation | None:
    """The organisation with this code, held until the transaction ends."""
    return db.exec(select(Organisation).where(Organisation.code == code).with_for_update()).first()


def add(db: Session, new_id: UUID, command: AddOrganisation) -> Organisation:
    """Insert an organisation."""
    row = Organisation(
        id=new_id,
        code=command.code,
        name_en=command.names.en,
        name_fr=command.names.fr,
        name_ar=command.names.ar,
        kind=command.kind.value,
        country=command.country,
    )
    db.add(row)
    db.flush()
    return row


def listing(db: Session, *, after: str | None, limit: int, active_only: bool = False) -> list[Organisation]:
    """Organisations by code, after a code."""
    query = select(Organisation).order_by(Organisation.code).limit(limit)
    if after is not None:
        query = query.where(col(Organisation.code) > after)
    if active_only:
        query = query.where(col(Organisation.active).is_(True))
    return list(db.exec(query))


def focal_points(db: Session, organisation_id: UUID) -> list[FocalPointView]:
    """The active focal points of an organisation."""
    rows = db.exec(
        select(FocalPoint)
        .where(FocalPoint.organisation_id == organisation_id, col(FocalPoint.active).is_(True))
        .order_by(FocalPoint.name)
        .limit(200)
    )
    return [FocalPointView(id=r.id, title=r.title, name=r.name, work_email=r.work_email) for r in rows]


def add_focal_point(db: Session, new_id: UUID, organisation_id: UUID, command: AddFocalPoint) -> None:
    """Insert a focal point."""
    db.add(
        FocalPoint(
            id=new_id,
            organisation_id=organisation_id,
            title=command.title,
            name=command.name,
            work_email=command.work_email,
        )
    )


def retire_focal_point(db: Session, organisation_id: UUID, focal_point_id: UUID) -> bool:
    """Take a focal point off the list; False when it is not there."""
    row = db.get(FocalPoint, focal_point_id)
    if row is None or row.organisation_id != organisation_id or not row.active:
        return False
    row.active = False
    db.add(row)
    return True


def seed(tx: Tx) -> dict[str, int]:
    """Insert the organisations that every programme starts with and that are missing; how many."""
    fresh = [
        {
            "id": mint(),
            "code": row["code"],
            **named(row),
            "kind": row["kind"],
            "country": row["country"] or None,
            "active": True,
            "version": 1,
        }
        for row in missing(rows_of(DATA / "organisations.csv"), known(tx, Organisation))
    ]
    return seeded(tx, "organisations", {"organisations": insert_missing(tx, Organisation, fresh)})
