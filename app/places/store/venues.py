"""SQL of venues. A sensitive venue is met only by those who may know of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, or_, true, tuple_
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from app.places.schemas import AddVenue, VenueView
from app.places.tables import Venue
from app.platform.asked import Asked

Row = Any
"""The columns of `venue` by name."""


def _known_to(organisations: frozenset[UUID] | None) -> ColumnElement[bool]:
    """Venues these organisations may know of; None: all of them."""
    if organisations is None:
        return true()
    return or_(col(Venue.sensitive).is_(False), col(Venue.organisation_id).in_(organisations))


def find(
    db: Session, venue_id: UUID, *, organisations: frozenset[UUID] | None, lock: bool = False
) -> Venue | None:
    """The venue with this id, if these organisations may know of it (None: everybody's)."""
    query = select(Venue).where(Venue.id == venue_id, _known_to(organisations))
    return db.exec(query.with_for_update(key_share=True) if lock else query).first()


def lock_many(db: Session, ids: Iterable[UUID]) -> None:
    """Hold these venues until the transaction ends, in the order of their ids, so that nobody deadlocks."""
    wanted = set(ids)
    if wanted:
        query = select(Venue.id).where(col(Venue.id).in_(wanted)).order_by(col(Venue.id))
        db.exec(query.with_for_update(key_share=True)).all()


_venue: Any = Venue.__table__  # type: ignore[attr-defined]
_BY_IDS = Asked(lambda among: columns_of(_venue).where(among(_venue.c.id, "ids")))


def find_many(db: Session, ids: Iterable[UUID]) -> list[Row]:
    """The venues with these ids, sensitive ones included; each page of a session asks it."""
    wanted = set(ids)
    return _BY_IDS.rows(db.connection(), ids=wanted) if wanted else []


_NAMES = select(col(Venue.id), col(Venue.name)).where(col(Venue.id).in_(bindparam("ids", expanding=True)))
"""Built once: each list of sessions asks it."""


def names(db: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of the venues with these ids, sensitive ones included: two columns, no objects."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    return {row.id: row.name for row in db.connection().execute(_NAMES, {"ids": wanted})}


def listing(
    db: Session,
    *,
    organisations: frozenset[UUID] | None,
    after: tuple[str, UUID] | None,
    limit: int | None,
    area: str | None = None,
    active_only: bool = False,
) -> list[Venue]:
    """Venues by name, after a place in that order, as far as these organisations may know of them."""
    query = select(Venue).where(_known_to(organisations)).order_by(Venue.name, col(Venue.id)).limit(limit)
    if after is not None:
        query = query.where(tuple_(col(Venue.name), col(Venue.id)) > tuple_(*after))
    if area is not None:
        query = query.where(Venue.area_code == area)
    if active_only:
        query = query.where(col(Venue.active).is_(True))
    return list(db.exec(query))


def seek(
    db: Session, sought: Iterable[str], *, organisations: frozenset[UUID] | None, limit: int
) -> list[Venue]:
    """Active venues that are called for by id or by a part of the name, whoever is called exactly so first.

    `limit` is for each name; what stands behind ` · ` is the area's name and no part of the venue's.
    """
    ids, names = set(), []
    for one in sought:
        try:
            ids.add(UUID(one))
        except ValueError:
            if name := one.split(" · ")[0].strip():
                names.append(name)
    query = select(Venue).where(_known_to(organisations), col(Venue.active).is_(True))
    found = list(db.exec(query.where(col(Venue.id).in_(ids)))) if ids else []
    for name in names:
        alike = query.where(col(Venue.name).icontains(name, autoescape=True))
        exact_first = (func.lower(Venue.name) != name.lower(), col(Venue.name), col(Venue.id))
        found += db.exec(alike.order_by(*exact_first).limit(limit))
    return found


def how_many(db: Session, *, organisations: frozenset[UUID] | None) -> int:
    """The number of venues these organisations may know of."""
    return db.exec(select(func.count()).select_from(Venue).where(_known_to(organisations))).one()


def add(db: Session, new_id: UUID, command: AddVenue, organisation_id: UUID | None) -> Venue:
    """Insert a venue."""
    row = Venue(
        id=new_id,
        name=command.name,
        area_code=command.area,
        address=command.address,
        capacity=command.capacity,
        accessible=command.accessible,
        sensitive=command.sensitive,
        latitude=command.latitude,
        longitude=command.longitude,
        opens=command.opens,
        closes=command.closes,
        closed_days="".join(str(one) for one in sorted(set(command.closed_days))),
        organisation_id=organisation_id,
    )
    db.add(row)
    db.flush()
    return row


def view(row: Row, organisation: str | None) -> VenueView:
    """The plain view of a venue; `organisation` is the code of its owner."""
    return VenueView(
        id=row.id,
        name=row.name,
        area=row.area_code,
        address=row.address,
        capacity=row.capacity,
        accessible=row.accessible,
        sensitive=row.sensitive,
        latitude=row.latitude,
        longitude=row.longitude,
        opens=row.opens,
        closes=row.closes,
        closed_days=[int(one) for one in row.closed_days],
        organisation_id=row.organisation_id,
        organisation=organisation,
        active=row.active,
        version=row.version,
    )
