"""What the indicators of a report tell, as counts that can be read beside those of other reports.

A percentage with its n is two counts: who is counted in it, and the rest. A count narrowed by something is two as well,
where the report also tells what it is a part of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from app.measures import public as measures
from app.reports.disclosure.joining import Release
from app.reports.disclosure.merging import OTHER
from app.reports.disclosure.publication import RESTATED, RESULTS
from app.reports.machine_codes import Following
from app.reports.schemas import DonorReport, IndicatorLine, Shown

_ISSUED = frozenset({"kits_issued", "items_issued"})
"""Of stock, what was handed out: pieces that people took home."""

Days = tuple[date, date]
Value = Shown | None
Counted = dict[tuple[str, Days], Value]
"""(name of a count, days) -> what is told of it; None where nothing is."""

TableOf = Callable[[Value, Days], Release]


def told_results(report: DonorReport, table: TableOf) -> dict[str, tuple[Release, ...]]:
    """Every count of people or pieces that indicators and corrections tell, by name; `table` makes a release of one.

    Of rounded reports those of corrections alone.
    """
    counted = {**({} if report.rounding else _by_indicators(report)), **_restated(report)}
    results: dict[str, list[Release]] = {}
    for (name, days), value in counted.items():
        if value is not None:
            results.setdefault(name, []).append(table(value, days))
    return {name: tuple(found) for name, found in results.items()}


def _restated(report: DonorReport) -> Counted:
    """What figures of earlier days are now."""
    return {
        (f"{RESTATED} {one.measure}", (one.from_date, one.to_date)): one.after
        for one in report.restatements
        if one.measure in {"people_reached", "kits_given"} and one.from_date and one.to_date
    }


def _by_indicators(report: DonorReport) -> Counted:
    follows = {one.indicator: one for one in report.codes.indicators}
    counted: Counted = {}
    for line in report.indicators:
        one = follows.get(line.code)
        if one is None or not _of_people(one):
            continue
        for name, days, value in _counts(report, line, one):
            if counted.get((name, days)) is None:
                counted[name, days] = value
    return counted | _left(report, counted, [one for one in follows.values() if _of_people(one)])


def _of_people(one: Following) -> bool:
    measure = measures.MEASURES.get(one.measure)
    if measure is None or measure.kind not in {measures.Kind.COUNT, measures.Kind.RATIO}:
        return False
    return measure.counts_people or one.measure in _ISSUED


def name_of(measure: str, narrowed: Mapping[str, tuple[str, ...]]) -> str:
    """The name of what is counted, whatever the code of its indicator: `results kits_given area=LB11`."""
    return " ".join(
        [RESULTS, measure, *(f"{one}={'|'.join(sorted(codes))}" for one, codes in sorted(narrowed.items()))]
    )


def _counts(report: DonorReport, line: IndicatorLine, one: Following) -> Iterator[tuple[str, Days, Value]]:
    name = name_of(one.measure, one.filter)
    first, last = report.period.from_date, report.period.to_date
    told = [((first, last), line.actual, line.n)]
    if one.since is not None:
        told.append(((one.since, last), line.cumulative, line.cumulative_n))
    share = measures.MEASURES[one.measure].kind is measures.Kind.RATIO
    for days, value, n in told:
        if not share:
            yield name, days, value if isinstance(value, str) else _whole(value)
            continue
        yield f"{name} n", days, n
        above = numerator(value, n)
        yield f"{name} good", days, above
        if above is not None and isinstance(n, int) and one.measure != "kits_per_person":
            yield f"{name} rest", days, max(n - above, 0)
    if one.measure != "people_reached":  # of people reached, parts stand in the tables
        for part in line.parts:
            if part.code != OTHER:  # whoever is not named: other people in every report
                narrowed = {**one.filter, part.dimension: (part.code,)}
                yield name_of(one.measure, narrowed), (first, last), part.actual
    if one.target_days is not None and not share and not one.falls and line.target:
        yield name, one.target_days, numerator(line.percent, int(line.target))


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def numerator(percent: float | str | None, n: Shown | None) -> int | None:
    """The only whole number that makes this percentage (to one place) of `n`; None where several do, or one is hidden."""
    if not isinstance(percent, int | float) or not isinstance(n, int) or not n:
        return None
    least, most = (percent - 0.05) * n / 100, (percent + 0.05) * n / 100
    low, high = math.ceil(least - 1e-9), math.floor(most + 1e-9)
    return low if low == high else None


def _left(report: DonorReport, counted: Counted, follows: list[Following]) -> Counted:
    """What a narrowed count leaves of what it is a part of, where the report tells both of the same days."""
    days = (report.period.from_date, report.period.to_date)
    wholes = dict(counted)
    for figure in report.figures:
        wholes.setdefault((name_of(figure.key, {}), days), figure.value)
    found: Counted = {}
    for one in follows:
        for dimension in one.filter:
            wider = {key: codes for key, codes in one.filter.items() if key != dimension}
            for (name, of_days), value in counted.items():
                whole = wholes.get((name_of(one.measure, wider), of_days))
                if (
                    name == name_of(one.measure, one.filter)
                    and isinstance(value, int)
                    and isinstance(whole, int)
                ):
                    found[f"{name} without {dimension}", of_days] = max(whole - value, 0)
    return found
