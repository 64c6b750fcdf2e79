"""Whose sums are kept by month, and which days of a period are not whole months. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

Days = tuple[date, date]
"""First and last day, both included."""


class Whose(StrEnum):
    """Whose people are added up by month."""

    PROGRAMME = "programme"
    PROJECT = "project"
    ORGANISATION = "organisation"


NOBODYS: Final = UUID(int=0)
"""Stands for the owner where the sums are the programme's."""

Owner = tuple[Whose, UUID]
PROGRAMME: Final[Owner] = (Whose.PROGRAMME, NOBODYS)


@dataclass(frozen=True, slots=True)
class Months:
    """Whole calendar months by their first days (None: open), and the days before and after them."""

    first: date | None
    last: date | None
    days_beside: tuple[Days, ...]


def months_in(from_date: date | None, to_date: date | None) -> Months | None:
    """The whole months between two days and what is left over; None when there is not one whole month."""
    beside: list[Days] = []
    first, last = from_date, None
    if from_date is not None and from_date.day > 1:
        first = _first_after(from_date)
        if first is None:
            return None
        beside.append((from_date, first - timedelta(days=1)))
    if to_date is not None:
        following = _first_after(to_date)
        last = to_date.replace(day=1)
        if following is None or to_date != following - timedelta(days=1):
            beside.append((last, to_date))
            if last == date.min:
                return None
            last = (last - timedelta(days=1)).replace(day=1)
    if first is not None and last is not None and last < first:
        return None
    return Months(first, last, tuple(beside))


def _first_after(day: date) -> date | None:
    """The first day of the next month; None at the end of the calendar."""
    if (day.year, day.month) == (date.max.year, date.max.month):
        return None
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
