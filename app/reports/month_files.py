"""The monthly page as files: CSV with a row for each cell that is shown, a workbook that looks like the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import xlsxwriter

from app.platform.charts.drawing import holds_right_to_left
from app.reports.asked import MonthTable
from app.reports.page_view import PeopleTables, Table
from app.reports.schemas import ALL, Category
from app.reports.signs import explained, for_people, not_a_formula, without_control
from app.reports.texts import Texts

BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that the file is UTF-8; without it Arabic breaks."""


def month_tables(month: MonthTable, texts: Texts) -> list[Table]:
    """The tables of the page: all three together where that is told, else community and age apart."""
    people = PeopleTables(month.table, month.threshold, texts)
    detailed = people.in_detail(with_everybody=True)
    if detailed:
        return detailed
    pairs = (people.by_community(), people.by_age())
    return [one for one in pairs if one is not None]


def month_csv(month: MonthTable, texts: Texts) -> bytes:
    """A row for each value shown, with labels and codes."""
    say, facts = texts.gettext, month.table
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(
        [
            say("First day"),
            say("Last day"),
            say("Community"),
            say("Sex"),
            say("Age"),
            say("People reached"),
            say("Community code"),
            say("Sex code"),
            say("Age code"),
        ]
    )
    names = [_labels(texts, group) for group in (facts.communities, facts.sexes, facts.age_bands)]
    for cell in facts.cells:
        place = (cell.community, cell.sex, cell.age_band)
        labels = [known.get(code, code) for known, code in zip(names, place, strict=True)]
        value = cell.value if isinstance(cell.value, int) else for_people(cell.value, month.threshold, texts)
        writer.writerow(
            [*month.days, *(not_a_formula(without_control(one)) for one in labels), value, *place]
        )
    return out.getvalue().encode()


def _labels(texts: Texts, group: Sequence[Category]) -> dict[str, str]:
    return {ALL: texts.gettext("All"), **{one.code: one.label for one in group}}


def month_workbook(month: MonthTable, texts: Texts, heading: str) -> bytes:
    """One sheet: heading, tables with real numbers, and what was merged or hidden."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        base = {"font_name": "Arial", "font_size": 10}
        if texts.direction == "rtl":  # every program then lays out a sentence alike, its full stop at its end
            base = {**base, "reading_order": 2}
        plain, bold = book.add_format(base), book.add_format({**base, "bold": True})
        whole = {
            total: book.add_format(
                {**base, "num_format": "#,##0", "bold": total, "align": "right", "reading_order": 1}
            )
            for total in (False, True)
        }
        sheet = book.add_worksheet(f"{month.days[0]:%Y-%m}")
        if texts.direction == "rtl":
            sheet.right_to_left()
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 1, 22)
        sheet.set_column(2, 20, 12)
        sheet.write_string(0, 0, without_control(heading), bold)
        row = 2
        for cells, total in _rows(month, texts):
            for column, value in enumerate(cells):
                if isinstance(value, int):
                    sheet.write_number(row, column, value, whole[total])
                elif value is not None:
                    coded = not holds_right_to_left(value) and texts.direction == "rtl"
                    style = (
                        whole[total]
                        if coded or (column and _is_sign(value, month, texts))
                        else bold
                        if total
                        else plain
                    )
                    sheet.write_string(row, column, without_control(value), style)
            row += 1
        for note in (*month.table.notes, explained(month.threshold, texts)):
            if note:
                sheet.write_string(row, 0, note, plain)
                row += 1
    return out.getvalue()


def _is_sign(value: str, month: MonthTable, texts: Texts) -> bool:
    return value in {for_people("<k", month.threshold, texts), "c"}


def _rows(month: MonthTable, texts: Texts) -> Iterator[tuple[list[Any], bool]]:
    """Rows of all tables with their headings, numbers as numbers; whether they are bold; an empty one between tables."""
    numbers = {
        texts.number(cell.value): cell.value for cell in month.table.cells if isinstance(cell.value, int)
    }
    for table in month_tables(month, texts):
        yield [table.first, *table.columns], True
        for line in table.lines:
            yield (
                [
                    line.heading,
                    *line.cells[: table.text_columns],
                    *(numbers.get(cell, cell or None) for cell in line.cells[table.text_columns :]),
                ],
                line.total,
            )
        yield [], False
