"""A table as a file: CSV for machines, CSV that Excel reads, or a workbook. The same cells in each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import xlsxwriter

from app.kernel.words import Words
from app.platform import catalogues

Cell = str | int | date | datetime | Words | None

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WIDEST, _NARROWEST = 60, 8


class TableKind(StrEnum):
    """In which form a table leaves the house; the value is how its file name ends."""

    CSV = "csv"
    EXCEL_CSV = "excel.csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    TableKind.CSV: "text/csv; charset=utf-8",
    TableKind.EXCEL_CSV: "text/csv; charset=utf-8",
    TableKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and never computes (OWASP: CSV injection)."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _in_csv(value: Cell) -> str | int:
    if isinstance(value, int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return harmless("" if value is None else str(value))


def as_csv(
    headings: Sequence[Words | str], rows: Iterable[Sequence[Cell]], language: str, *, for_excel: bool
) -> bytes:
    """UTF-8; for Excel with the mark in front without which it takes Arabic for something else (RFC 4180)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    with catalogues.speaking(language):
        writer.writerow([str(heading) for heading in headings])
        writer.writerows([_in_csv(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if for_excel else "utf-8")


class _Page:
    """One sheet being written from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, page: Any) -> None:
        self._page = page
        self._strong = book.add_format({"bold": True})
        self._head = book.add_format({"bold": True, "bg_color": "#E8EFF9", "bottom": 1, "text_wrap": True})
        self._whole = {False: book.add_format({"num_format": "#,##0"})}
        self._whole[True] = book.add_format({"num_format": "#,##0", "bold": True, "top": 1})
        self._plain = {False: None, True: book.add_format({"bold": True, "top": 1})}
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._moment = book.add_format({"num_format": 'yyyy-mm-dd hh:mm "UTC"', "align": "left"})
        self._row = 0
        self._widths: dict[int, int] = {}

    def facts(self, title: str, facts: Iterable[tuple[str, str]]) -> None:
        self._page.write_string(0, 0, _printable(title), self._strong)
        self._row = 1
        for label, value in facts:
            self._page.write_string(self._row, 0, _printable(label))
            self._page.write_string(self._row, 1, _printable(value))
            self._row += 1
        self._row += 1

    def headings(self, headings: Iterable[str]) -> None:
        for column, heading in enumerate(headings):
            self._page.write_string(self._row, column, _printable(heading), self._head)
            self._widths[column] = max(_NARROWEST, len(heading) + 2)
        self._row += 1
        self._page.freeze_panes(self._row, 0)

    def line(self, values: Iterable[Cell], *, total: bool = False) -> None:
        for column, value in enumerate(values):
            if value is None:
                continue
            if isinstance(value, datetime):
                moment = value.astimezone(UTC).replace(tzinfo=None)
                self._page.write_datetime(self._row, column, moment, self._moment)
            elif isinstance(value, date):
                self._page.write_datetime(self._row, column, value, self._day)
            elif isinstance(value, int):
                self._page.write_number(self._row, column, value, self._whole[total])
            else:
                self._page.write_string(self._row, column, _printable(str(value)), self._plain[total])
            wide = min(_WIDEST, len(str(value)) + 2)
            self._widths[column] = max(self._widths.get(column, _NARROWEST), wide)
        self._row += 1

    def close(self) -> None:
        for column, width in self._widths.items():
            self._page.set_column(column, column, width)


def as_workbook(
    headings: Sequence[Words | str],
    rows: Iterable[Sequence[Cell]],
    language: str,
    *,
    title: Words | str,
    facts: Sequence[tuple[Words | str, str]] = (),
    totals: Iterable[Sequence[Cell]] = (),
) -> bytes:
    """A workbook of one sheet: title and facts (if there are any), heading, rows, totals. Formulas stay text."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with catalogues.speaking(language), xlsxwriter.Workbook(written, options) as book:
        page = book.add_worksheet(_sheet_name(str(title)))
        if catalogues.direction(language) == "rtl":
            page.right_to_left()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        sheet = _Page(book, page)
        if facts:
            sheet.facts(str(title), [(str(label), value) for label, value in facts])
        sheet.headings(str(heading) for heading in headings)
        for row in rows:
            sheet.line(row)
        for row in totals:
            sheet.line(row, total=True)
        sheet.close()
    return written.getvalue()


def _printable(text: str) -> str:
    """The text without signs that XML 1.0 (and so a workbook) cannot hold."""
    return _NOT_IN_XML.sub("", text)


def _sheet_name(text: str) -> str:
    """A name Excel takes: at most 31 signs, none of its own."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in _printable(text)).strip()[:31] or "Karama"
