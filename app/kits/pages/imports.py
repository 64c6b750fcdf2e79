"""Importing opening stock on pages: take the template, send a sheet, look at what it would do, enter it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import AppError, Conflict, FieldError
from app.kernel.ids import new_id
from app.kernel.words import _
from app.kits.rules.imports import IMPORT_STATE_NAMES, MOST_ROWS
from app.kits.use_cases import imports
from app.platform import catalogues
from app.platform.sheets.files import LARGEST_FILE
from app.platform.sheets.problems import MOST_PROBLEMS
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView
from app.platform.web.pages import go, language_of, render

router = APIRouter(prefix="/kits/import")

CHIPS = {"checked": "warn", "done": "ok", "refused": "stop"}


def _show(
    request: Request, actor: Actor, uow: UnitOfWork, *, form: FormView | None = None, status: int = 200
) -> Response:
    return render(
        request,
        "kits/import.html",
        status=status,
        form=form or FormView({"id": str(new_id())}),
        newest=imports.newest_imports(actor, uow=uow),
        states=IMPORT_STATE_NAMES,
        chips=CHIPS,
        largest=LARGEST_FILE // (1024 * 1024),
        most_rows=MOST_ROWS,
    )


@router.get("")
def choose(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """The template, the field for a file, and one's last imports."""
    return _show(request, actor, uow)


@router.post("")
def send(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take a file in and look at every row."""
    actor.require(Permission.STOCK_MOVE)
    sent = form.files.get("file")
    try:
        identity = UUID(form.get("id"))
    except ValueError:
        identity = new_id()
    if sent is None:
        problem = FieldError("file", "missing", _("Choose a file first."))
        view = FormView({"id": str(identity)}, {"file": problem.message}, [problem])
        return _show(request, actor, uow, form=view, status=422)
    try:
        imports.send_import(actor, sent.name, sent.content, uow=uow, import_id=identity)
    except AppError as refusal:
        if refusal.status not in {409, 413, 422}:
            raise
        problems = list(refusal.errors) or [FieldError("file", refusal.code, refusal.message)]
        errors = {one.field: one.message for one in problems}
        view = FormView({"id": str(new_id())}, errors, problems)
        return _show(request, actor, uow, form=view, status=refusal.status)
    return go(request, f"/kits/import/{identity}")


@router.get("/{import_id}")
def show(request: Request, import_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """What it would do or did, and every cell that is wrong."""
    with catalogues.speaking(language_of(request)):
        found = imports.get_import(actor, import_id, uow=uow)
    return render(
        request,
        "kits/import_job.html",
        job=found,
        state=IMPORT_STATE_NAMES[found.state],
        chip=CHIPS[found.state.value],
        many=len(found.errors) >= MOST_PROBLEMS,
    )


@router.post("/{import_id}")
def write(request: Request, import_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """Enter the sheet that was looked at. Pressed twice, it is entered once."""
    where = f"/kits/import/{import_id}"
    try:
        imports.write_import(actor, import_id, uow=uow)
    except Conflict as refusal:
        return go(request, where, refusal.message, "warn")
    return go(request, where)
