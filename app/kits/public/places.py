"""Places that come into being when they are needed: a session's bag, an organisation's outside world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kits.rules import STORES, LocationKind
from app.kits.rules.house_places import OUTSIDE_PLACE_NAMES, ROAD, WORKBENCH
from app.kits.store import places
from app.kits.tables import Location
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions import public as sessions


def bag(tx: Tx, actor: Actor, session_id: UUID, organisation_id: UUID, name: str) -> UUID:
    """The bag of a session, made for this organisation under this name when missing."""
    location_id, made = places.bag(tx.db, new_id(), session_id, organisation_id, name[:200])
    if made:
        tx.record(
            "kits.place_added",
            actor,
            "location",
            location_id,
            organisation_id=organisation_id,
            data={"kind": LocationKind.SESSION_BAG.value, "session": str(session_id)},
        )
    return location_id


def bag_kept_apart(tx: Tx, actor: Actor, organisation_id: UUID, name: str) -> UUID:
    """A new bag that only its owner's package moves: no desk of the store puts in or takes out."""
    row = places.add(
        tx.db,
        Location(
            id=new_id(),
            organisation_id=organisation_id,
            name=name[:200],
            kind=LocationKind.SESSION_BAG.value,
            kept_apart=True,
        ),
    )
    tx.record(
        "kits.place_added",
        actor,
        "location",
        row.id,
        organisation_id=organisation_id,
        data={"kind": row.kind, "name": row.name},
    )
    return row.id


def outside_location(tx: Tx, organisation_id: UUID, kind: LocationKind) -> UUID:
    """The organisation's supplier, beneficiaries or loss place, made when missing."""
    location_id, made = places.outside(tx.db, organisation_id, kind, OUTSIDE_PLACE_NAMES[kind])
    if made:
        tx.record(
            "kits.place_added",
            None,
            "location",
            location_id,
            organisation_id=organisation_id,
            data={"kind": kind.value},
        )
    return location_id


def road(tx: Tx, organisation_id: UUID) -> UUID:
    """Where the organisation's shipments stand while they are on their way, made when missing."""
    return _made(tx, organisation_id, *places.road(tx.db, organisation_id, ROAD))


def workbench(tx: Tx, organisation_id: UUID) -> UUID:
    """Where the organisation turns components into kits, made when missing."""
    return _made(tx, organisation_id, *places.workbench(tx.db, organisation_id, WORKBENCH))


def _made(tx: Tx, organisation_id: UUID, location_id: UUID, made: bool) -> UUID:  # noqa: FBT001 - as it comes from the store
    if made:
        tx.record(
            "kits.place_added",
            None,
            "location",
            location_id,
            organisation_id=organisation_id,
            data={"kind": "road or workbench"},
        )
    return location_id


@dataclass(frozen=True, slots=True)
class Place:
    """A place, plain."""

    id: UUID
    organisation_id: UUID
    name: str
    kind: LocationKind
    session_id: UUID | None
    active: bool
    kept_apart: bool = False


def _plain(row: Location) -> Place:
    return Place(
        row.id,
        row.organisation_id,
        row.name,
        LocationKind(row.kind),
        row.session_id,
        row.active,
        row.kept_apart,
    )


def place_known(look: ReadTx, actor: Actor, location_id: UUID) -> Place:
    """The place, if the actor knows it: of his organisations, or the bag of a session he knows.

    Raises NotFound for any other.
    """
    row = places.find(look.db, location_id)
    if row is None:
        raise NotFound
    if actor.may(Permission.STOCK_SEE) and places.find_seen(
        look.db, actor.scope(Permission.STOCK_SEE), location_id
    ):
        return _plain(row)
    if row.session_id is None:
        raise NotFound
    sessions.facts(look, actor.scope(Permission.SESSION_SEE), row.session_id)
    return _plain(row)


def place_names(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What places are called; one statement, unknown ones are missing."""
    return places.names_of(look.db, ids)


def place_of(look: ReadTx, location_id: UUID) -> Place:
    """The place, whoever asks: the caller knows that the actor may. Raises NotFound."""
    row = places.find(look.db, location_id)
    if row is None:
        raise NotFound
    return _plain(row)


def stores(look: ReadTx, actor: Actor) -> list[Place]:
    """Active stores from which the actor moves stock, by name, for choosing from (at most 500)."""
    if not actor.may(Permission.STOCK_MOVE):
        return []
    rows = places.choices(look.db, actor.scope(Permission.STOCK_MOVE), STORES)
    return [_plain(row) for row in rows]
