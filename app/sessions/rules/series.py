"""The pattern of a series: on which days it falls, and at which instants, in the session's own time zone.

Days are computed by python-dateutil's `rrule` (RFC 5545) without any time; the hour is put to each day on the
clocks of the zone. So 10:00 in Beirut stays 10:00 when the clocks change. A start or an end that the clocks
skip on a day is moved forward by what they skip (00:30 becomes 01:30), and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from app.kernel.clock import zone
from app.kernel.errors import FieldError, Invalid
from app.kernel.words import Words, _
from app.sessions.rules.plan import EARLIEST, LATEST, LONGEST

MOST_OCCURRENCES = 200
LAST = -1
"""`nth` of the last weekday of a month."""


class Frequency(StrEnum):
    """How a series repeats."""

    WEEKLY = "weekly"
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday"
    MONTHLY_BY_DATE = "monthly_by_date"


FREQUENCY_NAMES: dict[Frequency, Words] = {
    Frequency.WEEKLY: _("every week on this weekday"),
    Frequency.MONTHLY_BY_WEEKDAY: _("every month on this weekday (such as the second Tuesday)"),
    Frequency.MONTHLY_BY_DATE: _("every month on this date"),
}


class Reach(StrEnum):
    """Which sessions of a series a change is for."""

    ONE = "one"
    THIS_AND_LATER = "this_and_later"
    ALL = "all"


REACH_NAMES: dict[Reach, Words] = {
    Reach.ONE: _("this one only"),
    Reach.THIS_AND_LATER: _("this one and all later ones"),
    Reach.ALL: _("all of them"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern. Exactly one of `until` (last day, included) and `count` (before days are left out) is given.

    nth  for monthly_by_weekday: 1 to 4, or LAST; None takes it from the first day (a fifth counts as the last)
    """

    frequency: Frequency
    interval: int = 1
    until: date | None = None
    count: int | None = None
    left_out: frozenset[date] = frozenset()
    nth: int | None = None


def nth_of(day: date) -> int:
    """Which weekday of its month a day is: 1 to 4, or LAST for a fifth."""
    position = (day.day - 1) // 7 + 1
    return position if position <= 4 else LAST


def _is_nth(day: date, nth: int) -> bool:
    if nth == LAST:
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == nth


def check_rule(rule: Rule, first: date) -> list[FieldError]:
    """What is wrong with a pattern that begins on a day; empty when nothing is."""
    if (rule.until is None) == (rule.count is None):
        message = _("Say either until which day or how many times.")
        return [FieldError("rule.until", "series.end", message)]
    if rule.until is not None and rule.until < first:
        return [FieldError("rule.until", "series.until", _("The last day comes after the first."))]
    if rule.until is not None and rule.until.year > LATEST:
        message = _("Please write a year from %(first)s to %(last)s.") % {"first": EARLIEST, "last": LATEST}
        return [FieldError("rule.until", "session.year", message)]
    by_weekday = rule.frequency is Frequency.MONTHLY_BY_WEEKDAY
    if by_weekday and rule.nth is not None and not _is_nth(first, rule.nth):
        message = _("The first day is not on that weekday of its month.")
        return [FieldError("rule.nth", "series.nth", message)]
    return []


def days_of(rule: Rule, first: date) -> list[date]:
    """The days of a series, the first included, days left out taken away.

    A month without such a date (the 31st) is passed over, as RFC 5545 has it.
    Raises Invalid for an impossible pattern, for more than MOST_OCCURRENCES, and when no day is left.
    """
    errors = check_rule(rule, first)
    if errors:
        raise Invalid(errors)
    midnight = datetime.combine(first, time())
    until = datetime.combine(rule.until, time()) if rule.until else None
    on = None
    if rule.frequency is Frequency.MONTHLY_BY_WEEKDAY:
        on = weekday(first.weekday(), rule.nth or nth_of(first))
    pattern = rrule(
        WEEKLY if rule.frequency is Frequency.WEEKLY else MONTHLY,
        dtstart=midnight,
        interval=rule.interval,
        until=until,
        count=rule.count,
        byweekday=on,
        bymonthday=first.day if rule.frequency is Frequency.MONTHLY_BY_DATE else None,
    )
    days: list[date] = []
    for found in pattern:
        if len(days) == MOST_OCCURRENCES:
            message = _("A series has at most %(most)s sessions.") % {"most": MOST_OCCURRENCES}
            field = "rule.count" if rule.count else "rule.until"
            raise Invalid.of(field, "series.too_long", message)
        days.append(found.date())
    left = [day for day in days if day not in rule.left_out]
    if not left:
        raise Invalid.of("rule.except", "series.empty", _("No day is left in the series."))
    if left[-1].year > LATEST:
        message = _("Please write a year from %(first)s to %(last)s.") % {"first": EARLIEST, "last": LATEST}
        raise Invalid.of("rule.count", "session.year", message)
    return left


@dataclass(frozen=True, slots=True)
class Hours:
    """When a session begins and ends on the clocks of its zone; `later` days after the day it begins."""

    begins: time
    ends: time
    later: int
    time_zone: str


def hours_of(starts_at: datetime, ends_at: datetime, time_zone: str) -> tuple[date, Hours]:
    """The local day on which a span begins, and its hours."""
    begins, ends = starts_at.astimezone(zone(time_zone)), ends_at.astimezone(zone(time_zone))
    later = (ends.date() - begins.date()).days
    return begins.date(), Hours(begins.time(), ends.time(), later, time_zone)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One session of a series: its local day and its instants (UTC); `shifted` when the clocks skip its hours."""

    day: date
    starts_at: datetime
    ends_at: datetime
    shifted: bool = False


def _instant(day: date, at: time, time_zone: str) -> tuple[datetime, bool]:
    """The instant, and whether the clocks skip this time on that day (it is then moved forward).

    A time that happens twice is its first.
    """
    wall = datetime.combine(day, at.replace(fold=0), tzinfo=zone(time_zone))
    instant = wall.astimezone(UTC)
    shown = instant.astimezone(zone(time_zone))
    return instant, shown.replace(tzinfo=None, fold=0) != wall.replace(tzinfo=None)


def occurrence_on(day: date, hours: Hours) -> Occurrence:
    """The session of a day. Raises Invalid when the clocks leave no time between its start and its end."""
    starts_at, start_moved = _instant(day, hours.begins, hours.time_zone)
    ends_at, end_moved = _instant(day + timedelta(days=hours.later), hours.ends, hours.time_zone)
    if not timedelta() < ends_at - starts_at <= LONGEST:
        message = _("On %(day)s the clocks change and leave no time for this session. Leave the day out.")
        raise Invalid.of("rule.except", "series.no_time", message % {"day": day.isoformat()})
    return Occurrence(day, starts_at, ends_at, start_moved or end_moved)


def occurrences_of(rule: Rule, starts_at: datetime, ends_at: datetime, time_zone: str) -> list[Occurrence]:
    """All sessions of a series whose first one has these instants."""
    first, hours = hours_of(starts_at, ends_at, time_zone)
    return [occurrence_on(day, hours) for day in days_of(rule, first)]


def ended_before(rule: Rule, day: date) -> Rule:
    """The pattern of what stays when a series is split on a day."""
    return replace(rule, until=day - timedelta(days=1), count=None)
