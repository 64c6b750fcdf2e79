"""HTML face of counting: the grid form of the office, and the counts on the session page."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.attendance import use_cases
from app.attendance.pages import sheets
from app.attendance.pages.grid import (
    Submission,
    against_what_is_saved,
    grid_view,
    name_refusal,
    read_submission,
    rows_to_show,
)
from app.attendance.pages.summary import panel
from app.attendance.schemas import CountingPage
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import Words, _, _n
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm
from app.platform.web.pages import go, language_of, render

__all__ = ["panel", "router", "routers"]

router = APIRouter(prefix="/sessions")
routers = (router, sheets.router)
"""To be hung on the app by main."""


def _show(
    request: Request,
    page: CountingPage,
    form: FormView,
    *,
    rows: list[str],
    status: int = 200,
    questions: list[FieldError] | None = None,
) -> Response:
    shown = rows_to_show(page, rows)
    return render(
        request,
        "attendance/count.html",
        status=status,
        counting=page,
        form=form,
        grid=grid_view(page, form, language_of(request), rows=shown),
        questions=questions or [],
    )


@router.get("/{session_id}/count")
def open_grid(request: Request, session_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The form, filled with what is saved, or the reason why nobody can be counted."""
    page = use_cases.counting_page(actor, session_id, uow=uow)
    return _show(request, page, FormView({"id": str(new_id())}), rows=[])


@router.post("/{session_id}/count")
def save_grid(request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the form; "Add row" shows it again with one community more and everything typed kept."""
    page = use_cases.counting_page(actor, session_id, uow=uow)
    rows = form.all("row")
    read = read_submission(form, page, language_of(request))
    if any(problem.code == "form.broken" for problem in read.problems):
        fresh = FormView({"id": str(new_id())}, {}, read.problems)
        return _show(request, page, fresh, rows=rows, status=422)
    if form.get("step") == "add-row":
        return _show(request, page, FormView(dict(form.values())), rows=[*rows, form.get("community")])
    if read.command is None:
        view = FormView.wrong(form, read.problems, confirmed=read.confirmed)
        return _show(request, page, view, rows=rows, status=422, questions=read.questions)
    try:
        counts = use_cases.save_grid(actor, session_id, read.command, uow=uow).value
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        now = use_cases.counting_page(actor, session_id, uow=uow)
        return _show(request, now, _refused(form, read, now, refusal), rows=rows, status=refusal.status)
    return go(request, f"/sessions/{session_id}/count", _receipt(counts.total, counts.late))


def _receipt(total: int, late: int) -> Words:
    """What stands now; what came after the figures were final is told apart, as it is kept."""
    if late:
        said = _n(
            "Saved. %(num)s person counted; counted late, kept apart: %(late)s.",
            "Saved. %(num)s people counted; counted late, kept apart: %(late)s.",
            total,
        )
        return said % {"late": late}
    return _n("Saved. %(num)s person counted.", "Saved. %(num)s people counted.", total)


def _refused(form: SubmittedForm, read: Submission, now: CountingPage, refusal: AppError) -> FormView:
    if refusal.code == "id.reused":
        said = _("This form was saved before. Look at the counts now, then save what is still missing.")
        return FormView(against_what_is_saved(form, now), {}, [FieldError("", "id.reused", said)])
    return FormView.wrong(form, name_refusal(refusal, read))
