"""JSON face of imports of opening stock."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, Query, Request, Response, UploadFile

from app.access.actor import Actor
from app.kernel.errors import Invalid
from app.kits.rules.imports import ImportState
from app.kits.schemas.imports import StockImportView
from app.kits.use_cases import imports
from app.platform import catalogues
from app.platform.sheets.files import LARGEST_FILE
from app.platform.sheets.problems import errors_of, nothing_imported
from app.platform.sheets.written import MEDIA_TYPES, TableKind
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of

router = APIRouter(prefix="/stock/import", tags=["kits"])

ImportId = Annotated[UUID, Path(examples=["01981d3e-0000-7000-8000-000000000003"])]
Language = Annotated[Literal["en", "fr", "ar"] | None, Query(alias="lang")]
XLSX = MEDIA_TYPES[TableKind.XLSX]


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
    summary="The empty sheet of opening stock, with drop-down lists",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}},
)
def template_workbook(request: Request, actor: CurrentActor, uow: Uow, lang: Language = None) -> Response:
    """In `lang`, or your language. Its headings are understood in every language."""
    language = lang or language_of(request)
    content = imports.template_workbook(actor, language, uow=uow)
    return _saved_as(content, XLSX, f"karama-stock-{language}.xlsx")


@router.get(
    "/template.csv",
    summary="The heading of opening stock as CSV",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
def template_csv(request: Request, actor: CurrentActor, lang: Language = None) -> Response:
    """In `lang`, or your language, UTF-8 with a byte order mark."""
    language = lang or language_of(request)
    content = imports.template_csv(actor, language)
    return _saved_as(content, MEDIA_TYPES[TableKind.CSV], f"karama-stock-{language}.csv")


def _as_it_stands(request: Request, actor: Actor, import_id: UUID, uow: UnitOfWork) -> StockImportView:
    with catalogues.speaking(language_of(request)):
        return imports.get_import(actor, import_id, uow=uow)


def _refused(request: Request, view: StockImportView) -> Invalid:
    """Every problem by row and column."""
    with catalogues.speaking(language_of(request)):
        errors = errors_of(view.errors)
        return Invalid(errors, nothing_imported(len(errors)), "import.refused")


@router.post("", summary="Import opening stock (XLSX or CSV)", status_code=201)
def import_stock(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    response: Response,
    file: Annotated[
        UploadFile | None, File(description="XLSX, or CSV in UTF-8; at most 5 MB and 2,000 rows")
    ] = None,
    import_id: Annotated[UUID | None, Form(alias="id")] = None,
    *,
    dry_run: Annotated[bool, Form(description="Only look")] = False,
    only_look: Annotated[bool, Query(alias="dry_run")] = False,
) -> StockImportView:
    """All rows or none. 201 when imported; 200 with `dry_run` (problems are in `errors`) or on replay.

    422 `import.refused` names each row and column. The same file twice changes nothing: a row is known again by its
    store, item, lot, project and expiry; another quantity for it is refused, because an entry is never changed.
    """
    content = file.file.read(LARGEST_FILE + 1) if file else b""
    name = (file.filename if file else None) or ""
    sent = imports.send_import(actor, name, content, uow=uow, import_id=import_id)
    identity = sent.value.id
    view = _as_it_stands(request, actor, identity, uow)
    if view.state is ImportState.CHECKED and not (dry_run or only_look):
        imports.write_import(actor, identity, uow=uow)
        view = _as_it_stands(request, actor, identity, uow)
    if view.state is ImportState.REFUSED and not (dry_run or only_look):
        raise _refused(request, view)
    response.status_code = 201 if sent.fresh and view.state is ImportState.DONE else 200
    return view


@router.get("/{import_id}", summary="What an import of stock did or would do")
def get_import(import_id: ImportId, request: Request, actor: CurrentActor, uow: Uow) -> StockImportView:
    """One of your own imports, with its problems in your language."""
    return _as_it_stands(request, actor, import_id, uow)


@router.post("/{import_id}/write", summary="Enter a sheet that was looked at")
def write_import(import_id: ImportId, request: Request, actor: CurrentActor, uow: Uow) -> StockImportView:
    """After a `dry_run`: enter the very file that was looked at. 409 `import.state` when it was refused."""
    imports.write_import(actor, import_id, uow=uow)
    view = _as_it_stands(request, actor, import_id, uow)
    if view.state is ImportState.REFUSED:
        raise _refused(request, view)
    return view
