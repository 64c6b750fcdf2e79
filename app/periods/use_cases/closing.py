"""Close a period in two steps, reopen it for a while; the housekeeping says when it closed itself again."""

from __future__ import annotations

from datetime import datetime

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Invalid
from app.kernel.words import _
from app.periods.public import reader_of_figures
from app.periods.rules import REOPENED_AT_MOST, PeriodState, Phase
from app.periods.schemas import ClosePeriod, PeriodDetail, ReopenPeriod, phase_now
from app.periods.store import periods as store
from app.periods.tables import ReportingPeriod
from app.periods.use_cases.looking import detail, found
from app.platform.unit_of_work import Tx, UnitOfWork


def _cut_off(row: ReportingPeriod, command: ClosePeriod, now: datetime) -> datetime:
    """Until when records may have been captured. Raises Invalid for an instant to come."""
    asked = command.cut_off_at or row.cut_off_at or now
    if asked > now:
        raise Invalid.of("cut_off_at", "period.cut_off", _("The cut-off cannot lie in the future."))
    return asked


def _record(tx: Tx, actor: Actor | None, action: str, row: ReportingPeriod, **data: object) -> None:
    tx.record(f"period.{action}", actor, "period", row.id, data={"period": row.code, **data})


def close_period(actor: Actor, period: str, command: ClosePeriod, *, uow: UnitOfWork) -> PeriodDetail:
    """Take the step to closing or closed. What is already so stays so.

    Raises NotFound, Forbidden, Conflict `period.not_begun` before its first day, `period.step` backwards.
    """
    actor.require(Permission.PERIOD_CLOSE)
    with uow.begin(housekeeping="a period that is closed already") as tx:
        row = found(tx, period, lock=True)
        now = clock.now()
        phase = phase_now(row.state, row.reopened_until, now)
        to = PeriodState(command.to) if command.to else _next(phase)
        if row.starts_on > clock.today():
            message = _("This period has not begun yet.")
            raise Conflict("period.not_begun", message, [FieldError("to", "period.not_begun", message)])
        if to is PeriodState.CLOSING and phase in {Phase.CLOSED, Phase.REOPENED}:
            message = _("This period is closed. Reopen it instead.")
            raise Conflict("period.step", message, [FieldError("to", "period.step", message)])
        if phase.value != to.value:
            _take(tx, actor, row, to, command, now)
        tx.db.expire_all()
        return detail(tx, actor, found(tx, period))


def _next(phase: Phase) -> PeriodState:
    return PeriodState.CLOSING if phase is Phase.OPEN else PeriodState.CLOSED


def _take(
    tx: Tx, actor: Actor, row: ReportingPeriod, to: PeriodState, command: ClosePeriod, now: datetime
) -> None:
    cut_off = _cut_off(row, command, now)
    if to is PeriodState.CLOSING:
        store.change(tx.db, row.id, state=to.value, cut_off_at=cut_off)
        _record(tx, actor, "closing", row, cut_off_at=cut_off.isoformat())
        return
    figures = reader_of_figures(tx, row.starts_on, row.ends_on)
    store.change(
        tx.db,
        row.id,
        state=to.value,
        cut_off_at=cut_off,
        closed_at=now,
        closed_by=actor.person_id,
        reopened_until=None,
        reopened_by=None,
        figures=figures,
    )
    _record(tx, actor, "closed", row, cut_off_at=cut_off.isoformat())


def reopen_period(actor: Actor, period: str, command: ReopenPeriod, *, uow: UnitOfWork) -> PeriodDetail:
    """Open a closed period again until an instant; reopening it once more moves that instant.

    Raises NotFound, Forbidden, Invalid on `until`, Conflict `period.step` when it is not closed.
    """
    actor.require(Permission.PERIOD_CLOSE)
    with uow.begin() as tx:
        row = found(tx, period, lock=True)
        now = clock.now()
        if row.state != PeriodState.CLOSED.value:
            message = _("This period is not closed.")
            raise Conflict("period.step", message, [FieldError("until", "period.step", message)])
        if not now < command.until <= now + REOPENED_AT_MOST:
            raise Invalid.of(
                "until",
                "period.until",
                _("Choose a moment within the next %(days)s days.") % {"days": REOPENED_AT_MOST.days},
            )
        store.change(
            tx.db,
            row.id,
            reopened_until=command.until,
            reopened_by=actor.person_id,
            reopen_reason=command.reason,
        )
        _record(tx, actor, "reopened", row, until=command.until.isoformat(), reason=command.reason)
        tx.db.expire_all()
        return detail(tx, actor, found(tx, period))


def close_again(uow: UnitOfWork) -> int:
    """Say of reopened periods whose time is over that they closed themselves; answers how many. For `karama tidy`.

    They were closed by the clock already: this only takes the note of reopening away, freezes their figures anew and
    records it.
    """
    with uow.begin(housekeeping="no period was reopened") as tx:
        over = store.run_out(tx.db, clock.now())
        for row in over:
            figures = reader_of_figures(tx, row.starts_on, row.ends_on)
            until = row.reopened_until
            store.change(
                tx.db, row.id, closed_at=until, reopened_until=None, reopened_by=None, figures=figures
            )
            _record(tx, None, "closed_again", row, at=until.isoformat() if until else None)
        return len(over)
