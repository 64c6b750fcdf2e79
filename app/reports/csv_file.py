"""The report as one long, tidy table: a value per row, the same columns throughout.

Columns: section, key, label, community, sex, age_band, measure, value. Sections: report, narrative, figure, result,
part (of a result: key is indicator/dimension/code), people, month, area, district, feedback, kit, session, partner, coverage, quality, note, methodology, restatement.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from app.reports.schemas import DonorReport
from app.reports.signs import not_a_formula, without_control

COLUMNS = ("section", "key", "label", "community", "sex", "age_band", "measure", "value")
"""Header of the file, in English for machines in every language."""

BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that the file is UTF-8; without it Arabic breaks."""

_ROWS_A_CHUNK = 500

Row = tuple[str, str, str, str, str, str, str, Any]


def machine_csv(report: DonorReport) -> Iterator[bytes]:
    """UTF-8 with RFC 4180 line ends, in chunks; text is as it is, save that no cell starts a formula."""
    return _chunks(report, "")


def excel_csv(report: DonorReport) -> Iterator[bytes]:
    """The same with a byte order mark, so that Excel reads Arabic."""
    return _chunks(report, BYTE_ORDER_MARK)


def _chunks(report: DonorReport, start: str) -> Iterator[bytes]:
    sheet = io.StringIO(newline="")
    sheet.write(start)
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows(report), start=1):
        writer.writerow([_cell(value) for value in row])
        if number % _ROWS_A_CHUNK == 0:
            yield sheet.getvalue().encode()
            sheet.seek(0)
            sheet.truncate()
    yield sheet.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    return not_a_formula(without_control(str(value)))


def rows(report: DonorReport) -> Iterator[Row]:
    """Every value of the report, one a row; numbers are numbers, hidden ones `<k` or `c`, missing ones None."""
    yield from _about(report)
    yield from _counted(report)
    yield from _lists(report)
    yield from _kept(report)


def _counted(report: DonorReport) -> Iterator[Row]:
    for figure in report.figures:
        yield _row("figure", figure.key, figure.label, "value", figure.value)
    for line in report.indicators:
        yield from _of("result", line.code, line.title, line, _RESULT)
        for part in line.parts:
            community, sex, age = (
                part.code if part.dimension == one else "" for one in ("community", "sex", "age_band")
            )
            key = f"{line.code}/{part.dimension}/{part.code}"
            yield ("part", key, part.label, community, sex, age, "actual", part.actual)
    for cell in report.disaggregation.cells:
        place = (cell.community, cell.sex, cell.age_band)
        yield ("people", "people_reached", "", *place, "reached", cell.value)
    series = (("month", report.by_month), ("area", report.by_area), ("district", report.by_district))
    for section, points in series:
        for point in points:
            yield _row(section, point.code, point.label, "reached", point.value)
    if report.feedback.lines:
        yield _row("feedback", "feedback_asked", "", "n", report.feedback.asked)
    for said in report.feedback.lines:
        yield from _of("feedback", said.key, said.label, said, ("good", "n", "percent"))


def _lists(report: DonorReport) -> Iterator[Row]:
    for kit in report.kits:
        yield from _of("kit", f"{kit.item}/{kit.lot}" if kit.lot else kit.item, kit.label, kit, _KIT)
    for session in report.sessions:
        yield from _of("session", session.code, session.area, session, _SESSION)
        yield _row("session", session.code, session.area, "partners", "; ".join(session.partners))
    for partner in report.partners:
        yield _row("partner", partner.code, partner.name, "sessions", partner.sessions)
        yield _row("partner", partner.code, partner.name, "roles", "; ".join(partner.roles))


def _kept(report: DonorReport) -> Iterator[Row]:
    yield from _of("coverage", "sessions", "", report.coverage, ("included", "shared_with_other_projects"))
    for left_out in report.coverage.excluded:
        yield _row("coverage", "sessions", left_out.reason, "excluded", left_out.sessions)
    known = [name for name in _QUALITY if getattr(report.quality, name) is not None]
    yield from _of("quality", "sessions", "", report.quality, known)
    for number, note in enumerate((*report.disaggregation.notes, *report.quality.notes), start=1):
        yield _row("note", str(number), "", "text", note)
    for number, sentence in enumerate(report.methodology, start=1):
        yield _row("methodology", str(number), "", "text", sentence)
    for change in report.restatements:
        yield from _of("restatement", change.period, change.figure, change, ("before", "after", "reason"))


_RESULT = (
    "unit",
    "baseline",
    "milestone",
    "target",
    "actual",
    "n",
    "cumulative",
    "cumulative_n",
    "percent",
    "status",
)
_KIT = ("opening", "received", "distributed", "returned", "lost", "balance")
_SESSION = ("date", "lead", "activity_type", "reached", "door", "kits", "status")
_QUALITY = (
    "expected",
    "reported",
    "verified",
    "captured_on_time",
    "arrived_on_time",
    "late",
    "cancelled",
    "exceptions",
)


def _about(report: DonorReport) -> Iterator[Row]:
    facts: dict[str, Any] = {
        "project": report.project.code,
        "from": report.period.from_date,
        "to": report.period.to_date,
        "threshold": report.threshold,
        "generated_at": report.generated_at.isoformat(),
        "hash": report.hash,
        "audit_head": report.audit_head,
        "audience": report.audience,
        "provisional": report.provisional_note or None,
        "summary": report.summary or None,
    }
    if report.only:
        facts["only"] = " ".join(report.only)
    if report.rounding:
        facts["rounding"] = report.rounding
    for name, value in facts.items():
        yield _row("report", name, "", "value", value)
    for text in report.narratives:
        for number, paragraph in enumerate(text.paragraphs, start=1):
            yield _row("narrative", str(number), text.heading, "text", paragraph)


def _of(section: str, key: str, label: str, line: object, measures: Iterable[str]) -> Iterator[Row]:
    for measure in measures:
        yield _row(section, key, label, measure, getattr(line, measure))


def _row(section: str, key: str, label: str, measure: str, value: Any) -> Row:
    return (section, key, label, "", "", "", measure, value)
