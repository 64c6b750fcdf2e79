"""HTML face of feedback: results with n beside each share, and a sheet of tallies to type in."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.feedback import use_cases
from app.feedback.rules import QUESTIONS, WRONG_NAMES
from app.feedback.rules.questions import PARTS
from app.feedback.schemas import CutBy, RecordSheet, TakeSheetBack
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import Sex, Text
from app.kernel.words import Words, _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render

sessions_router = APIRouter(prefix="/sessions/{session_id}/feedback")
points_router = APIRouter(prefix="/points/{point_id}/feedback")
routers: tuple[APIRouter, ...] = (sessions_router, points_router)

SEX_NAMES = {
    Sex.FEMALE: _("female"),
    Sex.MALE: _("male"),
    Sex.OTHER: _("other"),
    Sex.NOT_STATED: _("not stated"),
}

CUT_NAMES: dict[CutBy, Words] = {
    CutBy.COMMUNITY: _("community"),
    CutBy.SEX: _("sex"),
    CutBy.AGE_BAND: _("age"),
}

By = Annotated[Text, Query(max_length=20)]


def _show(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    where: dict[str, UUID],
    by: str = "",
    form: FormView | None = None,
    status: int = 200,
) -> Response:
    cut = CutBy(by) if by in {one.value for one in CutBy} else None
    page = use_cases.page_of(actor, uow=uow, by=cut, **where)
    return render(
        request,
        "feedback/results.html",
        status=status,
        feedback=page,
        about=page.about,
        results=page.results,
        cuts=[(one.value, name) for one, name in CUT_NAMES.items()],
        filters=FormView({"by": cut.value if cut else ""}),
        form=form or FormView(),
        problems=_problems(form) if form else [],
        reasons=[(why.value, name) for why, name in WRONG_NAMES.items()],
        wrong_names=WRONG_NAMES,
        sex_names=SEX_NAMES,
        question_words={question.key: question.words for question in QUESTIONS},
        answer_words={question.key: dict(question.answers) for question in QUESTIONS},
        fresh_ids=[new_id() for _sheet in page.sheets],
        to_hotline=_says_yes(page),
    )


def _says_yes(page: use_cases.FeedbackPage) -> bool:
    """Whether anybody was asked for something in return."""
    keys = {question.key for question in QUESTIONS if question.to_hotline}
    return any(
        answer.answer == "yes" and answer.count not in {0, "c"}
        for result in page.results.everybody.results
        if result.question in keys
        for answer in result.answers
    )


def _problems(form: FormView) -> list[FieldError]:
    if form.problems or form.message is None:
        return form.problems
    return [FieldError("", "refused", form.message)]


def _form(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    where: dict[str, UUID],
    form: FormView | None = None,
    status: int = 200,
) -> Response:
    offer = use_cases.sheet_form(actor, uow=uow, **where)
    return render(
        request,
        "feedback/sheet.html",
        status=status,
        offer=offer,
        about=offer.about,
        form=form or FormView({"id": str(new_id())}),
        problems=_problems(form) if form else [],
        parts=[(part, [one for one in QUESTIONS if one.part == part]) for part in PARTS],
        sexes=[(sex.value, name) for sex, name in SEX_NAMES.items()],
    )


def _answers(form: SubmittedForm, things: list[str]) -> list[dict[str, Any]]:
    """The cells that were filled in: `q/<question>/<answer>` and `q/<question>/<answer>/<number of the thing>`."""
    found: list[dict[str, Any]] = []
    for question in QUESTIONS:
        for number, thing in enumerate(things if question.per_item else [""]):
            for code, _words in question.answers:
                name = f"q/{question.key}/{code}" + (f"/{number}" if question.per_item else "")
                if value := form.get(name):
                    line = {"question": question.key, "answer": code, "count": value, "name": name}
                    found.append(line | ({"item": thing} if question.per_item else {}))
    return found


def _record(
    request: Request, actor: Actor, uow: UnitOfWork, form: SubmittedForm, where: dict[str, UUID]
) -> Response:
    actor.require(Permission.FEEDBACK_RECORD)
    offer = use_cases.sheet_form(actor, uow=uow, **where)
    cells = _answers(form, list(offer.things))
    names = [str(cell.pop("name")) for cell in cells]
    answers: dict[str, Any] = {
        name: value
        for name in ("id", "asked_on", "community", "sex", "age_band", "asked")
        if (value := form.get(name))
    }
    answers |= {"session": offer.about.session_id, "distribution_point": offer.about.point_id}
    command, problems = parse(RecordSheet, answers | {"answers": cells})
    if command is None:
        return _form(request, actor, uow, where, FormView.wrong(form, _at_cells(problems, names)), 422)
    try:
        use_cases.record_sheet(actor, command, uow=uow)
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        view = FormView.wrong(form, _at_cells(list(refusal.errors), names), message=refusal.message)
        return _form(request, actor, uow, where, view, refusal.status)
    return go(request, f"{offer.about.href}/feedback", _("Saved. Thank you for asking."))


def _at_cells(problems: list[FieldError], names: list[str]) -> list[FieldError]:
    """Errors at the cells of the form: `answers.3.count` is the cell that was read as the fourth."""
    named = []
    for error in problems:
        parts = error.field.split(".")
        cell = parts[0] == "answers" and len(parts) > 1 and parts[1].isdigit()
        field = names[int(parts[1])] if cell else error.field
        named.append(FieldError(field, error.code, error.message, error.facts))
    return named


def _back(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    sheet_id: UUID,
    form: SubmittedForm,
    where: dict[str, UUID],
) -> Response:
    actor.require(Permission.FEEDBACK_RECORD)
    command, problems = parse(TakeSheetBack, form.data())
    if command is None:
        return _show(request, actor, uow, where, form=FormView.wrong(form, problems), status=422)
    try:
        use_cases.take_back(actor, sheet_id, command, uow=uow)
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        view = FormView.refused(form, refusal)
        return _show(request, actor, uow, where, form=view, status=refusal.status)
    return go(request, request.url.path.removesuffix(f"/{sheet_id}/reverse"), _("Taken back."))


@sessions_router.get("")
def of_session(request: Request, session_id: UUID, actor: CurrentActor, uow: Uow, by: By = "") -> Response:
    """What people said after the distribution of a session."""
    return _show(request, actor, uow, {"session": session_id}, by)


@sessions_router.get("/new")
def new_of_session(request: Request, session_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """A sheet to type in."""
    return _form(request, actor, uow, {"session": session_id})


@sessions_router.post("/new")
def record_of_session(
    request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """Enter a sheet."""
    return _record(request, actor, uow, form, {"session": session_id})


@sessions_router.post("/{sheet_id}/reverse")
def back_of_session(
    request: Request, session_id: UUID, sheet_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """Take a sheet back."""
    return _back(request, actor, uow, sheet_id, form, {"session": session_id})


@points_router.get("")
def of_point(request: Request, point_id: UUID, actor: CurrentActor, uow: Uow, by: By = "") -> Response:
    """What people said after a distribution point."""
    return _show(request, actor, uow, {"point": point_id}, by)


@points_router.get("/new")
def new_of_point(request: Request, point_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """A sheet to type in."""
    return _form(request, actor, uow, {"point": point_id})


@points_router.post("/new")
def record_of_point(
    request: Request, point_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """Enter a sheet."""
    return _record(request, actor, uow, form, {"point": point_id})


@points_router.post("/{sheet_id}/reverse")
def back_of_point(
    request: Request, point_id: UUID, sheet_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """Take a sheet back."""
    return _back(request, actor, uow, sheet_id, form, {"point": point_id})
