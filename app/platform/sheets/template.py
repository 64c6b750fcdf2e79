"""The empty sheet to fill in: a workbook in the reader's language with drop-down lists, or a CSV heading."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.kernel.columns import SheetColumn
from app.kernel.types import Names
from app.kernel.words import Words, _
from app.platform import catalogues
from app.platform.sheets.files import MOST_ROWS

_OFFERED_ROWS = 2_000
"""Rows of the sheet that offer their lists; further ones may be filled in all the same."""

_MESSAGE = 255
"""Signs of a message beside a cell, as Excel has it."""


@dataclass(frozen=True, slots=True)
class Template:
    """A sheet to fill in: its name, columns, the lists beside it, how to fill it in.

    `lists` by key of the column (other keys need a heading in `extra`); `chosen` are the columns with one thing of
    their list, which a drop-down offers; `advice` are pairs of a sentence and what more there is to say.
    """

    name: Words
    columns: tuple[SheetColumn, ...]
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    advice: Sequence[tuple[Words, Words | str]] = ()
    extra: Mapping[str, Words] = field(default_factory=dict)
    frozen_columns: int = 0
    most_rows: int = MOST_ROWS


def coded_lines(pairs: Sequence[tuple[str, Names]], language: str) -> list[str]:
    """Lines of a list: code and name."""
    return [f"{code} · {names.in_language(language)}" for code, names in pairs]


def _write_lists(sheet: Worksheet, template: Template, bold: Any) -> dict[str, str]:
    """One list a column; answers the range of each, for the drop-downs."""
    ranges = {}
    headings = {column.key: column.heading for column in template.columns} | dict(template.extra)
    for position, (key, lines) in enumerate(template.lists.items()):
        sheet.write_string(0, position, str(headings[key]), bold)
        for row, line in enumerate(lines, start=1):
            sheet.write_string(row, position, line)
        letter = xlsxwriter.utility.xl_col_to_name(position, col_abs=True)
        ranges[key] = f"=lists!{letter}$2:{letter}${len(lines) + 1}" if lines else ""
    sheet.set_column(0, len(template.lists), 30)
    sheet.freeze_panes(1, 0)
    return ranges


def _write_columns(
    book: Any, sheet: Worksheet, template: Template, ranges: dict[str, str], bold: Any
) -> None:
    formats = {
        shown: book.add_format({"num_format": shown}) for shown in {one.format for one in template.columns}
    }
    for position, column in enumerate(template.columns):
        heading = str(column.heading)
        sheet.write_string(0, position, heading, bold)
        sheet.set_column(position, position, column.width, formats[column.format])
        offered = column.key in template.chosen and ranges.get(column.key)
        sheet.data_validation(
            1,
            position,
            _OFFERED_ROWS,
            position,
            {
                "validate": "list" if offered else "any",
                **({"source": ranges[column.key], "error_type": "warning"} if offered else {}),
                "input_title": heading[:32],
                "input_message": str(column.hint)[:_MESSAGE],
            },
        )
    sheet.freeze_panes(1, template.frozen_columns)


def _write_help(sheet: Worksheet, template: Template, bold: Any, wrap: Any) -> None:
    lines: list[tuple[str | Words, str | Words]] = [
        *template.advice,
        (_("At most %(most)s rows.") % {"most": template.most_rows}, ""),
        (_("Nothing is imported while anything is wrong."), _("Karama names each row and column.")),
        ("", ""),
        *(
            (f"{column.heading} ({_('optional')})" if column.optional else column.heading, column.hint)
            for column in template.columns
        ),
    ]
    for row, (name, said) in enumerate(lines):
        sheet.write_string(row, 0, str(name), bold)
        sheet.write_string(row, 1, str(said), wrap)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)


def _sheet_name(words: Words, fallback: str) -> str:
    """A name Excel takes: at most 31 signs, none of its own."""
    name = "".join(" " if sign in "[]:*?/\\'" else sign for sign in str(words)).strip()[:31]
    return name or fallback


def workbook(template: Template, language: str) -> bytes:
    """The workbook in a language: the sheet to fill in, how to fill it in, its lists."""
    written = io.BytesIO()
    with (
        catalogues.speaking(language),
        xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book,
    ):
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        filled = book.add_worksheet(_sheet_name(template.name, "Rows"))
        helping = book.add_worksheet(_sheet_name(_("How to fill in"), "Help"))
        lists = book.add_worksheet("lists")
        ranges = _write_lists(lists, template, bold)
        _write_columns(book, filled, template, ranges, bold)
        _write_help(helping, template, bold, wrap)
        if catalogues.direction(language) == "rtl":
            for sheet in (filled, helping, lists):
                sheet.right_to_left()
    return written.getvalue()


def csv_heading(columns: Sequence[SheetColumn], language: str) -> bytes:
    """The heading alone, as CSV in UTF-8 with its mark, so that Excel reads the letters."""
    written = io.StringIO(newline="")
    with catalogues.speaking(language):
        csv.writer(written).writerow([str(column.heading) for column in columns])
    return written.getvalue().encode("utf-8-sig")
