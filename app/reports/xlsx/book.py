"""A workbook being written: its styles, and sheets that are filled from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from math import ceil
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format

from app.platform.charts.drawing import holds_right_to_left
from app.reports.schemas import DonorReport
from app.reports.signs import for_people, without_control
from app.reports.texts import Texts
from app.reports.xlsx.long_list import SAMPLE, LongList, Sign, put_in

_INK, _SOFT, _LINE = "#16233B", "#E8EFF9", "#DDD8CD"
_LINE_HEIGHT = 14.5
"""Points of a line of text."""
_TITLE_HEIGHT = 22
_FROM_LEFT, _FROM_RIGHT = 1, 2
"""The reading order of a cell (ECMA-376 part 1, 18.8.1, `readingOrder`)."""
_ROOM = 1.15
"""Room for a sign in units of a column's width, with some to spare for words that do not break at the edge."""


class Workbook:
    """One workbook being written in the reader's language and direction."""

    def __init__(self, report: DonorReport, texts: Texts) -> None:
        self.report = report
        self.texts = texts
        self._made = BytesIO()
        self._long: dict[str, LongList] = {}
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(self._made, options)
        self.book.set_properties({"title": f"{report.project.code} {report.project.title}"})
        self.book.set_calc_mode("auto")
        base = {"font_name": "Arial", "font_size": 10, "font_color": _INK, "valign": "top"}
        # Programs guess the direction of a cell, and not all alike: LibreOffice put the full stop of an Arabic
        # sentence before it. So every cell says it, and codes such as 18+ or <5 stay left to right.
        words = {**base, "reading_order": _FROM_RIGHT} if texts.direction == "rtl" else base
        start = {"align": "right", "reading_order": _FROM_LEFT} if texts.direction == "rtl" else {}
        self.plain = self.book.add_format({**words, "text_wrap": True})
        self.coded = self.book.add_format({**base, **start, "text_wrap": True})
        self.strong = self.book.add_format({**words, "bold": True})
        self.title = self.book.add_format({**words, "bold": True, "font_size": 15})
        self.head = self.book.add_format(
            {
                **words,
                "bold": True,
                "text_wrap": True,
                "bg_color": _SOFT,
                "bottom": 1,
                "border_color": _LINE,
            }
        )
        start = start or {"align": "left"}
        self.unbroken = self.book.add_format({**base, **start})
        self.whole = self.book.add_format({**base, "num_format": "#,##0_)"})
        self.broken = self.book.add_format({**base, "num_format": "#,##0.0_)"})
        self.day = self.book.add_format({**base, **start, "num_format": "yyyy-mm-dd"})
        self.moment = self.book.add_format({**base, **start, "num_format": 'yyyy-mm-dd hh:mm "UTC"'})
        self.sign = self.book.add_format({**base, **start, "align": "right", "indent": 1, "italic": True})
        self.names: list[tuple[str, int]] = []

    def sheet(self, name: str, widths: Sequence[float], header: Sequence[str] = ()) -> Sheet:
        """A new sheet; its header, if any, is frozen."""
        return Sheet(self, name, widths, header)

    def hold(self, long: LongList) -> None:
        """Rows for the newest sheet, to be written when the workbook is finished."""
        self._long[f"xl/worksheets/sheet{len(self.book.worksheets())}.xml"] = long

    def style_of(self, text: str) -> Format:
        """How a text is written: on a sheet from right to left, codes and Latin names keep their own direction."""
        return self.plain if self.texts.direction == "ltr" or holds_right_to_left(text) else self.coded

    def save(self, file: str | BinaryIO) -> None:
        """Finish the workbook and write it to a path or a binary file, long lists row by row."""
        self.book.close()
        put_in(self._made, self._long, file)


class Sheet:
    """One sheet, written from top to bottom."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[float], header: Sequence[str]) -> None:
        self.book = book
        self.name = _sheet_name(name)
        self.page = book.book.add_worksheet(self.name)
        self.row = 0
        self.counted = 0
        if book.texts.direction == "rtl":
            self.page.right_to_left()
        self.widths = tuple(widths)
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        if header:
            lines = max(ceil(len(words) * _ROOM / width) for words, width in zip(header, widths, strict=True))
            self.page.set_row(0, _LINE_HEIGHT * lines)
            self.put(header, book.head)
            self.page.freeze_panes(1, 0)
            self.page.repeat_rows(0)

    def put(self, values: Iterable[Any], style: Any = None) -> None:
        """One row; numbers and dates stay numbers and dates, hidden values become signs, None stays empty."""
        row = list(values)
        lines = 1
        for width, value in zip(self.widths, row, strict=False):
            if isinstance(value, str) and len(value) > width and style in {None, self.book.plain}:
                lines = max(lines, ceil(len(value) * _ROOM / width))
        if lines > 1 or style is self.book.title:
            self.page.set_row(self.row, _TITLE_HEIGHT if style is self.book.title else _LINE_HEIGHT * lines)
        for column, value in enumerate(row):
            self._cell(column, value, style)
        self.row += 1

    def sentence(self, words: str, style: Any = None) -> None:
        """A row that holds one text over the whole width, as high as it needs: readers do not find that out themselves."""
        across = sum(self.widths)
        self.page.set_row(self.row, _LINE_HEIGHT * ceil(max(len(words), 1) * _ROOM / across))
        text = without_control(words)
        if len(self.widths) > 1:
            self.page.merge_range(self.row, 0, self.row, len(self.widths) - 1, text, style or self.book.plain)
        else:
            self.page.write_string(self.row, 0, text, style or self.book.plain)
        self.row += 1

    def line(self, values: Iterable[Any]) -> None:
        """One row of data, counted for the control sheet."""
        self.put(values)
        self.counted += 1

    def list(self, rows: Sequence[Any], as_row: Callable[[Any], Sequence[Any]], width: int) -> None:
        """Very many rows of data below the header, each made when it is written; counted for the control sheet.

        A row holds text, whole numbers, days, signs or None.
        """
        if rows:
            self.put(SAMPLE)
            self.book.hold(LongList(map(as_row, rows), len(rows), width))
        self.counted += len(rows)

    def _cell(self, column: int, value: Any, style: Any) -> None:
        book = self.book
        if value is None:
            return
        if isinstance(value, datetime):
            self.page.write_datetime(
                self.row, column, value.astimezone(UTC).replace(tzinfo=None), style or book.moment
            )
        elif isinstance(value, date):
            self.page.write_datetime(self.row, column, value, style or book.day)
        elif isinstance(value, int):
            self.page.write_number(self.row, column, value, style or book.whole)
        elif isinstance(value, float):
            whole = value.is_integer()
            self.page.write_number(self.row, column, value, style or (book.whole if whole else book.broken))
        elif isinstance(value, Sign):
            self.page.write_string(self.row, column, value, book.sign)
        else:
            text = without_control(str(value))
            self.page.write_string(self.row, column, text, style or book.style_of(text))


def _sheet_name(name: str) -> str:
    """At most 31 signs and none of those Excel refuses in a sheet name."""
    return "".join(sign for sign in without_control(name) if sign not in "[]:*?/\\").strip("'")[:31]


def shown(book: Workbook, value: float | str | None) -> Any:
    """A count as a cell: a number as it is, a hidden one as its sign."""
    return Sign(for_people(value, book.report.threshold, book.texts)) if isinstance(value, str) else value
