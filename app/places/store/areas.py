"""SQL of areas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, func, or_
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from app.kernel.types import Names, names_of
from app.places.schemas import AddArea, AreaView
from app.places.tables import Area
from app.platform.asked import Asked

Row = Any
"""The columns of `area` by name."""


def find(db: Session, code: str, *, lock: bool = False) -> Area | None:
    """The area with this code; `lock` holds it until the transaction ends."""
    query = select(Area).where(Area.code == code)
    return db.exec(query.with_for_update() if lock else query).first()


_area: Any = Area.__table__.c  # type: ignore[attr-defined]
_BY_CODES = Asked(lambda among: columns_of(Area.__table__).where(among(_area.code, "codes")))  # type: ignore[attr-defined]


def find_many(db: Session, codes: Iterable[str]) -> list[Row]:
    """The areas with these codes; each page of a session asks it."""
    wanted = set(codes)
    return _BY_CODES.rows(db.connection(), codes=wanted) if wanted else []


def listing(
    db: Session,
    *,
    after: str | None,
    limit: int,
    country: str | None = None,
    parent: str | None = None,
    level: int | None = None,
    search: str | None = None,
) -> list[Area]:
    """Areas by code, after a code; `search` is part of a name in any language, or the start of a code."""
    query = select(Area).order_by(Area.code).limit(limit)
    if after is not None:
        query = query.where(col(Area.code) > after)
    if country is not None:
        query = query.where(Area.country == country)
    if parent is not None:
        query = query.where(Area.parent_code == parent)
    if level is not None:
        query = query.where(Area.level == level)
    if search:
        wanted = search.lower()
        names = (col(Area.name_en), col(Area.name_fr), col(Area.name_ar))
        query = query.where(
            or_(
                func.lower(Area.code).startswith(wanted, autoescape=True),
                *(func.lower(name).contains(wanted, autoescape=True) for name in names),
            )
        )
    return list(db.exec(query))


def in_country(db: Session, country: str) -> list[Area]:
    """The active areas of a country, governorates first, then by English name (at most 1,000)."""
    query = (
        select(Area)
        .where(Area.country == country, col(Area.active).is_(True))
        .order_by(col(Area.level), col(Area.name_en), col(Area.code))
        .limit(1000)
    )
    return list(db.exec(query))


def names_in_country(db: Session, country: str) -> list[tuple[str, Names]]:
    """The code and names of the same areas in the same order, without the rest."""
    rows = _NAMES.rows(db.connection(), country=country)
    return [(code, names_of(en, fr, ar)) for code, en, fr, ar in rows]


_NAMES = Asked.just(
    columns_of(_area.code, _area.name_en, _area.name_fr, _area.name_ar)
    .where(_area.country == bindparam("country"), _area.active.is_(True))
    .order_by(_area.level, _area.name_en, _area.code)
    .limit(1000)
)


def countries(db: Session) -> list[Area]:
    """The areas of level 0, by English name."""
    return list(db.exec(select(Area).where(Area.level == 0).order_by(Area.name_en).limit(300)))


def codes_below(db: Session, code: str) -> frozenset[str]:
    """The code itself and those of all areas under it, by the stored parents."""
    tree = select(Area.code).where(Area.code == code).cte("tree", recursive=True)
    tree = tree.union(select(Area.code).join(tree, col(Area.parent_code) == tree.c.code))
    return frozenset(db.exec(select(tree.c.code)))


def add(db: Session, command: AddArea, governorate: str | None) -> Area:
    """Insert an area."""
    row = Area(
        code=command.code,
        level=command.level,
        parent_code=command.parent,
        governorate=governorate,
        country=command.country,
        short=command.short,
        name_en=command.names.en,
        name_fr=command.names.fr,
        name_ar=command.names.ar,
    )
    db.add(row)
    db.flush()
    return row


def view(row: Row) -> AreaView:
    """The plain view of an area."""
    return AreaView(
        code=row.code,
        level=row.level,
        parent=row.parent_code,
        governorate=row.governorate,
        country=row.country,
        short=row.short,
        names=names_of(row.name_en, row.name_fr, row.name_ar),
        active=row.active,
        version=row.version,
    )
