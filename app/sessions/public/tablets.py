"""What the intake of tablets does to sessions, many at a time, inside its own transaction.

A tablet tells what already happened, so nothing here asks whether somebody may: that is flagged, not refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor, Scope
from app.kernel import clock
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions.rules import SessionFacts, SessionStatus
from app.sessions.store import tablets as store

__all__ = ["Sums", "add_to_many", "hold_many", "of_tablet", "start_many"]


@dataclass(slots=True)
class Sums:
    """What is added to the rollups of one session."""

    reached: int = 0
    late: int = 0
    door: int = 0
    kits: int = 0


def hold_many(tx: Tx, ids: Collection[UUID]) -> dict[UUID, SessionFacts]:
    """The facts of these sessions (but topics and planned kits), their rows locked in the order of their ids.

    Unknown ids are missing from the answer. Four statements however many.
    """
    return store.lock_many(tx.db, sorted(ids)) if ids else {}


def start_many(tx: Tx, held: Collection[tuple[Actor, SessionFacts]]) -> dict[UUID, SessionFacts]:
    """The first record starts the confirmed ones among these held sessions, each with who brought it; their facts
    afterwards.
    """
    confirmed = sorted(
        (pair for pair in held if pair[1].status is SessionStatus.CONFIRMED), key=lambda pair: pair[1].id
    )
    if not confirmed:
        return {}
    store.start_many(tx.db, [(one.id, actor.person_id) for actor, one in confirmed], clock.now())
    for actor, one in confirmed:
        tx.record(
            "session.start",
            actor,
            "session",
            one.id,
            organisation_id=one.lead_organisation_id,
            data={"status": [SessionStatus.CONFIRMED.value, SessionStatus.IN_PROGRESS.value], "reason": ""},
        )
    return {
        one.id: replace(one, status=SessionStatus.IN_PROGRESS, version=one.version + 1)
        for _actor, one in confirmed
    }


def add_to_many(tx: Tx, sums: Mapping[UUID, Sums]) -> None:
    """Add to the rollups of held sessions, in the transaction of the entries they sum; one statement."""
    rows = [
        (session_id, added.reached, added.late, added.door, added.kits) for session_id, added in sums.items()
    ]
    if rows:
        store.add_many(tx.db, rows)


def of_tablet(
    look: ReadTx, scope: Scope, begins: datetime, ends: datetime, limit: int = 200
) -> list[SessionFacts]:
    """Sessions in scope, confirmed or later, that start between two instants; six statements however many."""
    return store.of_tablet(look.db, scope, begins, ends, limit)
