"""Importing opening stock on pages: take the template, send a sheet, look at what it would do, enter it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import Conflict
from app.kits.rules.imports import IMPORT_STATE_NAMES, MOST_ROWS
from app.kits.schemas.imports import StockImportView
from app.kits.use_cases import imports
from app.platform import catalogues
from app.platform.sheets.problems import MOST_PROBLEMS
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import SentFile
from app.platform.web.pages import go, language_of, render
from app.platform.web.sheets_received import NotTaken, SheetPage, take_in

router = APIRouter(prefix="/kits/import")

CHIPS = {"checked": "warn", "done": "ok", "refused": "stop"}
PAGE = SheetPage("kits/import.html", IMPORT_STATE_NAMES, CHIPS, MOST_ROWS)


@router.get("")
def choose(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """The template, the field for a file, and one's last imports."""
    return PAGE.show(request, imports.newest_imports(actor, uow=uow))


@router.post("")
def send(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take a file in and look at every row."""
    actor.require(Permission.STOCK_MOVE)

    def begin(identity: UUID, sent: SentFile) -> StockImportView:
        return imports.send_import(actor, sent.name, sent.content, uow=uow, import_id=identity).value

    taken = take_in(form, begin)
    if isinstance(taken, NotTaken):
        return PAGE.show(request, imports.newest_imports(actor, uow=uow), taken)
    return go(request, f"/kits/import/{taken.id}")


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
