"""Look at periods: the list, one of them with its organisations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.organisations import public as organisations
from app.periods.public import reader_of_figures
from app.periods.rules import PeriodState, Phase, code_of, id_of
from app.periods.schemas import (
    Completeness,
    OrganisationLine,
    PeriodDetail,
    PeriodOfSession,
    PeriodView,
    phase_now,
)
from app.periods.store import periods as store
from app.periods.store import sessions as session_store
from app.periods.store.sessions import Sums
from app.periods.tables import ReportingPeriod
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.sessions import public as sessions


def identity_of(period: str) -> UUID:
    """The id of a period named by its code (`2022-07`) or id. Raises NotFound for anything else."""
    try:
        return UUID(period)
    except ValueError:
        return id_of(period)


def found(look: ReadTx, period: str, *, lock: bool = False) -> ReportingPeriod:
    """The period of this code or id. Raises NotFound."""
    row = store.find(look.db, identity_of(period), lock=lock)
    if row is None:
        raise NotFound
    return row


def _completeness(sums: Sums | None) -> Completeness:
    if sums is None:
        return Completeness()
    return Completeness(
        expected=sums.expected,
        reported=sums.reported,
        verified=sums.verified,
        late=sums.late,
        cancelled=sums.cancelled,
        captured_on_time=sums.captured_on_time,
        arrived_on_time=sums.arrived_on_time,
    )


def views(look: ReadTx, actor: Actor, rows: Sequence[ReportingPeriod]) -> list[PeriodView]:
    """Periods as the reader may know them; one statement however many."""
    if not rows:
        return []
    now = clock.now()
    scope = actor.scope(Permission.REPORT_MAKE)
    ids = [row.id for row in rows]
    sums = {one.period_id: one for one in session_store.sums(look.db, scope, ids, now, by_organisation=False)}
    return [
        PeriodView(
            id=row.id,
            code=row.code,
            from_date=row.starts_on,
            to_date=row.ends_on,
            state=phase_now(row.state, row.reopened_until, now),
            cut_off_at=row.cut_off_at,
            closed_at=row.closed_at,
            reopened_until=row.reopened_until,
            reopen_reason=row.reopen_reason if row.reopened_until else "",
            completeness=_completeness(sums.get(row.id)),
            late_box=sums[row.id].late_box if row.id in sums else 0,
            figures=row.figures if scope.everything else {},
            version=row.version,
        )
        for row in rows
    ]


def list_periods(
    actor: Actor,
    *,
    uow: UnitOfWork,
    state: PeriodState | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PeriodView]:
    """The months from the first session to the present one, the newest first."""
    actor.require(Permission.REPORT_MAKE)
    before = _place(cursor) if cursor else None
    with uow.read() as look:
        today = clock.today()
        first = min(store.first_day(look.db) or today, today).replace(day=1)
        rows = store.listing(look.db, first=first, last=today, before=before, state=state, limit=limit + 1)
        more = to_cursor(rows[limit - 1].starts_on) if len(rows) > limit else None
        return Page(items=views(look, actor, rows[:limit]), next=more)


def _place(cursor: str) -> date:
    try:
        return date.fromisoformat(from_cursor(cursor, 1)[0])
    except ValueError:
        raise cursor_unknown() from None


def detail(look: ReadTx, actor: Actor, row: ReportingPeriod) -> PeriodDetail:
    """A period with its organisations; four statements, and those of the figures."""
    view = views(look, actor, [row])[0]
    scope = actor.scope(Permission.REPORT_MAKE)
    lines = session_store.sums(look.db, scope, [row.id], clock.now(), by_organisation=True)
    known = organisations.by_ids(look, {one.organisation_id for one in lines if one.organisation_id})
    named = [
        OrganisationLine(
            organisation=known[one.organisation_id].code,
            completeness=_completeness(one),
        )
        for one in lines
        if one.organisation_id
    ]
    now = reader_of_figures(look, row.starts_on, row.ends_on) if scope.everything else {}
    return PeriodDetail(
        **{name: getattr(view, name) for name in PeriodView.model_fields},
        organisations=sorted(named, key=lambda one: one.organisation),
        figures_now=now,
    )


def see_period(actor: Actor, period: str, *, uow: UnitOfWork) -> PeriodDetail:
    """One period, named by code or id. Raises NotFound."""
    actor.require(Permission.REPORT_MAKE)
    with uow.read() as look:
        return detail(look, actor, found(look, period))


def period_of_session(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> PeriodOfSession | None:
    """The period a session lies in when it is not simply open, for the session's page; one statement.

    Raises NotFound when the session does not exist for this reader.
    """
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.SESSION_SEE), session_id)
        row = store.state_of(look.db, id_of(code_of(session.local_date)))
        if row is None:
            return None
        phase = phase_now(row.state, row.reopened_until, clock.now())
        if phase is Phase.OPEN:
            return None
        return PeriodOfSession(
            code=row.code,
            first=row.starts_on,
            phase=phase,
            reopened_until=row.reopened_until,
            time_zone=session.time_zone,
            may_see=actor.may(Permission.REPORT_MAKE),
        )
