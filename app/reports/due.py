"""When the reports of a lens are due: its rule, the periods that follow from it, and how they stand on a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple
from uuid import UUID, uuid5

from pydantic import BeforeValidator, ConfigDict, Field

from app.kernel.types import Command, View, western_digits
from app.kernel.words import Words, _

REMIND_BEFORE = timedelta(days=7)
"""So long before a report is due its coordinators are reminded."""

LATE_NEWS_UNTIL = timedelta(days=30)
"""Who hears only now that a report is overdue is told of the last month; older ones stand in the list."""


class Every(StrEnum):
    """How often a lens asks for a report."""

    NEVER = "never"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


EVERY_NAMES: dict[Every, Words] = {
    Every.NEVER: _("No fixed dates"),
    Every.MONTH: _("Every month"),
    Every.QUARTER: _("Every quarter"),
    Every.HALF_YEAR: _("Every half-year"),
    Every.YEAR: _("Every year"),
}

_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}


class DueRule(Command):
    """When reports are due: `days` after the end of each period.

    Periods are counted from the month in which the donor's reporting year begins (7: its quarters begin in July,
    October …). The first and the last one may be cut short: no period reaches beyond `first` and `last`, nor beyond
    the days of the lens.
    """

    every: Every = Every.NEVER
    year_begins: Annotated[
        int, BeforeValidator(western_digits), Field(ge=1, le=12, description="Month of the reporting year")
    ] = 1
    days: Annotated[
        int, BeforeValidator(western_digits), Field(ge=0, le=366, description="Days after the period's end")
    ] = 30
    first: date | None = Field(
        default=None, description="First day that is reported; the lens's when left out"
    )
    last: date | None = Field(default=None, description="Last day that is reported; the lens's when left out")


class DuePeriod(NamedTuple):
    """Days to report, both included, and the day by which."""

    from_date: date
    to_date: date
    due_on: date


class DueState(StrEnum):
    """How a report stands that was not sent yet."""

    RUNNING = "running"
    DUE = "due"
    OVERDUE = "overdue"


class Sent(NamedTuple):
    """Days of a report that has left the house, both included."""

    from_date: date
    to_date: date


class DueReport(View):
    """A report that is owed. Days are inclusive; `days_left` until it is due, below 0 when it is overdue.

    `running`: its period has not ended. `report` is the draft of exactly these days that waits to be submitted.
    `waiting` are held sessions of the period that are not verified yet, in the reader's scope; None for a donor.
    `lens` and `lens_name` are empty for partners, who report no whole project.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    lens: UUID | None = None
    lens_name: str = ""
    project: str
    from_date: date = Field(alias="from")
    to_date: date = Field(alias="to")
    due_on: date
    state: DueState
    days_left: int
    report: UUID | None = None
    waiting: int | None = None
    may_report: bool = False

    @property
    def draft_id(self) -> UUID | None:
        """The id of the draft to make: the same for the same lens and days, so that two clicks make one draft."""
        return uuid5(self.lens, f"{self.from_date}/{self.to_date}") if self.lens else None

    @property
    def ended(self) -> bool:
        """Whether its period is over."""
        return self.state is not DueState.RUNNING


def periods_of(rule: DueRule, lens_first: date, lens_last: date) -> Iterator[DuePeriod]:
    """The periods that a lens reports, in their order; none when no dates are fixed."""
    months = _MONTHS.get(rule.every)
    if months is None:
        return
    first = max(lens_first, rule.first or lens_first)
    last = min(lens_last, rule.last or lens_last)
    begins = _begin(first, months, rule.year_begins)
    while begins <= last:
        following = _after(begins, months)
        ends = min(following - timedelta(days=1), last)
        yield DuePeriod(max(begins, first), ends, ends + timedelta(days=rule.days))
        begins = following


def _begin(day: date, months: int, year_begins: int) -> date:
    """The first day of the period that a day lies in."""
    into_period = (day.month - year_begins) % 12 % months
    return _after(day.replace(day=1), -into_period)


def _after(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    counted = first.year * 12 + first.month - 1 + months
    return date(counted // 12, counted % 12 + 1, 1)


def owed(periods: Iterable[DuePeriod], sent: Iterable[Sent], today: date) -> list[tuple[DuePeriod, DueState]]:
    """The periods that have begun and of which no report was sent, the longest ago first.

    A report that covers all days of a period settles it, also when it covers more.
    """
    known = list(sent)
    return [
        (period, state_on(period, today))
        for period in periods
        if period.from_date <= today
        and not any(one.from_date <= period.from_date and period.to_date <= one.to_date for one in known)
    ]


def state_on(period: DuePeriod, today: date) -> DueState:
    """How an unsent report stands on a day; the day on which it is due is not too late."""
    if today <= period.to_date:
        return DueState.RUNNING
    return DueState.OVERDUE if today > period.due_on else DueState.DUE


def news_of(period: DuePeriod, today: date) -> DueState | None:
    """What coordinators are told about an unsent report today: that it is due soon, overdue, or nothing."""
    state = state_on(period, today)
    if state is DueState.DUE and today >= period.due_on - REMIND_BEFORE:
        return state
    if state is DueState.OVERDUE and today <= period.due_on + LATE_NEWS_UNTIL:
        return state
    return None
