"""Importing a schedule on pages: send a file, look at what it would do, import it. It can be left at any moment."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.background import BackgroundTask

from app.access.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.outcome import Outcome
from app.platform import catalogues
from app.platform.sheets.files import MOST_ROWS
from app.platform.sheets.problems import MOST_PROBLEMS
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.forms import SentFile
from app.platform.web.pages import go, language_of, render
from app.platform.web.sheets_received import NotTaken, SheetPage, take_in
from app.sessions.rules.imports import IMPORT_STATE_NAMES, RUNNING
from app.sessions.schemas.imports import ImportView
from app.sessions.use_cases import imports as use_cases

router = APIRouter(prefix="/sessions/import")

AT_ONCE = 300
"""Rows that are worked through while the browser waits; more go on behind a page to which one may come back."""

CHIPS = {"checking": "blue", "checked": "warn", "writing": "blue", "done": "ok", "refused": "stop"}
PAGE = SheetPage("sessions/import.html", IMPORT_STATE_NAMES, CHIPS, MOST_ROWS)


@router.get("")
def choose(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """The template, the field for a file, and one's last imports."""
    return PAGE.show(request, use_cases.newest_imports(actor, uow=uow))


def _work(request: Request, to: str, rows: int, work: Callable[[], None]) -> Response:
    """Do it now when it is little; else send the browser on and go on behind it."""
    if rows <= AT_ONCE:
        work()
        return go(request, to)
    response = go(request, to)
    response.background = BackgroundTask(work)
    return response


@router.post("")
def send(
    request: Request, form: Submitted, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """Take a file in and look at every row."""

    def begin(identity: UUID, sent: SentFile) -> Outcome[ImportView]:
        return use_cases.begin_import(actor, sent.name, sent.content, uow=uow, import_id=identity)

    taken = take_in(form, begin)
    if isinstance(taken, NotTaken):
        return PAGE.show(request, use_cases.newest_imports(actor, uow=uow), taken)
    found, zone = taken.value, settings.time_zone
    where = f"/sessions/import/{found.id}"
    if not taken.fresh:
        return go(request, where)
    return _work(
        request,
        where,
        found.rows,
        lambda: use_cases.check_import(actor, found.id, time_zone=zone, uow=uow),
    )


def _found(request: Request, actor: Actor, import_id: UUID, uow: UnitOfWork) -> ImportView:
    with catalogues.speaking(language_of(request)):
        return use_cases.get_import(actor, import_id, uow=uow)


@router.get("/{import_id}")
def show(request: Request, import_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """How far it is; while it runs the page looks again by itself, or by its button without the script."""
    found = _found(request, actor, import_id, uow)
    return render(
        request,
        "sessions/import_job.html",
        job=found,
        state=IMPORT_STATE_NAMES[found.state],
        chip=CHIPS[found.state.value],
        running=found.state in RUNNING and not found.stopped,
        many=len(found.errors) >= MOST_PROBLEMS,
    )


@router.post("/{import_id}")
def write(
    request: Request, import_id: UUID, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """Import the file that was looked at. Pressed twice, it is imported once."""
    found = _found(request, actor, import_id, uow)
    where, zone = f"/sessions/import/{import_id}", settings.time_zone

    def work() -> None:
        use_cases.finish_writing(actor, import_id, time_zone=zone, uow=uow)

    try:
        use_cases.begin_writing(actor, import_id, uow=uow)
    except Conflict as refusal:
        return go(request, where, refusal.message, "warn")
    return _work(request, where, found.rows, work)


@router.post("/{import_id}/check")
def check(
    request: Request, import_id: UUID, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """Look at it once more, after it stopped on the way."""
    found = _found(request, actor, import_id, uow)
    where, zone = f"/sessions/import/{import_id}", settings.time_zone

    def work() -> None:
        use_cases.check_import(actor, import_id, time_zone=zone, uow=uow)

    try:
        return _work(request, where, found.rows, work)
    except Conflict as refusal:
        return go(request, where, refusal.message, "warn")
