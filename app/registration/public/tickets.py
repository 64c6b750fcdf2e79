"""Tickets for packages above: their hashes, the list a tablet carries, the check of the sums, forgetting."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from app.items import public as items
from app.platform.unit_of_work import ReadTx, Tx
from app.registration.rules.codes import read_code, ticket_hash
from app.registration.rules.tickets import ShownState, TicketKind, TicketState
from app.registration.schemas.redeeming import FirstUse, RedeemAnswer, Redeemed, Redeeming, TicketMark
from app.registration.store import redeeming, tickets
from app.sessions import public as sessions

__all__ = [
    "FirstUse",
    "RedeemAnswer",
    "Redeemed",
    "Redeeming",
    "TicketKind",
    "TicketMark",
    "TicketState",
    "apart",
    "differences",
    "forget_tickets",
    "read_code",
    "ticket_hash",
    "tickets_for_bundle",
    "tickets_for_kits",
]


def apart(event_id: UUID) -> UUID:
    """Another id for the redemption that goes with a hand-out, so that no column of the two tables is the same.

    Whoever takes a hand-out back finds its redemption by this; a join of the tables finds nothing.
    """
    return UUID(bytes=hashlib.sha256(b"karama-redemption:" + event_id.bytes).digest()[:16], version=4)


def tickets_for_bundle(look: ReadTx, session_ids: Collection[UUID]) -> dict[UUID, list[TicketMark]]:
    """The hashed ticket list of each session, by number; a fixed number of statements."""
    if not session_ids:
        return {}
    rows, uses = redeeming.marks(look.db, session_ids)
    entered: dict[UUID, datetime] = {}
    kits: dict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    codes = items.by_ids(look, {use.item_id for use in uses if use.item_id is not None})
    for use in uses:
        if use.item_id is None:
            entered[use.ticket_id] = use.occurred_at
        else:
            kits[use.ticket_id].append((codes[use.item_id].code, use.occurred_at))
    listed: dict[UUID, list[TicketMark]] = {session_id: [] for session_id in session_ids}
    for row in rows:
        state = ShownState.ATTENDED if row.id in entered else ShownState(row.state)
        listed[row.session_id].append(
            TicketMark(row.hash, state, entered.get(row.id), tuple(sorted(kits[row.id])), row.number)
        )
    return listed


def tickets_for_kits(look: ReadTx, session_id: UUID) -> int:
    """How often a ticket of a session was redeemed for something, reversals taken off."""
    return redeeming.kits_of(look.db, session_id)


def differences(look: ReadTx) -> list[str]:
    """Sessions whose ticket count differs from the entries that count, and redemptions that count wrongly."""
    return [
        f"session {session_id}: tickets_count differs from its redemptions by {-amount}"
        for session_id, amount in redeeming.sessions_unlike_the_ledger(look.db, sessions.sessions_table)
    ] + [
        f"redemption {redemption_id}: what counts of its ticket is not what the ledger says"
        for redemption_id in redeeming.tickets_without_a_use(look.db)
    ]


def forget_tickets(tx: Tx, spans: Sequence[tuple[date, date]]) -> int:
    """Destroy the hashes (and seeds) of sessions held in these spans of days (inclusive); counts stay.

    For the housekeeping: the periods that were closed 90 days ago. Answers how many hashes.
    """
    gone = tickets.forget(tx.db, sessions.sessions_table, spans)
    if gone:
        days = [[first.isoformat(), last.isoformat()] for first, last in spans]
        tx.record("tickets.forgotten", None, "house", "tickets", data={"days": days})
    return gone
