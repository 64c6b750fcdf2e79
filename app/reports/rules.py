"""Pure rules of reports: who a report is for, in which formats, and how results stand against targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.kernel.words import Words, _


class ReportAudience(StrEnum):
    """Who will read it; each has its threshold for small counts. `inside` protects nothing."""

    INSIDE = "inside"
    PARTNER = "partner"
    DONOR = "donor"
    PUBLIC = "public"


class Outside(StrEnum):
    """The audiences for which small counts are protected."""

    PARTNER = "partner"
    DONOR = "donor"
    PUBLIC = "public"


AUDIENCE_NAMES: dict[ReportAudience, Words] = {
    ReportAudience.INSIDE: _("Inside the programme: exact figures"),
    ReportAudience.PARTNER: _("Partner"),
    ReportAudience.DONOR: _("Donor"),
    ReportAudience.PUBLIC: _("Public"),
}


class FileKind(StrEnum):
    """The formats of a report."""

    JSON = "json"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    EXCEL_CSV = "excel.csv"
    HXL = "hxl.csv"
    FIVE_W = "5w.csv"
    IATI = "iati.xml"
    HTML = "html"
    ZIP = "zip"


FORMAT_NAMES: dict[FileKind, Words] = {
    FileKind.PDF: _("PDF to print"),
    FileKind.XLSX: _("Excel workbook"),
    FileKind.CSV: _("CSV for machines"),
    FileKind.EXCEL_CSV: _("CSV for Excel"),
    FileKind.HXL: _("HXL"),
    FileKind.FIVE_W: _("5W matrix"),
    FileKind.IATI: _("IATI"),
    FileKind.JSON: _("JSON"),
    FileKind.HTML: _("A page by itself (HTML)"),
}
"""The formats a lens may choose, in their order; a ZIP holds those that are chosen."""


class IatiMode(StrEnum):
    """How IATI breaks people down: by dimensions, or for readers that ignore them by an indicator for each."""

    DIMENSIONS = "dimensions"
    INDICATORS = "indicator-per-disaggregation"


def whole_percents(weights: Mapping[str, int]) -> dict[str, int]:
    """Parts of 100 in whole percent by largest remainder: they add up to 100. Weights are not all zero."""
    total = sum(weights.values())
    parts = {code: 100 * weight // total for code, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda code: (-(100 * weights[code] % total), code))
    for code in by_remainder[: 100 - sum(parts.values())]:
        parts[code] += 1
    return parts


def threshold_in_use(wanted: int) -> int:
    """The threshold that is really used: 2 would print a sign that can only mean 1, so 3 takes its place."""
    return 3 if wanted == 2 else wanted


class Standing(StrEnum):
    """How a result stands against what should have been reached by now."""

    ON_TRACK = "on_track"
    WATCH = "watch"
    OFF_TRACK = "off_track"


STANDING_NAMES: dict[Standing, Words] = {
    Standing.ON_TRACK: _("on track"),
    Standing.WATCH: _("watch"),
    Standing.OFF_TRACK: _("off track"),
}


@dataclass(frozen=True, slots=True)
class TargetSpan:
    """What should be reached between two days, both included."""

    from_date: date
    to_date: date
    value: int

    def touches(self, other: TargetSpan) -> bool:
        """Whether the two share a day."""
        return self.from_date <= other.to_date and other.from_date <= self.to_date

    def due(self, on: date) -> float:
        """The part that should be reached by the end of a day, in proportion to the days gone."""
        whole = (self.to_date - self.from_date).days + 1
        gone = min(max((on - self.from_date).days + 1, 0), whole)
        return self.value * gone / whole

    def on_the_way(self, start: float, on: date) -> float:
        """Where the straight way from `start` to the value is at the end of a day."""
        whole = (self.to_date - self.from_date).days + 1
        gone = min(max((on - self.from_date).days + 1, 0), whole)
        return start + (self.value - start) * gone / whole


def targets_in_use(targets: Sequence[TargetSpan], from_date: date, to_date: date) -> list[TargetSpan]:
    """The targets a period is measured by, none counted twice.

    Those that lie wholly within the period; when there are none, those that touch it. Where a year and its
    quarters are both given, the longer one is taken.
    """
    period = TargetSpan(from_date, to_date, 0)
    within = [one for one in targets if from_date <= one.from_date and one.to_date <= to_date]
    chosen: list[TargetSpan] = []
    candidates = within or [one for one in targets if one.touches(period)]
    for one in sorted(candidates, key=lambda span: (-(span.to_date - span.from_date).days, span.from_date)):
        if not any(one.touches(taken) for taken in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda span: span.from_date)


def percent_of(achieved: float, target: float | None) -> float | None:
    """Achieved as a percentage of the target, to one place; a blank or zero target gives none."""
    return round(100 * achieved / target, 1) if target else None


def standing(achieved: float, due: float) -> Standing | None:
    """On track from 90 % of what is due, watch from 70 %; nothing due says nothing."""
    if due <= 0:
        return None
    reached = achieved / due
    if reached >= 0.9:
        return Standing.ON_TRACK
    return Standing.WATCH if reached >= 0.7 else Standing.OFF_TRACK


_UNITS: dict[str, Words] = {
    "people": _("people"),
    "sessions": _("sessions"),
    "kits": _("kits"),
    "items": _("items"),
    "pieces": _("pieces"),
    "organisations": _("organisations"),
    "referrals": _("referrals"),
    "tickets": _("tickets"),
    "attendances": _("attendances"),
    "officials": _("officials"),
    "kits per person": _("kits per person"),
    "share": _("share"),
}


def unit_name(unit: str) -> str:
    """The unit of an indicator in the reader's language; a unit of one's own stays as it was written."""
    known = _UNITS.get(unit.strip().lower())
    return unit if known is None else str(known)


class Period(StrEnum):
    """Periods offered ready-made."""

    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    CUSTOM = "custom"


PERIOD_NAMES: dict[Period, Words] = {
    Period.THIS_QUARTER: _("This quarter"),
    Period.LAST_QUARTER: _("Last quarter"),
    Period.THIS_YEAR: _("This year"),
    Period.LAST_YEAR: _("Last year"),
    Period.CUSTOM: _("The days I choose"),
}


def days_of(period: Period, today: date) -> tuple[date, date]:
    """First and last day of a ready-made period; `custom` proposes this quarter."""
    if period in {Period.THIS_YEAR, Period.LAST_YEAR}:
        year = today.year - (period is Period.LAST_YEAR)
        return date(year, 1, 1), date(year, 12, 31)
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    if period is Period.LAST_QUARTER:
        last = first - timedelta(days=1)
        return date(last.year, last.month - 2, 1), last
    months = first.year * 12 + first.month - 1 + 3
    return first, date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


PUBLIC_LAG = timedelta(days=30)
"""Figures for everybody are at least so old: a list of who meets now can harm those who meet."""


def quarters_told(first: date, last: date | None, today: date) -> list[tuple[date, date]]:
    """The whole quarters from one day to another that are old enough for everybody, the newest first."""
    found = []
    start, end = days_of(Period.THIS_QUARTER, first)
    while end <= today - PUBLIC_LAG and (last is None or start <= last):
        found.append((start, end))
        start, end = days_of(Period.THIS_QUARTER, end + timedelta(days=1))
    return found[::-1]
