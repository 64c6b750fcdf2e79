"""A table as a download: exactly what is shown, with headings in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi import Request
from fastapi.responses import Response

from app.kernel.words import Words
from app.platform.sheets.written import MEDIA_TYPES, Cell, TableKind, as_csv, as_workbook
from app.platform.web.pages import language_of


def kind_of(request: Request) -> TableKind:
    """What the address asks for: it ends with `.csv`, `.excel.csv` or `.xlsx`."""
    path = request.url.path
    if path.endswith(".xlsx"):
        return TableKind.XLSX
    return TableKind.EXCEL_CSV if path.endswith(".excel.csv") else TableKind.CSV


def table_sent(
    request: Request,
    name: str,
    title: Words | str,
    headings: Sequence[Words | str],
    rows: Iterable[Sequence[Cell]],
    *,
    facts: Sequence[tuple[Words | str, str]] = (),
    totals: Sequence[Sequence[Cell]] = (),
    language: str | None = None,
) -> Response:
    """The table in the form the address asks for. `name`: of the file, without its ending; `totals`: last rows."""
    kind, spoken = kind_of(request), language or language_of(request)
    if kind is TableKind.XLSX:
        content = as_workbook(headings, rows, spoken, title=title, facts=facts, totals=totals)
    else:
        content = as_csv(headings, [*rows, *totals], spoken, for_excel=kind is TableKind.EXCEL_CSV)
    return Response(
        content,
        media_type=MEDIA_TYPES[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{kind.value}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
