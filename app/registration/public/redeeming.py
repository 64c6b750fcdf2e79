"""A ticket is used: once to come in, once for each item. Set-based, for a tablet's batch as for a desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.kernel import clock
from app.kernel.errors import Conflict, NotFound
from app.kernel.words import _
from app.platform.unit_of_work import Tx
from app.registration.rules.tickets import TicketKind, TicketState
from app.registration.schemas.redeeming import FirstUse, RedeemAnswer, Redeemed, Redeeming
from app.registration.store import redeeming as store
from app.registration.tables import Redemption
from app.sessions import public as sessions


def redeem(tx: Tx, asked: Sequence[Redeeming], *, held: bool = False) -> dict[UUID, Redeemed]:
    """Redeem tickets; the answer of each by its `id`. A handful of statements, however many are asked.

    The first use of a ticket for entry, or for an item, counts: the database keeps it to one under any
    concurrency. Later ones are kept in the ledger and answered `already` with the first. Entries raise the
    session's ticket count. A `Redeeming` already stored is answered again and changes nothing. The caller
    records what happened. `held`: it holds the sessions already.
    """
    if not asked:
        return {}
    if not held:
        store.hold_sessions(tx.db, sessions.sessions_table, {one.session_id for one in asked})
    known = store.by_hash(tx.db, {one.ticket_hash for one in asked})
    answers: dict[UUID, Redeemed] = {}
    rows: dict[UUID, dict[str, Any]] = {}
    now = clock.now()
    for one in asked:
        ticket = known.get(one.ticket_hash)
        if ticket is None or ticket.session_id != one.session_id:
            answers[one.id] = Redeemed(RedeemAnswer.UNKNOWN)
        elif ticket.state == TicketState.VOID.value:
            answers[one.id] = Redeemed(RedeemAnswer.VOID, None, ticket.number)
        else:
            rows[one.id] = _row(one, ticket.id, now)
    if not rows:
        return answers
    won = store.append_and_claim(tx.db, list(rows.values()))
    _count(tx, [row for row in rows.values() if row["id"] in won])
    numbers = {ticket.id: ticket.number for ticket in known.values()}
    counting = (
        store.counting(tx.db, {row["ticket_id"] for row in rows.values()}) if len(won) < len(rows) else {}
    )
    for one_id, row in rows.items():
        number = numbers[row["ticket_id"]]
        first = counting.get((row["ticket_id"], row["item_id"]))
        if one_id in won or (first is not None and first.event_id == row["event_id"]):
            answers[one_id] = Redeemed(RedeemAnswer.REDEEMED, None, number)
        elif first is not None:
            use = FirstUse(first.event_id, first.device_id, first.occurred_at)
            answers[one_id] = Redeemed(RedeemAnswer.ALREADY, use, number)
        else:  # stored before and taken back since
            answers[one_id] = Redeemed(RedeemAnswer.ALREADY, None, number)
    return answers


def _row(one: Redeeming, ticket_id: UUID, now: datetime) -> dict[str, Any]:
    """The ledger's row. A kit's times are kept to the minute: to the second they would find its hand-out again,
    and with it the community of whoever held the ticket.
    """
    if one.kind is TicketKind.KIT:
        now, at = now.replace(second=0, microsecond=0), one.occurred_at.replace(second=0, microsecond=0)
    else:
        at = one.occurred_at
    return {
        "id": one.id,
        "ticket_id": ticket_id,
        "session_id": one.session_id,
        "kind": one.kind.value,
        "item_id": one.item_id,
        "event_id": one.event_id,
        "device_id": one.device_id,
        "recorded_by": one.recorded_by,
        "occurred_at": at,
        "received_at": now,
        "late": one.late,
        "reverses": None,
    }


def _count(tx: Tx, uses: Sequence[dict[str, Any]], step: int = 1) -> None:
    """Move the ticket counts of the sessions, in the order of their ids."""
    came = Counter(
        use["session_id"] for use in uses if use["kind"] == TicketKind.ENTRY.value and not use["late"]
    )
    for session_id in sorted(came):
        sessions.add_counts(tx, session_id, tickets=step * came[session_id])


def reverse_redemption(
    tx: Tx,
    actor: Actor | None,
    event_id: UUID,
    *,
    void_event_id: UUID,
    device_id: UUID | None = None,
    occurred_at: datetime | None = None,
) -> bool:
    """Take back what an event redeemed; False when it redeemed nothing or was taken back before.

    Another redemption of the same ticket for the same thing that still stands then counts in its place, so the
    order in which tablets deliver does not matter.
    """
    redemption = store.by_event(tx.db, event_id)
    if redemption is None:
        return False
    store.hold_sessions(tx.db, sessions.sessions_table, [redemption.session_id])
    if store.is_reversed(tx.db, redemption.id):
        return False
    now = clock.now()
    back = {
        "id": uuid4(),
        "ticket_id": redemption.ticket_id,
        "session_id": redemption.session_id,
        "kind": redemption.kind,
        "item_id": redemption.item_id,
        "event_id": void_event_id,
        "device_id": device_id,
        "recorded_by": actor.person_id if actor else None,
        "occurred_at": occurred_at or now,
        "received_at": now,
        "late": redemption.late,
        "reverses": redemption.id,
    }
    store.append(tx.db, [back])
    if not store.counts(tx.db, redemption.id):
        return True
    gone = store.use_row(redemption)
    follower = store.next_in_line(tx.db, redemption)
    store.stop_counting(tx.db, redemption.id)
    _count(tx, [gone], -1)
    if follower is not None:
        use = store.use_row(follower)
        store.claim(tx.db, [use])
        _count(tx, [use])
    return True


def swap(tx: Tx, actor: Actor | None, keep_event: UUID, drop_event: UUID) -> None:
    """Say which of two redemptions of one ticket counts: that of `keep_event`, not that of `drop_event`.

    The sums stay as they are (unless one of the two came late). Raises NotFound when an event redeemed nothing,
    Conflict `ticket.other` when the two are not of the same ticket and thing, or `ticket.taken_back`.
    """
    keep, drop = store.by_event(tx.db, keep_event), store.by_event(tx.db, drop_event)
    if keep is None or drop is None:
        raise NotFound
    if _thing(keep) != _thing(drop):
        raise Conflict("ticket.other", _("These two are not uses of the same ticket."))
    store.hold_sessions(tx.db, sessions.sessions_table, [keep.session_id])
    if store.is_reversed(tx.db, keep.id):
        raise Conflict("ticket.taken_back", _("This use was taken back and cannot count."))
    if store.counts(tx.db, keep.id):
        return
    if not store.counts(tx.db, drop.id):
        raise Conflict("ticket.taken_back", _("A third use of this ticket counts. Swap with that one."))
    dropped, kept = store.use_row(drop), store.use_row(keep)
    store.give_place(tx.db, drop, keep)
    _count(tx, [dropped], -1)
    _count(tx, [kept])
    tx.record("ticket.swapped", actor, "session", keep.session_id, data={"counts": str(keep.id)})


def _thing(redemption: Redemption) -> tuple[UUID, str, UUID | None]:
    return redemption.ticket_id, redemption.kind, redemption.item_id
