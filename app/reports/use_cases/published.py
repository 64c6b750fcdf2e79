"""What a report publishes, table by table, as the checks beside other releases read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from app.measures import public as measures
from app.reports.disclosure.annexes import Listed, SessionList
from app.reports.disclosure.joining import Release
from app.reports.disclosure.lots import Lot, Statement
from app.reports.disclosure.publication import AREAS, DISTRICTS, FEEDBACK, GOOD, REST, Publication
from app.reports.disclosure.shapes import ALL, TOTAL, Place
from app.reports.schemas import PRIMARY, DonorReport, Shown
from app.reports.scopes import communities_of, counted_of_a_session
from app.reports.use_cases.published_results import told_results

_OF_NOBODY = frozenset({"people_reached", "sessions_held", "partner_organisations"})
"""Key figures that stand in the table of people already, or count no people."""


def publication_of(report: DonorReport, identity: UUID, scope: str) -> Publication:
    """Every count of people or kits in a report; `scope` says whose sessions are counted (see `scopes`)."""
    period = (report.period.from_date, report.period.to_date)

    def table(
        cells: Mapping[Place, Shown],
        months: Mapping[str, Shown] | None = None,
        days: tuple[date, date] = period,
    ) -> Release:
        of_months = months or {}
        return Release(
            report=identity,
            first=days[0],
            last=days[1],
            cells={place: _open(value) for place, value in cells.items()},
            months={month: _open(value) for month, value in of_months.items()},
            threshold=report.threshold,
            small=frozenset(place for place, value in cells.items() if value == PRIMARY),
            small_months=frozenset(month for month, value in of_months.items() if value == PRIMARY),
            scope=scope,
            rounding=report.rounding,
        )

    people: dict[Place, Shown] = {
        (one.community, one.sex, one.age_band): one.value for one in report.disaggregation.cells
    }
    months = {point.code: point.value for point in report.by_month}
    detached = {
        one.key: table({TOTAL: one.value})
        for one in report.figures
        if _counts(one.key) and one.value is not None
    }
    if report.by_area:
        areas: dict[Place, Shown] = {(one.code, ALL, ALL): one.value for one in report.by_area}
        detached[AREAS] = table({**areas, **({TOTAL: people[TOTAL]} if TOTAL in people else {})})
    if report.by_district:
        districts: dict[Place, Shown] = {(one.code, ALL, ALL): one.value for one in report.by_district}
        detached[DISTRICTS] = table({**districts, **({TOTAL: people[TOTAL]} if TOTAL in people else {})})
    detached |= {name: table(cells) for name, cells in (*_said(report), *_asked(report))}
    return Publication(
        people=replace(table(people, months), communities=communities_of(scope)),
        detached=detached,
        stock=_stock(report, identity, scope),
        sessions=_sessions(report, identity, scope),
        results=told_results(report, lambda value, days: table({TOTAL: value or 0}, days=days)),
    )


def _open(value: Shown) -> int | None:
    return value if isinstance(value, int) else None


def _counts(key: str) -> bool:
    measure = measures.MEASURES.get(key)
    return measure is not None and measure.kind is measures.Kind.COUNT and key not in _OF_NOBODY


def _said(report: DonorReport) -> Iterator[tuple[str, dict[Place, Shown]]]:
    """Each question of the feedback as a table: who answered, and of them who said something good and who did not."""
    if report.feedback.asked:
        yield FEEDBACK, {TOTAL: report.feedback.asked}
    for line in report.feedback.lines:
        cells: dict[Place, Shown] = {TOTAL: line.n}
        if isinstance(line.n, int) and isinstance(line.good, int):
            cells |= {GOOD: line.good, REST: line.n - line.good}
        yield f"{FEEDBACK} {line.key}", cells
        if isinstance(line.n, int) and isinstance(report.feedback.asked, int):
            yield f"{FEEDBACK} {line.key} silent", {TOTAL: max(report.feedback.asked - line.n, 0)}


def _asked(report: DonorReport) -> Iterator[tuple[str, dict[Place, Shown]]]:
    """Of how many people a figure is a share."""
    for figure in report.figures:
        if figure.n is not None:
            yield f"{figure.key} n", {TOTAL: figure.n}


def _stock(report: DonorReport, identity: UUID, scope: str) -> Statement:
    lots: dict[tuple[str, str], Lot] = {
        (line.item, line.lot): Lot(
            opening=line.opening,
            received=line.received,
            lost=line.lost,
            distributed=_open(line.distributed),
            balance=_open(line.balance),
        )
        for line in report.kits
    }
    period = report.period
    return Statement(identity, period.from_date, period.to_date, report.threshold, scope, lots)


def _sessions(report: DonorReport, identity: UUID, scope: str) -> SessionList:
    """The annex with the sums by area and month that its sessions are parts of."""
    above = {one.key: one.governorate or one.key for one in report.codes.areas}
    sums: dict[str, int | None] = {f"area {one.code}": _open(one.value) for one in report.by_area}
    sums |= {f"month {one.code}": _open(one.value) for one in report.by_month}
    if report.rounding:
        sums = {}  # of multiples nothing is taken away
    sessions = {
        one.code: Listed(
            one.date,
            _open(one.reached) if one.reached is not None else 0,
            (f"area {above.get(one.area_code, one.area_code)}", f"month {one.date:%Y-%m}"),
        )
        for one in report.sessions
    }
    return SessionList(identity, report.threshold, counted_of_a_session(scope), sessions, sums)
