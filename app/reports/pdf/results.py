"""The results on paper: the table of indicators, single ones broken down, and corrections."""

from __future__ import annotations

from typing import Any

from app.reports.pdf.tables import number_column, table, text_column
from app.reports.schemas import DonorReport
from app.reports.signs import for_people, titled
from app.reports.texts import Texts

Part = dict[str, Any]


def small_print(text: str) -> Part:
    """A small sentence under a table."""
    return {"kind": "note", "text": text}


def results(report: DonorReport, texts: Texts) -> list[Part]:
    """The table of results, the indicators in parts, and what was restated."""
    if not report.indicators:
        return _restated(report, texts)
    columns = [
        text_column(texts.gettext("Code"), 1.2),
        text_column(texts.gettext("Indicator"), 4.4),
        number_column(texts.gettext("Baseline"), 1.5),
        number_column(texts.gettext("Target"), 1.5),
        number_column(texts.gettext("This period"), 1.5),
        number_column(texts.gettext("Cumulative"), 1.9),
        number_column("%"),
        text_column(texts.gettext("Status"), 1.6),
    ]
    rows = [
        [
            line.code,
            titled(line, report.threshold, texts),
            *(
                for_people(value, report.threshold, texts)
                for value in (line.baseline, line.target, line.actual, line.cumulative, line.percent)
            ),
            line.status or "–",
        ]
        for line in report.indicators
    ]
    return [table(columns, rows), *_parts(report, texts), *_restated(report, texts)]


def _parts(report: DonorReport, texts: Texts) -> list[Part]:
    """Single indicators broken down; the code and the title stand at the first part of each."""
    columns = [
        text_column(texts.gettext("Code"), 1.0),
        text_column(texts.gettext("Indicator"), 3.6),
        text_column(texts.gettext("Broken down by"), 1.8),
        text_column(texts.gettext("Part"), 2.4),
        number_column(texts.gettext("This period"), 1.4),
    ]
    rows = [
        [
            line.code,
            line.title if number == 0 else "",
            part.by,
            part.label,
            for_people(part.actual, report.threshold, texts),
        ]
        for line in report.indicators
        for number, part in enumerate(line.parts)
    ]
    return [table(columns, rows, title=texts.gettext("Results in parts"))] if rows else []


def _restated(report: DonorReport, texts: Texts) -> list[Part]:
    return [
        small_print(
            texts.gettext("Restated: %(figure)s, %(period)s: from %(before)s to %(after)s (%(reason)s)")
            % {
                "figure": change.figure,
                "period": change.period,
                "before": for_people(change.before, report.threshold, texts),
                "after": for_people(change.after, report.threshold, texts),
                "reason": change.reason,
            }
        )
        for change in report.restatements
    ]
