"""Keeps the gate of sessions: what a desk does on a day of a closed period is refused with the way out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.kernel import clock
from app.kernel.errors import Conflict, FieldError
from app.kernel.words import Words, _
from app.periods.rules import Phase, code_of, may_be_done
from app.periods.schemas import Standing, phase_now
from app.periods.store import periods as store
from app.periods.store import sessions as session_store
from app.platform.formats import Month
from app.platform.unit_of_work import Tx
from app.sessions.public.gate import Doing, keep_gate

_FIELD = {Doing.PLAN: "starts_at", Doing.VERIFY: "status", Doing.CLOSE: "status", Doing.CALL_OFF: "status"}

_CLOSING: Words = _(
    "The period %(period)s is being closed: no session is planned, changed or confirmed in it any more."
)
_CLOSED: Words = _(
    "The period %(period)s is closed. A coordinator can reopen it for a while, or accept what came late into the "
    "next period."
)


def standings(tx: Tx, days: Collection[date]) -> dict[date, Standing]:
    """How the periods of these days stand; none of them is closed before this transaction ends. One statement."""
    now = clock.now()
    codes = {day: code_of(day) for day in days}
    held = {
        code: Standing(identity, code, phase_now(state, reopened_until, now), cut_off)
        for identity, code, state, cut_off, reopened_until in store.hold_for_use(tx.db, set(codes.values()))
    }
    return {day: held[code] for day, code in codes.items() if code in held}


def gatekeeper(tx: Tx, doing: Doing, days: Collection[date], session_id: UUID | None) -> None:
    """Raises Conflict `period.closing` or `period.closed`.

    A session of which something was accepted from the late box may be counted, reported and verified all the same.
    """
    for day, standing in standings(tx, days).items():
        if may_be_done(standing.phase, plans=doing is Doing.PLAN):
            continue
        is_planning = doing in {Doing.PLAN, Doing.CALL_OFF}
        if session_id and not is_planning and session_store.accepted_from(tx.db, session_id):
            continue
        closed = standing.phase is Phase.CLOSED
        code = "period.closed" if closed else "period.closing"
        message = (_CLOSED if closed else _CLOSING) % {"period": Month(day)}
        raise Conflict(code, message, [FieldError(_FIELD.get(doing, "session"), code, message)])


def hang() -> None:
    """Keep the gate from now on. Called where the house is wired: the web application and the command line."""
    keep_gate(gatekeeper)
