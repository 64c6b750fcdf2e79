"""Enter a sheet of tallies, or take one back."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.feedback import store
from app.feedback.rules import Said, problems_of
from app.feedback.schemas import RecordSheet, SheetView, TakeSheetBack
from app.feedback.tables import FeedbackSheet, FeedbackTally
from app.feedback.use_cases.about import about, check_over, contents
from app.feedback.use_cases.viewing import view
from app.kernel import clock
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.platform.once import is_first
from app.platform.unit_of_work import Tx, UnitOfWork
from app.vocabularies import public as vocabularies

_RIGHT = Permission.FEEDBACK_RECORD


def record_sheet(actor: Actor, command: RecordSheet, *, uow: UnitOfWork) -> Outcome[SheetView]:
    """Enter the tallies of so many people of one group. The same request again gives the same answer."""
    actor.require(_RIGHT)
    identity = command.id or new_id()
    with uow.begin() as tx:
        one = about(tx, actor, _RIGHT, command.session, command.distribution_point)
        if not is_first(tx, "feedback", identity, command.model_dump(mode="json")):
            return Outcome(view(_found(tx, identity)), fresh=False)
        check_over(one)
        if command.asked_on > clock.today():
            raise Invalid.of("asked_on", "feedback.in_the_future", _("This day is still to come."))
        if command.asked_on < one.held_on:
            raise Invalid.of("asked_on", "feedback.too_early", _("This day is before the distribution."))
        vocabularies.check_codes(tx, communities={command.community}, age_bands={command.age_band})
        said = [Said(line.question, line.answer, line.count, line.item or "") for line in command.answers]
        if problems := problems_of(command.asked, said, contents(tx, one)):
            raise Invalid(problems)
        sheet = FeedbackSheet(
            id=identity,
            session_id=one.session_id,
            point_id=one.point_id,
            asked_on=command.asked_on,
            community=command.community,
            sex=command.sex.value,
            age_band=command.age_band,
            asked=command.asked,
            recorded_by=actor.person_id,
            recorded_at=clock.now(),
        )
        lines = [
            FeedbackTally(
                sheet_id=identity,
                question=line.question,
                item=line.item,
                answer=line.answer,
                count=line.count,
            )
            for line in said
            if line.count
        ]
        store.add(tx.db, sheet, lines)
        _record(tx, actor, "feedback.recorded", sheet, one.organisation_id)
        return Outcome(view(sheet), fresh=True)


def take_back(actor: Actor, sheet_id: UUID, command: TakeSheetBack, *, uow: UnitOfWork) -> Outcome[SheetView]:
    """Take a sheet back, once; it stays readable and no longer counts."""
    actor.require(_RIGHT)
    identity = command.id or new_id()
    with uow.begin() as tx:
        sheet = _found(tx, sheet_id)
        one = about(tx, actor, _RIGHT, sheet.session_id, sheet.point_id)
        content = [str(sheet_id), command.model_dump(mode="json")]
        if not is_first(tx, "feedback_reversal", identity, content):
            return Outcome(view(_found(tx, identity)), fresh=False)
        if sheet.reverses is not None:
            raise Conflict("feedback.is_reversal", _("A reversal is not reversed. Enter the sheet again."))
        if store.reversal_of(tx.db, sheet.id) is not None:
            raise Conflict("feedback.reversed", _("This sheet was already taken back."))
        opposite = FeedbackSheet(
            **sheet.model_dump(exclude={"id", "recorded_by", "recorded_at", "reverses", "why"}),
            id=identity,
            recorded_by=actor.person_id,
            recorded_at=clock.now(),
            reverses=sheet.id,
            why=command.why.value,
        )
        store.add(tx.db, opposite, [])
        _record(tx, actor, "feedback.taken_back", opposite, one.organisation_id)
        return Outcome(view(opposite), fresh=True)


def _found(tx: Tx, sheet_id: UUID) -> FeedbackSheet:
    sheet = store.find(tx.db, sheet_id)
    if sheet is None:
        raise NotFound
    return sheet


def _record(tx: Tx, actor: Actor, action: str, sheet: FeedbackSheet, organisation_id: UUID) -> None:
    """That it happened, and where; never what was answered."""
    where = {"session": sheet.session_id} if sheet.session_id else {"distribution_point": sheet.point_id}
    tx.record(
        action,
        actor,
        "feedback",
        sheet.id,
        organisation_id=organisation_id,
        data={name: str(value) for name, value in where.items()} | ({"why": sheet.why} if sheet.why else {}),
    )
