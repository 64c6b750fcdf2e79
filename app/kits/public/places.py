"""Places that come into being when they are needed: a session's bag, an organisation's outside world."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.access.actor import Actor
from app.kernel.ids import new_id
from app.kits.rules import OUTSIDE_PLACE_NAMES, LocationKind
from app.kits.store import places
from app.platform.unit_of_work import ReadTx, Tx


def find_bag(look: ReadTx, session_id: UUID) -> UUID | None:
    """The bag of a session, if it has one."""
    return places.bag_of(look.db, session_id)


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


def place_names(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of places by id; one statement however many."""
    return {place_id: row.name for place_id, row in places.find_many(look.db, ids).items()}
