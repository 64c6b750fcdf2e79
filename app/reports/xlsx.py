"""The report as a workbook: Summary, Results, Disaggregation, Kits, Sessions, Control.

Rows are written one after the other and leave memory at once, so the sessions may be as many as a sheet holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

import xlsxwriter

from app.reports.schemas import ALL, Category, DonorReport, SessionLine
from app.reports.signs import explained, for_people, without_control
from app.reports.texts import Texts

MOST_ROWS = 1_048_576
"""Rows a sheet can hold (Excel specifications); more sessions continue on a further sheet."""

_INK, _SOFT, _LINE = "#16233B", "#E8EFF9", "#DDD8CD"


class Workbook:
    """One workbook being written in the reader's language and direction."""

    def __init__(self, file: str | BinaryIO, report: DonorReport, texts: Texts) -> None:
        self.report = report
        self.texts = texts
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(file, options)
        self.book.set_properties({"title": f"{report.project.code} {report.project.title}"})
        self.book.set_calc_mode("auto")
        base = {"font_name": "Arial", "font_size": 10, "font_color": _INK, "valign": "top"}
        self.plain = self.book.add_format({**base, "text_wrap": True})
        self.strong = self.book.add_format({**base, "bold": True})
        self.title = self.book.add_format({**base, "bold": True, "font_size": 15})
        self.head = self.book.add_format(
            {**base, "bold": True, "bg_color": _SOFT, "bottom": 1, "border_color": _LINE}
        )
        self.whole = self.book.add_format({**base, "num_format": "#,##0"})
        self.broken = self.book.add_format({**base, "num_format": "#,##0.0"})
        self.day = self.book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = self.book.add_format({**base, "num_format": 'yyyy-mm-dd hh:mm "UTC"', "align": "left"})
        self.sign = self.book.add_format({**base, "align": "right", "italic": True})
        self.names: list[tuple[str, int]] = []

    def sheet(self, name: str, widths: Sequence[float], header: Sequence[str] = ()) -> Sheet:
        """A new sheet; its header, if any, is frozen."""
        return Sheet(self, name, widths, header)


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
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        if header:
            self.put(header, book.head)
            self.page.freeze_panes(1, 0)
            self.page.repeat_rows(0)

    def put(self, values: Iterable[Any], style: Any = None) -> None:
        """One row; numbers and dates stay numbers and dates, hidden values become signs, None stays empty."""
        for column, value in enumerate(values):
            self._cell(column, value, style)
        self.row += 1

    def line(self, values: Iterable[Any]) -> None:
        """One row of data, counted for the control sheet."""
        self.put(values)
        self.counted += 1

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
            self.page.write_string(self.row, column, without_control(str(value)), style or book.plain)


class Sign(str):
    """A hidden value as it is shown; set apart from text so that it stands where the number would."""

    __slots__ = ()


def write_workbook(file: str | BinaryIO, report: DonorReport, texts: Texts) -> None:
    """Write the workbook to a path or a binary file.

    Hidden values are text (`<5` or `c`), everything else counted is a number. Sessions beyond what one sheet
    holds go on to a second sheet and are never cut.
    """
    book = Workbook(file, report, texts)
    with book.book:
        _summary(book)
        _results(book)
        _disaggregation(book)
        _kits(book)
        _sessions(book)
        _control(book)


def _shown(book: Workbook, value: float | str | None) -> Any:
    return Sign(for_people(value, book.report.threshold, book.texts)) if isinstance(value, str) else value


def _sheet_name(name: str) -> str:
    """At most 31 signs and none of those Excel refuses in a sheet name."""
    return "".join(sign for sign in without_control(name) if sign not in "[]:*?/\\").strip("'")[:31]


