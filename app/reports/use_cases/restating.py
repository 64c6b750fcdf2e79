"""Figures of earlier reports of the same lens that were corrected since they were submitted."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.kernel.words import Words, _
from app.measures import public as measures
from app.periods import public as periods
from app.platform import formats
from app.platform.unit_of_work import ReadTx
from app.reports.build import Asked
from app.reports.disclosure.rounding import nearest
from app.reports.frozen import reports_of
from app.reports.lens_rules import Attribution, Detail, Part
from app.reports.schemas import COMPLEMENTARY, PRIMARY, DonorReport, Restatement, Shown
from app.reports.store import reports as store
from app.reports.tables import Report

MOST_REPORTS = 24
"""So many earlier reports are looked at again, the newest first."""

_TOTALS = ("people_reached", "sessions_held", "kits_given")


@dataclass(frozen=True, slots=True)
class _Told:
    """A published figure: what was said last, where it is found again, and what it is called."""

    key: str
    month: str
    figure: str
    period: str
    value: int


def restatements(look: ReadTx, row: Report, asked: Asked) -> tuple[Restatement, ...]:
    """One line a figure that is not what was said last; totals and months, never cells. In the language spoken.

    What an earlier report hid is not spoken of.
    """
    told: dict[tuple[str, str], tuple[_Told, Asked]] = {}
    since: dict[int, datetime] = {}
    earlier = store.submitted_of_lens(look.db, row.lens_id, before=row.to_date, limit=MOST_REPORTS)
    for one in sorted(earlier, key=lambda report: (report.submitted_at or report.made_at, report.id)):
        snapshot = store.snapshot(look.db, one.id, one.number)
        if snapshot is None or one.id == row.id:
            continue
        lens, reports = reports_of(snapshot.facts)
        then = replace(
            asked,
            from_date=one.from_date,
            to_date=one.to_date,
            attribution=Attribution(str(lens["attribution"])),
            detail=Detail.FULL,
        )
        since[id(then)] = one.submitted_at or one.made_at
        for line in _figures(reports[asked.language], then):
            told[line.figure, line.period] = (line, then)
        for change in reports[asked.language].restatements:
            known = told.get((change.figure, change.period))
            if known is not None and isinstance(change.after, int):
                told[change.figure, change.period] = (replace(known[0], value=change.after), known[1])
    lines = []
    for line, then in told.values():
        now = _now(look, then)
        value = now[line.key, line.month]
        if _differs(then, line, value):
            lines.append(
                Restatement(
                    figure=line.figure,
                    period=line.period,
                    before=line.value,
                    after=_shown(asked, then, line.key, value),
                    reason=str(_why(look, line, then, since[id(then)]) or _reason(line, now, told)),
                    measure=line.key,
                    **dict(zip(("from_date", "to_date"), _days(line, then), strict=True)),
                )
            )
    return tuple(lines)


def _figures(report: DonorReport, then: Asked) -> list[_Told]:
    period = f"{formats.full_date(then.from_date)} – {formats.full_date(then.to_date)}"
    labels = {figure.key: figure.label for figure in report.figures}
    lines = [
        _Told(figure.key, "", figure.label, period, figure.value)
        for figure in report.figures
        if figure.key in _TOTALS and isinstance(figure.value, int)
    ]
    lines += [
        _Told("people_reached", point.code, labels["people_reached"], point.label, point.value)
        for point in report.by_month
        if isinstance(point.value, int)
    ]
    return lines


def _now(look: ReadTx, then: Asked) -> Mapping[tuple[str, str], int]:
    """The same figures today; a month without anybody is 0."""
    found: dict[tuple[str, str], int] = _Zeros()
    for key in _TOTALS:
        found[key, ""] = then.count(look, key)
    months = measures.figures(look, then.scope, "people_reached", by=("month",), cut=then.people())
    for line in months.rows:
        found["people_reached", str(line.codes[0])] = int(line.value or 0)
    return found


class _Zeros(dict[tuple[str, str], int]):
    """What is not in it is 0."""

    def __missing__(self, _key: tuple[str, str]) -> int:
        return 0


def _differs(then: Asked, line: _Told, value: int) -> bool:
    """Whether what was told is no longer so: of a multiple, whether it no longer stands for the count."""
    base = then.cuts.rounding if line.key != "sessions_held" else 0
    return abs(value - line.value) >= base if base else value != line.value


def _shown(asked: Asked, then: Asked, key: str, value: int) -> Shown:
    """What the report tells of it now; nothing new where it leaves that out, or tells of no people at all."""
    if key == "sessions_held":
        return value
    if asked.withheld or asked.leaves_out(Part.RESTATED):
        return COMPLEMENTARY
    if then.cuts.rounding:
        return nearest(value, then.cuts.rounding)
    return PRIMARY if then.is_small(value) else value


def _why(look: ReadTx, line: _Told, then: Asked, since: datetime) -> Words | None:
    """The reason that was given when something late of these days was accepted since; None when nothing was."""
    reasons = periods.accepted_late(look, *_days(line, then), since)
    return periods.LATE_REASON_NAMES[reasons[0]] if reasons else None


def _days(line: _Told, then: Asked) -> tuple[date, date]:
    """The first and the last day of which a figure was told."""
    first, last = then.from_date, then.to_date
    if line.month:
        year, month = (int(part) for part in line.month.split("-")[:2])
        first = max(first, date(year, month, 1))
        last = min(last, date(year, month, monthrange(year, month)[1]))
    return first, last


def _reason(
    line: _Told, now: Mapping[tuple[str, str], int], told: Mapping[tuple[str, str], tuple[_Told, Asked]]
) -> Words:
    sessions = next(
        (
            one.value
            for one, _then in told.values()
            if one.key == "sessions_held" and one.period == line.period
        ),
        None,
    )
    if sessions is not None and sessions != now["sessions_held", ""]:
        return _("sessions were verified or taken back after that report")
    return _("counts were corrected after that report")
