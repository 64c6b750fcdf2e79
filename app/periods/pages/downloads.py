"""Completeness and timeliness of a month as a workbook or CSV: exactly the table of the page."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Literal

import xlsxwriter
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.kernel.types import Text
from app.kernel.words import Words, _
from app.periods.schemas import Completeness, PeriodDetail
from app.periods.use_cases import looking
from app.platform import catalogues
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of

router = APIRouter(prefix="/periods")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

HEADINGS: tuple[Words, ...] = (
    _("Period"),
    _("Organisation"),
    _("Expected"),
    _("Reported"),
    _("Verified"),
    _("Late"),
    _("Cancelled"),
    _("Captured on time"),
    _("Arrived on time"),
)


def _cells(period: str, organisation: str, one: Completeness) -> list[str | int]:
    return [
        period,
        organisation,
        one.expected,
        one.reported,
        one.verified,
        one.late,
        one.cancelled,
        one.captured_on_time,
        one.arrived_on_time,
    ]


def _rows(period: PeriodDetail) -> list[list[str | int]]:
    lines = [_cells(period.code, one.organisation, one.completeness) for one in period.organisations]
    return [*lines, _cells(period.code, str(_("Together")), period.completeness)]


def _as_csv(period: PeriodDetail) -> bytes:
    """UTF-8 with its mark, so that spreadsheets read Arabic as it is written."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([str(heading) for heading in HEADINGS])
    writer.writerows(_rows(period))
    return written.getvalue().encode("utf-8-sig")


def _as_xlsx(period: PeriodDetail, language: str) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(period.code)
        head: list[str | int] = [str(heading) for heading in HEADINGS]
        for row, cells in enumerate([head, *_rows(period)]):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(row, column, cell)
                else:
                    sheet.write_string(row, column, cell, bold if row == 0 else None)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(HEADINGS) - 1, 16)
        if catalogues.direction(language) == "rtl":
            sheet.right_to_left()
    return written.getvalue()


@router.get("/{period}/completeness.{kind}")
def completeness(
    request: Request,
    period: Annotated[Text, Path(max_length=64)],
    kind: Literal["csv", "xlsx"],
    actor: CurrentActor,
    uow: Uow,
) -> Response:
    """The table of the period's page, its last row all organisations together."""
    found = looking.see_period(actor, period, uow=uow)
    language = language_of(request)
    with catalogues.speaking(language):
        content = _as_csv(found) if kind == "csv" else _as_xlsx(found, language)
    return Response(
        content,
        media_type="text/csv; charset=utf-8" if kind == "csv" else XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="karama-completeness-{found.code}.{kind}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
