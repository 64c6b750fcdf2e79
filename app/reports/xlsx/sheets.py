"""The sheets: Summary, Results, Results in parts (where there are any), Disaggregation, Kits, Feedback (where there is any), Sessions, Control.

Rows are written one after the other and leave memory at once, so the sessions may be as many as a sheet holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, BinaryIO

from app.reports.quality import quality_lines
from app.reports.schemas import ALL, Category, DonorReport, SessionLine
from app.reports.signs import explained
from app.reports.texts import Texts, listed
from app.reports.xlsx.book import Sheet, Workbook, shown

MOST_ROWS = 1_048_576
"""Rows a sheet can hold (Excel specifications); more sessions continue on a further sheet."""


def write_workbook(file: str | BinaryIO, report: DonorReport, texts: Texts) -> None:
    """Write the workbook to a path or a binary file.

    Hidden values are text (`<5` or `c`), everything else counted is a number. Sessions beyond what one sheet
    holds go on to a second sheet and are never cut.
    """
    book = Workbook(report, texts)
    said = (_feedback,) if report.feedback.lines else ()
    apart = (_parts,) if any(line.parts for line in report.indicators) else ()
    for sheet in (_summary, _results, *apart, _disaggregation, _kits, *said, _sessions, _control):
        sheet(book)
    book.save(file)


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
    sheet.put([texts.gettext("Data cut-off"), report.generated_at, "UTC"])
    for sentence in filter(None, (*report.only, report.provisional_note)):
        sheet.sentence(sentence, book.strong)
    if report.summary:
        sheet.sentence(report.summary)
    _section(sheet, texts.gettext("Key figures"))
    for figure in report.figures:
        sheet.line([figure.label, shown(book, figure.value), figure.note])
    for heading, points in (
        (texts.gettext("People reached by month"), report.by_month),
        (texts.gettext("People reached by area"), report.by_area),
        (texts.gettext("People reached by district"), report.by_district),
    ):
        _section(sheet, heading)
        for point in points:
            sheet.line([point.label, shown(book, point.value), point.code])
    _section(sheet, texts.gettext("Partners"))
    for partner in report.partners:
        sheet.line([partner.name, partner.sessions, listed(partner.roles, texts)])
    for narrative in report.narratives:
        _section(sheet, narrative.heading)
        for paragraph in narrative.paragraphs:
            sheet.sentence(paragraph)
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
        texts.gettext("Milestone"),
        texts.gettext("n in this period"),
        texts.gettext("n since the start"),
    ]
    sheet = book.sheet(texts.gettext("Results"), (14, 60, 16, 12, 12, 12, 12, 12, 18, 12, 12, 12), header)
    for line in book.report.indicators:
        values = (line.baseline, line.target, line.actual, line.cumulative, line.percent)
        beside = [shown(book, value) for value in (line.milestone, line.n, line.cumulative_n)]
        told = [shown(book, value) for value in values]
        sheet.line([line.code, line.title, line.unit, *told, line.status, *beside])
    for change in book.report.restatements:
        sheet.put([change.period, change.figure, texts.gettext("Restated"), shown(book, change.before), None])
        sheet.put([None, change.reason, None, shown(book, change.after)])
    book.names.append((sheet.name, sheet.counted))


def _parts(book: Workbook) -> None:
    texts = book.texts
    header = [
        texts.gettext("Indicator"),
        texts.gettext("Title"),
        texts.gettext("Broken down by"),
        texts.gettext("Part"),
        texts.gettext("This period"),
        texts.gettext("Unit"),
        texts.gettext("Dimension code"),
        texts.gettext("Part code"),
    ]
    sheet = book.sheet(texts.gettext("Results in parts"), (14, 60, 22, 26, 14, 16, 16, 14), header)
    for line in book.report.indicators:
        for part in line.parts:
            value = shown(book, part.actual)
            sheet.line(
                [line.code, line.title, part.by, part.label, value, line.unit, part.dimension, part.code]
            )
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
        sheet.line([*labels, shown(book, cell.value), *place])
    for note in (*table.notes, explained(book.report.threshold, texts)):
        if note:
            sheet.sentence(note)
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
        sheet.line([kit.item, kit.label, kit.lot, *(shown(book, value) for value in values)])
    book.names.append((sheet.name, sheet.counted))


def _feedback(book: Workbook) -> None:
    texts, said = book.texts, book.report.feedback
    header = [
        texts.gettext("Measure"),
        texts.gettext("What people said"),
        texts.gettext("Good answers"),
        texts.gettext("Who answered"),
        texts.gettext("% of those who answered"),
    ]
    sheet = book.sheet(texts.gettext("Feedback"), (26, 44, 16, 16, 16), header)
    for line in said.lines:
        sheet.line([line.key, line.label, *(shown(book, one) for one in (line.good, line.n, line.percent))])
    sheet.put([None, texts.gettext("People asked after a distribution"), None, shown(book, said.asked)])
    book.names.append((sheet.name, sheet.counted))


def _sessions(book: Workbook) -> None:
    sessions, name = book.report.sessions, book.texts.gettext("Sessions")
    header = _sessions_header(book.texts)
    most = MOST_ROWS - 1
    for number, first in enumerate(range(0, max(len(sessions), 1), most), start=1):
        part = sessions[first : first + most]
        title = name if number == 1 else f"{name[:27]} {number}"
        sheet = book.sheet(title, (20, 12, 22, 24, 36, 22, 12, 12, 12, 14, 12, 18), header)
        sheet.page.autofilter(0, 0, max(1, len(part)), len(header) - 1)
        sheet.list(part, partial(_session, book), len(header))
        book.names.append((sheet.name, sheet.counted))


def _sessions_header(texts: Texts) -> list[str]:
    return [
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
        texts.gettext("Area code"),
        texts.gettext("Activity code"),
    ]


def _session(book: Workbook, session: SessionLine) -> Sequence[Any]:
    counts = (session.reached, session.door, session.kits)
    return (
        session.code,
        session.date,
        session.area,
        session.lead,
        ", ".join(session.partners),
        session.activity_type,
        *(shown(book, value) for value in counts),
        session.status,
        session.area_code,
        session.activity,
    )


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
    for sentence in (*report.methodology, *report.quality.notes):
        sheet.sentence(sentence)
    _section(sheet, texts.gettext("Proof"))
    sheet.put([texts.gettext("Data cut-off"), report.generated_at, "UTC"])
    sheet.put([texts.gettext("Hash"), report.hash], book.unbroken)
    sheet.put([texts.gettext("Audit head"), report.audit_head or "–"], book.unbroken)
