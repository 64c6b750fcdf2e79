"""The figures of a glance, for the home page: cheap, whatever the number of sessions."""

from __future__ import annotations

from datetime import date

from app.access.actor import Scope
from app.measures import store
from app.measures.public.month_sums import owner_of
from app.measures.schemas import Cut, MonthHeadline, MonthPeople
from app.platform.unit_of_work import ReadTx


def months(look: ReadTx, scope: Scope, from_date: date, to_date: date) -> list[MonthHeadline]:
    """People reached, sessions held and kits given in each whole calendar month from that of one day to that of
    another, and who was counted but is not verified yet; two statements.
    """
    _before, told = trend_and_months(look, scope, from_date, from_date, to_date)
    return told


def trend_and_months(
    look: ReadTx, scope: Scope, trend_from: date, from_date: date, to_date: date
) -> tuple[list[MonthPeople], list[MonthHeadline]]:
    """The same from the month of `from_date` on, and of the months before it, from that of `trend_from` on, people
    alone; two statements, and little to add up however many sessions there are.
    """
    numbers = range(_number_of(trend_from), _number_of(to_date) + 1)
    firsts = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    before = _number_of(from_date) - _number_of(trend_from)
    sums = store.by_month(look.db, scope, firsts, owner=owner_of(scope, Cut()), people_only=before)
    at_points = store.kits_of_points_by_month(look.db, scope, firsts[before:])
    trend = [
        MonthPeople(month=first, people_reached=one.reached, unverified=one.unverified)
        for first, one in zip(firsts[:before], sums[:before], strict=True)
    ]
    told = [
        MonthHeadline(
            month=first,
            people_reached=one.reached,
            sessions_held=one.sessions,
            kits_given=one.kits + at_points.get((first.year, first.month), 0),
            unverified=one.unverified,
            kits_at_points=at_points.get((first.year, first.month), 0),
        )
        for first, one in zip(firsts[before:], sums[before:], strict=True)
    ]
    return trend, told


def areas(look: ReadTx, scope: Scope, from_date: date, to_date: date) -> list[tuple[str, int, int]]:
    """(area, people reached, sessions held) of the verified sessions between two days, by code; one statement."""
    return store.by_area(look.db, scope, from_date, to_date)


def period_figures(look: ReadTx, first: date, last: date) -> dict[str, int]:
    """The programme's figures in the months from one day to another, by key of the measure; one statement."""
    found = months(look, Scope(everything=True), first, last)
    return {
        "people_reached": sum(one.people_reached for one in found),
        "sessions_held": sum(one.sessions_held for one in found),
        "kits_given": sum(one.kits_given for one in found),
    }


def _number_of(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1
