"""Close a session with its report; look at what was reported."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.attendance import public as attendance
from app.attendance.public import SEX_NAMES
from app.closing import public
from app.closing.public import filing
from app.closing.schemas import (
    CloseSession,
    ClosingPage,
    ReportPanel,
    SessionReportView,
    TillRow,
)
from app.distributions import public as distributions
from app.kernel.errors import NotFound
from app.kernel.outcome import Outcome
from app.kits.public import tablets as kit_tablets
from app.organisations import public as organisations
from app.platform.once import is_first
from app.platform.unit_of_work import UnitOfWork
from app.sessions import public as sessions
from app.sessions.public import SessionStatus
from app.sessions.public.gate import Doing, pass_gate
from app.vocabularies import public as vocabularies


def close_session(
    actor: Actor, session_id: UUID, command: CloseSession, *, uow: UnitOfWork
) -> Outcome[SessionReportView]:
    """File the report of a session: settle the till, keep the report, take the step to `reported`.

    A confirmed session nobody was counted at starts first. The same request again gives the same answer.
    Raises Invalid with every fault, Conflict `session.step` where there is nothing to report (any more).
    """
    actor.require(Permission.SESSION_CLOSE)
    with uow.begin() as tx:
        session = sessions.hold(tx, actor.scope(Permission.SESSION_CLOSE), session_id)
        content = [str(session_id), command.model_dump(mode="json")]
        if not is_first(tx, "session_report", command.id, content):
            reports = public.reports_of(tx, session.id, session.status)
            return Outcome(next(report for report in reports if report.id == command.id), fresh=False)
        pass_gate(tx, Doing.CLOSE, [session.local_date], session.id)
        row, session = filing.file_report(tx, actor, session, command)
        return Outcome(public.views(tx, [row], session.status)[0], fresh=True)


def see_report(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> SessionReportView:
    """The report of a session that counts. Raises NotFound before there is one."""
    actor.require(Permission.FIGURES_SEE)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.FIGURES_SEE), session_id)
        report = public.last_report(look, session.id, session.status)
        if report is None:
            raise NotFound
        return report


def closing_page(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> ClosingPage:
    """All that the closing form shows, for who may close this session."""
    actor.require(Permission.SESSION_CLOSE)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.SESSION_CLOSE), session_id)
        names = vocabularies.community_names(look)
        partners = organisations.by_ids(look, session.organisation_ids - {session.lead_organisation_id})
        blanks = filing.blanks(look, session.id)
        return ClosingPage(
            session_id=session.id,
            code=session.code,
            title=session.title,
            reached=session.reached_count,
            door=session.door_count,
            tickets=session.tickets_count,
            nobody_counted=not attendance.cells(look, session.id),
            planned_topics=session.topics,
            topics=[(topic.code, topic.names) for topic in vocabularies.topics(look)],
            till=[
                TillRow(
                    item=state.item_code,
                    names=state.names,
                    loaded=state.loaded,
                    given=state.given,
                    returned=state.returned,
                    damaged=state.damaged,
                    unexplained=state.unexplained,
                    should_hold=state.should_hold,
                )
                for state in distributions.till(look, session.id)
            ],
            blanks=[(names[community], SEX_NAMES[sex]) for community, sex in blanks],
            witnesses=sorted((partner.code, partner.names) for partner in partners.values()),
            reason=filing.CLOSED.get(session.status),
            earlier=public.last_report(look, session.id, session.status),
            disputed=kit_tablets.bag_below_zero(look, session.id),
            may_load=actor.may(Permission.STOCK_MOVE),
            settles=actor.may(Permission.EXCEPTION_RESOLVE),
        )


def report_panel(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> ReportPanel | None:
    """The reports of a session for its page, or None for who may not see figures."""
    if not actor.may(Permission.FIGURES_SEE):
        return None
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.FIGURES_SEE), session_id)
        reports = public.reports_of(look, session.id, session.status)
        if not reports and session.status not in {SessionStatus.CONFIRMED, SessionStatus.IN_PROGRESS}:
            return None
        authors = {report.author_id for report in reports if report.author_id}
        witnesses = {report.witness for report in reports if report.witness}
        return ReportPanel(
            session_id=session.id,
            time_zone=session.time_zone,
            reports=reports,
            authors={
                person_id: person.name for person_id, person in accounts.people_by_ids(look, authors).items()
            }
            if authors
            else {},
            topics=vocabularies.topic_names(look) if reports else {},
            witnesses={code: one.names for code, one in organisations.by_codes(look, witnesses).items()},
            may_close=sessions.reaches(actor.scope(Permission.SESSION_CLOSE), session),
            reason=filing.CLOSED.get(session.status),
        )
