"""JSON face of imports of a schedule."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, Query, Request, Response, UploadFile

from app.access.actor import Actor
from app.kernel.errors import Conflict, Invalid
from app.platform import catalogues
from app.platform.sheets.files import LARGEST_FILE
from app.platform.sheets.problems import errors_of, nothing_imported
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.pages import language_of
from app.sessions.rules.imports import ImportState
from app.sessions.schemas.imports import ImportView
from app.sessions.use_cases import imports as use_cases

router = APIRouter(prefix="/sessions/import", tags=["sessions"])

ImportId = Annotated[UUID, Path(examples=["01981d3e-0000-7000-8000-000000000003"])]
Language = Annotated[Literal["en", "fr", "ar"] | None, Query(alias="lang")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLASH = "session.clash"


def _saved_as(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get(
    "/template.xlsx",
    summary="The empty schedule as a workbook with drop-down lists",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}},
)
def template_workbook(
    request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings, lang: Language = None
) -> Response:
    """In `lang`, or your language. Its headings are understood in every language."""
    language = lang or language_of(request)
    content = use_cases.template_workbook(actor, language, time_zone=settings.time_zone, uow=uow)
    return _saved_as(content, XLSX, f"karama-sessions-{language}.xlsx")


@router.get(
    "/template.csv",
    summary="The heading of a schedule as CSV",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
def template_csv(request: Request, actor: CurrentActor, uow: Uow, lang: Language = None) -> Response:
    """In `lang`, or your language, UTF-8 with a byte order mark."""
    language = lang or language_of(request)
    content = use_cases.template_csv(actor, language, uow=uow)
    return _saved_as(content, "text/csv; charset=utf-8", f"karama-sessions-{language}.csv")


def _as_it_stands(request: Request, actor: Actor, import_id: UUID, uow: UnitOfWork) -> ImportView:
    with catalogues.speaking(language_of(request)):
        return use_cases.get_import(actor, import_id, uow=uow)


def _refused(view: ImportView) -> Conflict | Invalid:
    """Every problem by row and column: 409 when all are clashes, else 422."""
    errors = errors_of(view.errors)
    message = nothing_imported(len(errors))
    if errors and all(one.code.startswith(CLASH) for one in view.errors):
        return Conflict(CLASH, message, errors)
    return Invalid(errors, message, "import.refused")


@router.post("", summary="Import a schedule (XLSX or CSV)", status_code=201)
def import_schedule(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    response: Response,
    file: Annotated[
        UploadFile | None, File(description="XLSX, or CSV in UTF-8; at most 5 MB and 10,000 rows")
    ] = None,
    import_id: Annotated[UUID | None, Form(alias="id")] = None,
    *,
    dry_run: Annotated[bool, Form(description="Only look")] = False,
    only_look: Annotated[bool, Query(alias="dry_run")] = False,
) -> ImportView:
    """All rows or none. 201 when imported; 200 with `dry_run` (problems are in `errors`) or on replay.

    422 `import.refused` (409 `session.clash` when there are only clashes) names each row and column. The same
    file twice changes nothing; a row is known again by its reference, or by organisation, start and venue.
    """
    content = file.file.read(LARGEST_FILE + 1) if file else b""
    name = (file.filename if file else None) or ""
    begun = use_cases.begin_import(actor, name, content, uow=uow, import_id=import_id)
    identity, time_zone = begun.value.id, settings.time_zone
    if begun.fresh:
        use_cases.check_import(actor, identity, time_zone=time_zone, uow=uow)
    view = _as_it_stands(request, actor, identity, uow)
    if view.state is ImportState.CHECKED and not (dry_run or only_look):
        use_cases.write_import(actor, identity, time_zone=time_zone, uow=uow)
        view = _as_it_stands(request, actor, identity, uow)
    if view.state is ImportState.REFUSED and not (dry_run or only_look):
        with catalogues.speaking(language_of(request)):
            raise _refused(view)
    response.status_code = 201 if begun.fresh and view.state is ImportState.DONE else 200
    return view


@router.get("/{import_id}", summary="How far an import is")
def get_import(import_id: ImportId, request: Request, actor: CurrentActor, uow: Uow) -> ImportView:
    """One of your own imports, with its problems in your language."""
    return _as_it_stands(request, actor, import_id, uow)


@router.post("/{import_id}/write", summary="Write a schedule that was checked")
def write_import(
    import_id: ImportId, request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> ImportView:
    """After a `dry_run`: import the very file that was looked at. 409 `import.state` unless it is checked."""
    use_cases.write_import(actor, import_id, time_zone=settings.time_zone, uow=uow)
    view = _as_it_stands(request, actor, import_id, uow)
    if view.state is ImportState.REFUSED:
        with catalogues.speaking(language_of(request)):
            raise _refused(view)
    return view
