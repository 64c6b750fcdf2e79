"""HTML face of paper tally sheets: make and print them, type each one in."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.attendance import use_cases
from app.attendance.pages.grid import grid_view, name_refusal, read_submission, rows_to_show
from app.attendance.pages.sheet_paper import print_sheets
from app.attendance.schemas import EnterSheet, MakeSheets
from app.attendance.use_cases import SheetPage
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _n
from app.platform import catalogues
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import go, language_of, render

router = APIRouter(prefix="/sessions")


def _list(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    session_id: UUID,
    form: FormView | None = None,
    status: int = 200,
) -> Response:
    page = use_cases.sheets_page(actor, session_id, uow=uow)
    language = language_of(request)
    names = {one.code: one.names.in_language(language) for one in page.communities}
    names |= {code: code for sheet in page.sheets for code in sheet.communities if code not in names}
    return render(
        request,
        "attendance/sheets.html",
        status=status,
        session=page.session,
        sheets=page.sheets,
        open_sheets=[one for one in page.sheets if one.entered_at is None],
        communities=[(one.code, names[one.code]) for one in page.communities],
        names=names,
        likely=list(page.likely),
        form=form or FormView({"id": str(new_id())}),
        languages=list(catalogues.LANGUAGES.items()),
    )


@router.get("/{session_id}/sheets")
def show_sheets(request: Request, session_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The sheets of a session and the form for more."""
    return _list(request, actor, uow, session_id)


@router.post("/{session_id}/sheets")
def make_sheets(
    request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """Number new sheets; they can then be printed."""
    command, problems = parse(MakeSheets, form.data(lists=["communities"]))
    if command is None:
        return _list(request, actor, uow, session_id, FormView.wrong(form, problems), 422)
    try:
        use_cases.make_sheets(actor, session_id, command, uow=uow)
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        return _list(request, actor, uow, session_id, FormView.refused(form, refusal), refusal.status)
    said = _n("%(num)s sheet made. Print it now.", "%(num)s sheets made. Print them now.", command.quantity)
    return go(request, f"/sessions/{session_id}/sheets", said)


@router.get("/{session_id}/sheets.pdf")
def print_them(
    request: Request,
    session_id: UUID,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    lang: Text = "",
) -> Response:
    """The sheets that are not typed in yet, a page each."""
    language = lang if lang in catalogues.LANGUAGES else language_of(request)
    paper = use_cases.sheets_to_print(actor, session_id, uow=uow)
    name = f"{paper.code}-tally-sheets-{language}.pdf"
    return Response(
        print_sheets(paper, language, settings.base_url),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _form(
    request: Request,
    page: SheetPage,
    form: FormView,
    *,
    rows: list[str],
    status: int = 200,
    questions: list[FieldError] | None = None,
) -> Response:
    asked = list(dict.fromkeys([*page.sheet.communities, *rows]))
    shown = [code for code in asked if code in page.counting.names] or rows_to_show(page.counting, [])
    return render(
        request,
        "attendance/sheet.html",
        status=status,
        sheet=page.sheet,
        counting=page.counting,
        reason=page.reason,
        people=page.people,
        form=form,
        grid=grid_view(page.counting, form, language_of(request), rows=shown),
        questions=questions or [],
    )


@router.get("/{session_id}/sheets/{sheet_id}")
def open_sheet(request: Request, session_id: UUID, sheet_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The form of one sheet, or who typed it in and when."""
    page = use_cases.sheet_page(actor, session_id, sheet_id, uow=uow)
    return _form(request, page, FormView({"id": str(new_id())}), rows=[])


@router.post("/{session_id}/sheets/{sheet_id}")
def enter_sheet(
    request: Request, session_id: UUID, sheet_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """Take the sheet; "Add row" shows it again with one community more and everything typed kept."""
    page = use_cases.sheet_page(actor, session_id, sheet_id, uow=uow)
    rows = form.all("row")
    read = read_submission(form, page.counting, language_of(request))
    if form.get("step") == "add-row":
        return _form(request, page, FormView(dict(form.values())), rows=[*rows, form.get("community")])
    if read.command is None:
        view = FormView.wrong(form, read.problems, confirmed=read.confirmed)
        return _form(request, page, view, rows=rows, status=422, questions=read.questions)
    typed = read.command
    command, problems = parse(
        EnterSheet, {"id": typed.id, "entries": typed.entries, "marks": typed.marks, "door": typed.door}
    )
    if command is None:
        return _form(request, page, FormView.wrong(form, problems), rows=rows, status=422)
    try:
        use_cases.enter_sheet(actor, session_id, sheet_id, command, uow=uow)
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        now = use_cases.sheet_page(actor, session_id, sheet_id, uow=uow)
        view = FormView.wrong(form, name_refusal(refusal, read))
        return _form(request, now, view, rows=rows, status=refusal.status)
    people = sum(line.delta for line in command.entries)
    said = _n("Sheet %(number)s saved: %(num)s person.", "Sheet %(number)s saved: %(num)s people.", people)
    return go(request, f"/sessions/{session_id}/sheets", said % {"number": page.sheet.number})
