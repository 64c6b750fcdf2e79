"""Places of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import bindparam, case, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from app.access.actor import Scope
from app.kits.rules import STORES, LocationKind
from app.kits.rules.flows import workbench_of
from app.kits.store.scopes import places_seen
from app.kits.tables import Location
from app.sessions.public import sessions_table


def insert_if_missing(db: Session, table: type[SQLModel], rows: list[dict[str, Any]], key: list[str]) -> bool:
    """Insert rows whose key is not there yet; a racing copy waits its turn and finds them. True if any was new."""
    connection = db.connection()
    made = connection.execute(_missing(connection.dialect.name, table, tuple(key)), rows)
    return bool(made.rowcount)


@cache
def _missing(dialect: str, table: type[SQLModel], key: tuple[str, ...]) -> Any:
    """Built once: every entry of the ledger asks it."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table.__table__).on_conflict_do_nothing(index_elements=key)  # type: ignore[attr-defined]


def find(db: Session, location_id: UUID) -> Location | None:
    """The place, whoever asks."""
    return db.get(Location, location_id)


def find_many(db: Session, ids: Iterable[UUID]) -> dict[UUID, Location]:
    """Places by id; one statement however many."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: row for row in db.exec(_BY_IDS, params={"ids": list(wanted)})}


_BY_IDS = select(Location).where(col(Location.id).in_(bindparam("ids", expanding=True)))


def names_of(db: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What places are called, by id: for rows that say no more of them."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.connection().execute(select(Location.id, Location.name).where(col(Location.id).in_(wanted)))
    return {row[0]: row[1] for row in rows}


def find_seen(db: Session, scope: Scope, location_id: UUID) -> Location | None:
    """The place if it exists for this reader."""
    return db.exec(select(Location).where(Location.id == location_id, places_seen(scope))).first()


def lock_seen(db: Session, scope: Scope, location_id: UUID) -> Location | None:
    """The same, held until the transaction ends."""
    return db.exec(
        select(Location).where(Location.id == location_id, places_seen(scope)).with_for_update()
    ).first()


def add(db: Session, row: Location) -> Location:
    """Insert a place."""
    db.add(row)
    db.flush()
    return row


def listing(
    db: Session,
    scope: Scope,
    *,
    kinds: Iterable[LocationKind] = (),
    organisation_id: UUID | None = None,
    after: UUID | None,
    limit: int,
) -> list[Location]:
    """Places by id, after an id."""
    query = select(Location).where(places_seen(scope)).order_by(col(Location.id)).limit(limit)
    if organisation_id is not None:
        query = query.where(Location.organisation_id == organisation_id)
    if wanted := [kind.value for kind in kinds]:
        query = query.where(col(Location.kind).in_(wanted))
    if after is not None:
        query = query.where(col(Location.id) > after)
    return list(db.exec(query))


_STILL_MOVING = ("proposed", "confirmed", "in_progress", "reported")


def choices(db: Session, scope: Scope, kinds: Iterable[LocationKind]) -> list[Location]:
    """Active places of these kinds by name, stores first, for choosing from (at most 500). Bags only of sessions whose
    kits may still move.
    """
    is_bag = case((col(Location.kind) == LocationKind.SESSION_BAG.value, 1), else_=0)
    return list(
        db.exec(
            select(Location)
            .outerjoin(sessions_table, sessions_table.c.id == col(Location.session_id))
            .where(
                or_(col(Location.session_id).is_(None), sessions_table.c.status.in_(_STILL_MOVING)),
                places_seen(scope),
                col(Location.kind).in_([kind.value for kind in kinds]),
                col(Location.active).is_(True),
                col(Location.transit).is_(False),
                col(Location.kept_apart).is_(False),
            )
            .order_by(is_bag, col(Location.name), col(Location.id))
            .limit(500)
        )
    )


def bag(db: Session, new_id: UUID, session_id: UUID, organisation_id: UUID, name: str) -> tuple[UUID, bool]:
    """The bag of a session, made when missing; and whether it was made now."""
    made = insert_if_missing(
        db,
        Location,
        [
            {
                "id": new_id,
                "organisation_id": organisation_id,
                "name": name,
                "kind": LocationKind.SESSION_BAG.value,
                "session_id": session_id,
                "active": True,
                "version": 1,
            }
        ],
        ["session_id"],
    )
    return db.exec(select(Location.id).where(Location.session_id == session_id)).one(), made


def outside(db: Session, organisation_id: UUID, kind: LocationKind, name: str) -> tuple[UUID, bool]:
    """The organisation's first outside place of a kind, made when missing; and whether it was made now.

    Its id follows from organisation and kind, so that two makers at once make the same one.
    """
    found = db.exec(
        select(Location.id)
        .where(
            Location.organisation_id == organisation_id,
            Location.kind == kind.value,
            Location.id != workbench_of(organisation_id),
        )
        .order_by(col(Location.id))
        .limit(1)
    ).first()
    if found is not None:
        return found, False
    own = uuid5(organisation_id, f"karama:{kind.value}")
    row = {
        "id": own,
        "organisation_id": organisation_id,
        "name": name,
        "kind": kind.value,
        "session_id": None,
        "active": True,
        "version": 1,
    }
    return own, insert_if_missing(db, Location, [row], ["id"])


def road(db: Session, organisation_id: UUID, name: str) -> tuple[UUID, bool]:
    """Where an organisation's shipments stand until they are received, made when missing; and whether it was."""
    own = uuid5(organisation_id, "karama:transit")
    row = {
        "id": own,
        "organisation_id": organisation_id,
        "name": name,
        "kind": LocationKind.WAREHOUSE.value,
        "session_id": None,
        "active": True,
        "version": 1,
        "transit": True,
    }
    return own, insert_if_missing(db, Location, [row], ["id"])


def workbench(db: Session, organisation_id: UUID, name: str) -> tuple[UUID, bool]:
    """Where components go in and kits come out when an organisation assembles, made when missing; outside the floor."""
    own = workbench_of(organisation_id)
    row = {
        "id": own,
        "organisation_id": organisation_id,
        "name": name,
        "kind": LocationKind.SUPPLIER.value,
        "session_id": None,
        "active": False,
        "version": 1,
    }
    return own, insert_if_missing(db, Location, [row], ["id"])


def destinations(db: Session) -> list[Location]:
    """Stores that are in use, of every organisation: where a shipment may go (at most 500)."""
    return list(
        db.exec(
            select(Location)
            .where(
                col(Location.kind).in_([kind.value for kind in STORES]),
                col(Location.active).is_(True),
                col(Location.transit).is_(False),
            )
            .order_by(Location.name, col(Location.id))
            .limit(500)
        )
    )


def told_late(db: Session, bag_ids: Iterable[UUID], at: datetime) -> None:
    """Remember when a tablet told of these bags after their figures were final; nothing is done for none."""
    if wanted := sorted(set(bag_ids)):
        db.connection().execute(update(Location).where(col(Location.id).in_(wanted)).values(told_late_at=at))