def _summary(book: Workbook) -> None:
    report, texts = book.report, book.texts
    sheet = book.sheet(texts.gettext("Summary"), (44, 22, 60))
    sheet.put([report.project.title], book.title)
    sheet.put([texts.gettext("Project"), report.project.code])
    sheet.put([texts.gettext("Agency"), report.project.agency])
    for donor in report.project.donors:
        sheet.put([texts.gettext("Donor"), donor.organisation, donor.grant_reference])
    sheet.put([texts.gettext("From"), report.period.from_date])
    sheet.put([texts.gettext("To"), report.period.to_date])
    sheet.put([texts.gettext("Data cut-off"), report.generated_at])
    if report.provisional_note:
        sheet.put([report.provisional_note], book.strong)
    if report.summary:
        sheet.put([report.summary])
    _section(sheet, texts.gettext("Key figures"))
    for figure in report.figures:
        sheet.line([figure.label, _shown(book, figure.value), figure.note])
    _section(sheet, texts.gettext("People reached by month"))
    for point in report.by_month:
        sheet.line([point.label, _shown(book, point.value), point.code])
    _section(sheet, texts.gettext("People reached by area"))
    for point in report.by_area:
        sheet.line([point.label, _shown(book, point.value), point.code])
    _section(sheet, texts.gettext("Partners"))
    for partner in report.partners:
        sheet.line([partner.name, partner.sessions, ", ".join(partner.roles)])
    for narrative in report.narratives:
        _section(sheet, narrative.heading)
        for paragraph in narrative.paragraphs:
            sheet.put([paragraph])
    book.names.append((sheet.name, sheet.counted))


def _section(sheet: Sheet, heading: str) -> None:
    sheet.put([])
    sheet.put([heading], sheet.book.strong)


def _results(book: Workbook) -> None:
    texts = book.texts
    header = [
        texts.gettext("Indicator"),
        texts.gettext("Title"),
        texts.gettext("Unit"),
        texts.gettext("Baseline"),
        texts.gettext("Target"),
        texts.gettext("This period"),
        texts.gettext("Cumulative"),
        texts.gettext("% of target"),
        texts.gettext("Status"),
    ]
    sheet = book.sheet(texts.gettext("Results"), (14, 60, 16, 12, 12, 12, 12, 12, 18), header)
    for line in book.report.indicators:
        values = (line.baseline, line.target, line.actual, line.cumulative, line.percent)
        sheet.line(
            [line.code, line.title, line.unit, *(_shown(book, value) for value in values), line.status]
        )
    for change in book.report.restatements:
        sheet.put(
            [change.period, change.figure, texts.gettext("Restated"), _shown(book, change.before), None]
        )
        sheet.put([None, change.reason, None, _shown(book, change.after)])
    book.names.append((sheet.name, sheet.counted))


def _disaggregation(book: Workbook) -> None:
    texts, table = book.texts, book.report.disaggregation
    header = [
        texts.gettext("Community"),
        texts.gettext("Sex"),
        texts.gettext("Age"),
        texts.gettext("People reached"),
        texts.gettext("Community code"),
        texts.gettext("Sex code"),
        texts.gettext("Age code"),
    ]
    sheet = book.sheet(texts.gettext("Disaggregation"), (26, 18, 14, 14, 14, 10, 10), header)
    names = [_labels(book, group) for group in (table.communities, table.sexes, table.age_bands)]
    for cell in table.cells:
        place = (cell.community, cell.sex, cell.age_band)
        labels = [known.get(code, code) for known, code in zip(names, place, strict=True)]
        sheet.line([*labels, _shown(book, cell.value), *place])
    for note in (*table.notes, explained(book.report.threshold, texts)):
        if note:
            sheet.put([note])
    book.names.append((sheet.name, sheet.counted))


def _labels(book: Workbook, group: Sequence[Category]) -> dict[str, str]:
    return {ALL: book.texts.gettext("All"), **{category.code: category.label for category in group}}


def _kits(book: Workbook) -> None:
    texts = book.texts
    header = [
        texts.gettext("Item"),
        texts.gettext("Name"),
        texts.gettext("Lot"),
        texts.gettext("Opening balance"),
        texts.gettext("Received"),
        texts.gettext("Distributed"),
        texts.gettext("Returned from sessions"),
        texts.gettext("Lost"),
        texts.gettext("Balance"),
    ]
    sheet = book.sheet(texts.gettext("Kits"), (18, 40, 18, 14, 14, 14, 14, 14, 14), header)
    for kit in book.report.kits:
        values = (kit.opening, kit.received, kit.distributed, kit.returned, kit.lost, kit.balance)
        sheet.line([kit.item, kit.label, kit.lot, *(_shown(book, value) for value in values)])
    book.names.append((sheet.name, sheet.counted))


