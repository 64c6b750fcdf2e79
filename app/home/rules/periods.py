"""The quarter a day lies in, and its week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.words import Words, _

_TITLES = (
    _("First quarter %(year)s, week %(week)s"),
    _("Second quarter %(year)s, week %(week)s"),
    _("Third quarter %(year)s, week %(week)s"),
    _("Fourth quarter %(year)s, week %(week)s"),
)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year: `number` 1 to 4, its first and last day, and the week (from 1) of the day it was made for."""

    year: int
    number: int
    first: date
    last: date
    week: int

    @property
    def title(self) -> Words:
        """Third quarter 2022, week 5."""
        return _TITLES[self.number - 1] % {"year": self.year, "week": self.week}


def quarter_of(day: date) -> Quarter:
    """The quarter of a day. Weeks are counted from the quarter's first day: days 1 to 7 are week 1."""
    number = (day.month - 1) // 3 + 1
    first = date(day.year, number * 3 - 2, 1)
    following = date(day.year + 1, 1, 1) if number == 4 else date(day.year, number * 3 + 1, 1)
    return Quarter(day.year, number, first, following - timedelta(days=1), (day - first).days // 7 + 1)


def months_ago(day: date, months: int) -> date:
    """The first day of the month that lies so many months before the day's."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
