"""Which days a calendar shows: a month in whole weeks, one week, or a month as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.kernel.errors import FieldError
from app.kernel.types import western_digits
from app.kernel.words import Words, _
from app.sessions.rules.plan import EARLIEST, LATEST
from app.sessions.rules.words import SessionStatus


class CalendarView(StrEnum):
    """How the days are laid out."""

    MONTH = "month"
    WEEK = "week"
    LIST = "list"


VIEW_NAMES: dict[CalendarView, Words] = {
    CalendarView.MONTH: _("Month"),
    CalendarView.WEEK: _("Week"),
    CalendarView.LIST: _("List"),
}

MOST_SHOWN = 1000
"""A calendar shows so many sessions at once; of more it says that the filters should be narrowed."""

MOST_IN_A_DAY = 12
"""A day of the month view shows so many; the others are behind a link."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A session in the calendar. `begins` and `ends` are clock times (`09:30`) of its own zone on `day`.

    `clash`: another session takes its venue or a facilitator at that time, and something can still be done.
    """

    id: UUID
    code: str
    title: str
    status: SessionStatus
    day: date
    begins: str
    ends: str
    starts_at: datetime
    venue: str
    lead: str
    clash: bool


@dataclass(frozen=True, slots=True)
class Period:
    """The days shown (`first` to `last`, both included), the period they belong to, and its neighbours.

    `begins` and `ends` are the period itself: a month view shows the rest of its first and last week too.
    """

    view: CalendarView
    first: date
    last: date
    begins: date
    ends: date
    previous: date | None
    following: date | None

    @property
    def days(self) -> Sequence[date]:
        """Each day shown, in order."""
        return [self.first + timedelta(days=step) for step in range((self.last - self.first).days + 1)]


def month_asked(month: str, year: str, today: date) -> tuple[date, list[FieldError]]:
    """The first day of a month of a year, as typed in any script's digits; or today and what is wrong."""
    number, of = western_digits(month.strip()), western_digits(year.strip())
    if not (of.isascii() and of.isdigit() and len(of) == 4 and EARLIEST <= int(of) <= LATEST):
        text = _("Please write a year from %(first)s to %(last)s.") % {"first": EARLIEST, "last": LATEST}
        return today, [FieldError("year", "calendar.year", text)]
    known = number.isascii() and number.isdigit() and len(number) <= 2 and 1 <= int(number) <= 12
    return date(int(of), int(number) if known else 1, 1), []


def _within(day: date) -> date | None:
    return day if EARLIEST <= day.year <= LATEST else None


def _week_of(day: date, first_weekday: int) -> date:
    return day - timedelta(days=(day.isoweekday() - first_weekday) % 7)


def period_of(view: CalendarView, day: date, first_weekday: int) -> Period:
    """The period around a day. `first_weekday` is the ISO number of the day on which the reader's weeks begin.

    Days outside the years in which sessions lie are moved into them.
    """
    day = min(max(day, date(EARLIEST, 1, 8)), date(LATEST, 12, 24))
    if view is CalendarView.WEEK:
        begins = _week_of(day, first_weekday)
        ends = begins + timedelta(days=6)
        before, after = begins - timedelta(days=7), begins + timedelta(days=7)
        return Period(view, begins, ends, begins, ends, _within(before), _within(after))
    begins = day.replace(day=1)
    following = (begins + timedelta(days=32)).replace(day=1)
    ends = following - timedelta(days=1)
    previous = (begins - timedelta(days=1)).replace(day=1)
    first, last = begins, ends
    if view is CalendarView.MONTH:
        first = _week_of(begins, first_weekday)
        last = _week_of(ends, first_weekday) + timedelta(days=6)
    return Period(view, first, last, begins, ends, _within(previous), _within(following))