def _sessions(book: Workbook) -> None:
    sheet = _sessions_sheet(book, book.texts.gettext("Sessions"))
    number = 1
    for session in book.report.sessions:
        if sheet.row >= MOST_ROWS:
            book.names.append((sheet.name, sheet.counted))
            number += 1
            sheet = _sessions_sheet(book, f"{book.texts.gettext('Sessions')[:27]} {number}")
        sheet.line(_session(book, session))
    book.names.append((sheet.name, sheet.counted))


def _sessions_sheet(book: Workbook, name: str) -> Sheet:
    texts = book.texts
    header = [
        texts.gettext("Session"),
        texts.gettext("Date"),
        texts.gettext("Area"),
        texts.gettext("Lead organisation"),
        texts.gettext("Partners"),
        texts.gettext("Activity"),
        texts.gettext("People reached"),
        texts.gettext("Door count"),
        texts.gettext("Kits given"),
        texts.gettext("Status"),
    ]
    sheet = book.sheet(name, (20, 12, 22, 24, 36, 22, 12, 12, 12, 14), header)
    sheet.page.autofilter(0, 0, min(MOST_ROWS - 1, max(1, len(book.report.sessions))), len(header) - 1)
    return sheet


def _session(book: Workbook, session: SessionLine) -> list[Any]:
    counts = (session.reached, session.door, session.kits)
    return [
        session.code,
        session.date,
        session.area,
        session.lead,
        ", ".join(session.partners),
        session.activity_type,
        *(_shown(book, value) for value in counts),
        session.status,
    ]


def _control(book: Workbook) -> None:
    report, texts = book.report, book.texts
    sheet = book.sheet(texts.gettext("Control"), (44, 22, 70))
    sheet.put([texts.gettext("Control")], book.title)
    sheet.put([texts.gettext("Rows by sheet")], book.strong)
    for name, rows in list(book.names):
        sheet.put([name, rows])
    reached = [session.reached for session in report.sessions]
    _section(sheet, texts.gettext("Sums"))
    sheet.put(
        [
            texts.gettext("Sum of the people reached shown in Sessions"),
            sum(v for v in reached if isinstance(v, int)),
        ]
    )
    sheet.put([texts.gettext("Sessions whose count is hidden"), sum(isinstance(v, str) for v in reached)])
    _section(sheet, texts.gettext("Coverage"))
    sheet.put([texts.gettext("Sessions included"), report.coverage.included])
    for left_out in report.coverage.excluded:
        sheet.put([texts.gettext("Sessions left out"), left_out.sessions, left_out.reason])
    sheet.put([texts.gettext("Shared with other projects"), report.coverage.shared_with_other_projects])
    _section(sheet, texts.gettext("Data quality"))
    for label, value in quality_lines(report, texts):
        sheet.put([label, value])
    _section(sheet, texts.gettext("Filters"))
    for category in report.filters:
        sheet.put([category.code, category.label])
    sheet.put([texts.gettext("Threshold for small counts"), report.threshold])
    _section(sheet, texts.gettext("Methodology"))
    for sentence in report.methodology:
        sheet.put([sentence])
    _section(sheet, texts.gettext("Proof"))
    sheet.put([texts.gettext("Data cut-off"), report.generated_at])
    sheet.put([texts.gettext("Hash"), report.hash])
    sheet.put([texts.gettext("Audit head"), report.audit_head or "–"])


def quality_lines(report: DonorReport, texts: Texts) -> list[tuple[str, int]]:
    """Completeness and timeliness, in sessions, with their headings."""
    quality = report.quality
    return [
        (texts.gettext("Expected"), quality.expected),
        (texts.gettext("Reported"), quality.reported),
        (texts.gettext("Verified"), quality.verified),
        (texts.gettext("Late"), quality.late),
        (texts.gettext("Cancelled"), quality.cancelled),
        (texts.gettext("Open exceptions"), quality.exceptions),
    ]
