"""How a report gets filed on a held session, whoever brings it: a form, a program, or a tablet days later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.attendance import public as attendance
from app.closing import rules, store
from app.closing.schemas import CloseSession, TillLineView
from app.closing.tables import SessionReport
from app.distributions import public as distributions
from app.distributions.public import TillEntry, TillState
from app.kernel import clock, guard
from app.kernel.errors import Conflict, FieldError, Invalid
from app.kernel.types import Sex
from app.kernel.words import Words, _
from app.kits.public import tablets as kits
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions import public as sessions
from app.sessions.public import SessionFacts, SessionStatus
from app.vocabularies import public as vocabularies

_ASKED_OF = (Sex.FEMALE, Sex.MALE)
"""Blanks are asked about for these; nobody is expected to say 'no other' for each community."""

CLOSED: dict[SessionStatus, Words] = {
    SessionStatus.PROPOSED: _("This session is not confirmed yet, so there is nothing to report."),
    SessionStatus.REPORTED: _("The report is in and waits to be verified or sent back."),
    SessionStatus.VERIFIED: _("The report was verified, and that is final."),
    SessionStatus.CANCELLED: _("This session was cancelled, so there is nothing to report."),
    SessionStatus.POSTPONED: _("This session was postponed. Report the one at the new date."),
}


DISPUTED = _(
    "More was given from the bag of this session than is known to have been in it. Enter what was loaded, or take "
    "back what was not given, and then close."
)


def blanks(look: ReadTx, session_id: UUID) -> list[tuple[str, Sex]]:
    """(community, sex) of which nothing was said, among the communities of which something was."""
    cells = attendance.cells(look, session_id)
    said = {(cell.community, cell.sex) for cell in cells if cell.count or cell.mark}
    communities = sorted({community for community, _sex in said})
    return [(code, sex) for code in communities for sex in _ASKED_OF if (code, sex) not in said]


def _said(command: CloseSession, till: Sequence[TillState]) -> list[rules.TillSaid]:
    """The till as sent; an item whose books already balance need not be sent."""
    said = [
        rules.TillSaid(line.item, line.returned, line.damaged, line.unexplained, (line.reason or "").strip())
        for line in command.till
    ]
    sent = {line.item for line in said}
    said += [
        rules.TillSaid(state.item_code, state.returned, state.damaged, 0, "")
        for state in till
        if state.item_code not in sent and state.should_hold == 0 and state.unexplained == 0
    ]
    return said


def _problems(session: SessionFacts, command: CloseSession, till: Sequence[TillState]) -> list[FieldError]:
    said = _said(command, till)
    sums = {state.item_code: rules.TillSums(state.loaded, state.given, state.names) for state in till}
    quiz = command.quiz
    services = [referral.service for referral in command.referrals]
    return [
        *rules.gap_problems(session.reached_count, session.door_count, command.gap_reason),
        *rules.till_problems(said, sums),
        *(rules.quiz_problems(quiz.asked, quiz.before, quiz.after) if quiz else []),
        *(
            FieldError(f"referrals.{number}.service", "referral.twice", _("This service is there twice."))
            for number, service in enumerate(services)
            if service in services[:number]
        ),
        *note_problems(command),
    ]


@dataclass(frozen=True, slots=True)
class _Checked:
    """A close-out without fault, in ids."""

    till: list[tuple[UUID, TillLineView]]
    entries: list[TillEntry]
    witness_id: UUID | None


def _witness(look: ReadTx, session: SessionFacts, code: str) -> UUID:
    organisation = organisations.by_code(look, code, "witness")
    if organisation.id not in session.organisation_ids - {session.lead_organisation_id}:
        raise Invalid.of(
            "witness",
            "witness.not_a_partner",
            _("A witness is another organisation of this session, not the one that leads it."),
        )
    return organisation.id


def _check_topics(look: ReadTx, command: CloseSession) -> None:
    try:
        vocabularies.check_codes(look, topics=set(command.topics_covered))
    except Invalid as unknown:
        raise Invalid(
            [FieldError("topics_covered", error.code, error.message, error.facts) for error in unknown.errors]
        ) from unknown


def _checked(
    look: ReadTx, session: SessionFacts, command: CloseSession, till: Sequence[TillState]
) -> _Checked:
    """Raises Invalid with every fault there is."""
    _check_topics(look, command)
    if problems := _problems(session, command, till):
        raise Invalid(problems)
    states = {state.item_code: state for state in till}
    said = [(states[line.item], line) for line in _said(command, till)]
    return _Checked(
        till=[
            (
                state.item_id,
                TillLineView(
                    item=state.item_code,
                    names=state.names,
                    loaded=state.loaded,
                    given=state.given,
                    returned=line.returned,
                    damaged=line.damaged,
                    unexplained=line.unexplained,
                    reason=line.reason,
                    needs_approval=rules.needs_second_person(state.loaded, line.unexplained),
                ),
            )
            for state, line in said
        ],
        entries=[
            TillEntry(state.item_id, line.returned, line.damaged, line.unexplained, line.reason)
            for state, line in said
        ],
        witness_id=_witness(look, session, command.witness) if command.witness else None,
    )


def note_problems(command: CloseSession) -> list[FieldError]:
    """What looks like personal data in the texts of a report; empty when nothing does, or when it is explained."""
    texts = {f"till.{number}.reason": (line.reason or "").strip() for number, line in enumerate(command.till)}
    return guard.problems({**texts, "note": command.note}, command.note_reason)


def file_report(
    tx: Tx,
    actor: Actor,
    session: SessionFacts,
    command: CloseSession,
    *,
    captured_at: datetime | None = None,
) -> tuple[SessionReport, SessionFacts]:
    """File a report of a held session: settle the till, keep the report, take the step to `reported`.

    A confirmed session nobody was counted at starts first. Raises Invalid with every fault, Conflict
    `session.step` where there is nothing to report (any more), Forbidden without the right. `captured_at` is when
    it was written, when that is not now.
    """
    if reason := CLOSED.get(session.status):
        raise Conflict("session.step", reason, [FieldError("status", "session.step", reason)])
    if kits.bag_below_zero(tx, session.id):
        raise Conflict("till.disputed", DISPUTED, [FieldError("till", "till.disputed", DISPUTED)])
    session = sessions.start(tx, actor, session)
    checked = _checked(tx, session, command, distributions.till(tx, session.id))
    if checked.entries:
        distributions.settle_till(tx, actor, session, checked.entries)
    row = store.add_report(
        tx.db,
        session,
        command,
        till=checked.till,
        blanks=[(community, sex.value) for community, sex in blanks(tx, session.id)],
        witness_id=checked.witness_id,
        author_id=actor.person_id,
        at=clock.now(),
        captured_at=captured_at,
    )
    tx.record(
        "session.report_filed",
        actor,
        "session",
        session.id,
        organisation_id=session.lead_organisation_id,
        data={
            "number": row.number,
            "gap_reason": row.gap_reason,
            "note_kept_because": row.note_reason,
            "unexplained": any(line.unexplained for _item, line in checked.till),
        },
    )
    return row, sessions.step(tx, actor, session, SessionStatus.REPORTED)
