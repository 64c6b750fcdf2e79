"""The words of the PDF: the report laid out as headings, tiles and tables of finished strings.

The template draws what stands here and decides nothing; everything is text, so data can never become markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.reports.pdf.people import people_tables
from app.reports.pdf.results import results, small_print
from app.reports.pdf.tables import number_column, table, text_column
from app.reports.quality import left_out, quality_lines
from app.reports.schemas import DonorReport
from app.reports.signs import asked_in_all, explained, for_people
from app.reports.texts import Texts, labelled, listed

MOST_SESSIONS = 150
"""Sessions printed in the annex; the sentence under it says how many more the workbook holds."""


MOST_BESIDE = 16
"""A table with more rows than this stands under its drawing, where it may go on to the next page."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished drawing: SVG source, the words that stand for it, and a note under it.

    `key` names the table it belongs to (by_month, by_area, communities, ages).
    """

    title: str
    svg: str
    alt: str
    key: str = ""
    note: str = ""


def content(report: DonorReport, texts: Texts, charts: Sequence[Chart]) -> dict[str, Any]:
    """Everything the template draws, as JSON-ready values."""
    return {
        "language": texts.language,
        "direction": texts.direction,
        "head": _head(report, texts),
        "provisional": report.provisional_note,
        "summary": report.summary,
        "tiles": [
            {
                "value": for_people(figure.value, report.threshold, texts),
                "label": figure.label,
                "note": figure.note,
            }
            for figure in report.figures
        ],
        "sections": [section for section in _sections(report, texts, charts) if section["parts"]],
        "footer": _footer(report, texts),
    }


def _head(report: DonorReport, texts: Texts) -> dict[str, Any]:
    project = report.project
    ends = texts.date(project.ends_on) if project.ends_on else texts.gettext("open")
    return {
        "kind": texts.gettext("Donor report"),
        "code": project.code,
        "title": project.title,
        "period": [texts.date(report.period.from_date), texts.date(report.period.to_date)],
        "facts": [
            [labelled(texts.gettext("Agency"), "", texts), project.agency],
            [
                labelled(texts.gettext("Donors"), "", texts),
                "; ".join(f"{donor.organisation} ({donor.grant_reference})" for donor in project.donors)
                or "–",
            ],
            [labelled(texts.gettext("Project runs"), "", texts), f"{texts.date(project.starts_on)} – {ends}"],
            [labelled(texts.gettext("Made for"), "", texts), report.audience or "–"],
            *(
                [[labelled(texts.gettext("What is counted"), "", texts), " ".join(report.only)]]
                if report.only
                else []
            ),
        ],
    }


def _footer(report: DonorReport, texts: Texts) -> dict[str, str]:
    return {
        "page": texts.gettext("Page %(page)s of %(pages)s"),
        "cut_off_label": labelled(texts.gettext("Data cut-off"), "", texts),
        "cut_off": texts.instant(report.generated_at),
        "hash_label": labelled(texts.gettext("Hash"), "", texts),
        "hash": report.hash or "–",
        "audit_label": labelled(texts.gettext("Audit head"), "", texts),
        "audit": report.audit_head or "–",
    }


def _sections(report: DonorReport, texts: Texts, charts: Sequence[Chart]) -> list[dict[str, Any]]:
    return [
        *(
            _section(narrative.heading, [_text(p) for p in narrative.paragraphs])
            for narrative in report.narratives
        ),
        _section(texts.gettext("Results"), results(report, texts)),
        _section(texts.gettext("People reached"), _people(report, texts, charts)),
        _section(texts.gettext("Over time and by area"), _series(report, texts, charts)),
        _section(texts.gettext("Kits"), _kits(report, texts)),
        _section(texts.gettext("What people said after distributions"), _feedback(report, texts)),
        _section(texts.gettext("Partners"), _partners(report, texts)),
        _section(texts.gettext("Sessions"), _sessions(report, texts)),
        _section(texts.gettext("Coverage and data quality"), _quality(report, texts)),
        _section(texts.gettext("Methodology"), [_text(sentence) for sentence in report.methodology]),
    ]


Part = dict[str, Any]


def _section(heading: str, parts: list[Part]) -> dict[str, Any]:
    return {"heading": heading, "parts": parts}


def _text(text: str) -> Part:
    return {"kind": "text", "text": text}


def _people(report: DonorReport, texts: Texts, charts: Sequence[Chart]) -> list[Part]:
    tables = people_tables(report, texts)
    if not tables:
        return []
    drawn = [_chart(one) for one in charts if one.key in ("communities", "ages")]
    notes = [*report.disaggregation.notes, explained(report.threshold, texts)]
    return [
        *([{"kind": "beside", "parts": drawn}] if drawn else []),
        *tables,
        *(small_print(note) for note in notes if note),
    ]


def _series(report: DonorReport, texts: Texts, charts: Sequence[Chart]) -> list[Part]:
    """Months and areas: each drawing with the table of the same figures beside it."""
    parts: list[Part] = [_chart(one) for one in charts if not one.key]
    reached = texts.gettext("People reached")
    for key, heading, points in (
        ("by_month", texts.gettext("Month"), report.by_month),
        ("by_area", texts.gettext("Area"), report.by_area),
    ):
        if not points:
            continue
        rows = [[point.label, for_people(point.value, report.threshold, texts)] for point in points]
        figures = table([text_column(heading, 2.2), number_column(reached, 1.4)], rows)
        drawn = [_chart(one) for one in charts if one.key == key]
        if drawn and len(rows) <= MOST_BESIDE:
            parts.append({"kind": "beside", "parts": [*drawn, figures]})
        else:
            parts += [*drawn, figures]
    return [*parts, *_districts(report, texts)]


def _districts(report: DonorReport, texts: Texts) -> list[Part]:
    if not report.by_district:
        return []
    columns = [
        text_column(texts.gettext("District"), 2.2),
        text_column(texts.gettext("P-code")),
        text_column(texts.gettext("Governorate"), 2.2),
        number_column(texts.gettext("People reached"), 1.4),
    ]
    rows = [
        [one.label, one.code, one.governorate, for_people(one.value, report.threshold, texts)]
        for one in report.by_district
    ]
    return [table(columns, rows, title=texts.gettext("People reached by district"))]


def _feedback(report: DonorReport, texts: Texts) -> list[Part]:
    said = report.feedback
    if not said.lines:
        return []
    columns = [
        text_column(texts.gettext("What people said"), 4),
        number_column(texts.gettext("Good answers")),
        number_column(texts.gettext("Who answered")),
        number_column("%"),
    ]
    rows = [
        [line.label, *(for_people(one, report.threshold, texts) for one in (line.good, line.n, line.percent))]
        for line in said.lines
    ]
    return [_text(asked_in_all(report, texts)), table(columns, rows)]


def _chart(chart: Chart) -> Part:
    return {
        "kind": "chart",
        "title": chart.title,
        "svg": _in_our_font(chart.svg),
        "alt": chart.alt,
        "note": chart.note,
    }


def _in_our_font(svg: str) -> str:
    """Charts name the fonts of the page; on paper Arabic is set in the font whose text can be read back."""
    return svg.replace("Noto Sans Arabic", "Vazirmatn")


def _kits(report: DonorReport, texts: Texts) -> list[Part]:
    if not report.kits:
        return []
    columns = [
        text_column(texts.gettext("Item"), 2.4),
        text_column(texts.gettext("Lot"), 2.2),
        number_column(texts.gettext("Opening balance")),
        number_column(texts.gettext("Received")),
        number_column(texts.gettext("Distributed")),
        number_column(texts.gettext("Returned from sessions")),
        number_column(texts.gettext("Lost")),
        number_column(texts.gettext("Balance")),
    ]
    rows = [
        [
            kit.label,
            kit.lot or "–",
            *(
                for_people(value, report.threshold, texts)
                for value in (kit.opening, kit.received, kit.distributed, kit.returned, kit.lost, kit.balance)
            ),
        ]
        for kit in report.kits
    ]
    return [table(columns, rows)]


def _partners(report: DonorReport, texts: Texts) -> list[Part]:
    if not report.partners:
        return []
    columns = [
        text_column(texts.gettext("Organisation"), 4),
        text_column(texts.gettext("Part taken"), 3),
        number_column(texts.gettext("Sessions")),
    ]
    rows = [
        [one.name, listed(one.roles, texts) or "–", texts.number(one.sessions)] for one in report.partners
    ]
    return [table(columns, rows)]


def _sessions(report: DonorReport, texts: Texts) -> list[Part]:
    if not report.sessions:
        return []
    columns = [
        text_column(texts.gettext("Session"), 2.4),
        text_column(texts.gettext("Date"), 2.1),
        text_column(texts.gettext("Area"), 1.5),
        text_column(texts.gettext("Lead and partners"), 2.5),
        text_column(texts.gettext("Activity"), 2.3),
        number_column(texts.gettext("Reached"), 1.1),
        number_column(texts.gettext("Door"), 0.9),
        number_column(texts.gettext("Kits"), 0.9),
        text_column(texts.gettext("Status"), 1.4),
    ]
    rows = [
        [
            one.code,
            texts.date(one.date),
            one.area,
            ", ".join((one.lead, *one.partners)),
            one.activity_type,
            *(for_people(value, report.threshold, texts) for value in (one.reached, one.door, one.kits)),
            one.status,
        ]
        for one in report.sessions[:MOST_SESSIONS]
    ]
    more = len(report.sessions) - MOST_SESSIONS
    if more <= 0:
        return [table(columns, rows)]
    sentence = texts.ngettext(
        "%(num)s more session is listed in the workbook.",
        "%(num)s more sessions are listed in the workbook.",
        more,
    )
    return [table(columns, rows), small_print(sentence % {"num": texts.number(more)})]


def _quality(report: DonorReport, texts: Texts) -> list[Part]:
    coverage = report.coverage
    lines = [
        (texts.gettext("Sessions included"), coverage.included),
        *((left_out(one, texts), one.sessions) for one in coverage.excluded),
        (texts.gettext("Shared with other projects"), coverage.shared_with_other_projects),
        *quality_lines(report, texts),
    ]
    columns = [text_column(texts.gettext("Sessions"), 5), number_column(texts.gettext("Number"))]
    rows = [[label, texts.number(value)] for label, value in lines]
    return [table(columns, rows), *(small_print(note) for note in report.quality.notes)]
