"""Calendars as files (RFC 5545), written with the `icalendar` library.

Time zones are written from the system's own zone data: the library's components put a spring change an hour
late, and a session in that hour would move. Every change within the calendar's span stands there by itself, because
Morocco's follow the moon and Lebanon's and Egypt's were changed by decree: no rule would tell them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard

from app.kernel.clock import zone

PRODUCT = "-//Karama//Calendar//EN"
REFRESH = timedelta(hours=1)
"""How often a program should ask again; some ask much less often, whatever they are told."""

_STEP = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event. With `time_zone` empty it lasts whole days: only the dates of `begins` and `ends` are written."""

    uid: str
    sequence: int
    begins: datetime
    ends: datetime
    time_zone: str
    changed_at: datetime
    status: str
    summary: str
    location: str
    description: str
    url: str
    categories: tuple[str, ...] = ()

    @property
    def cancelled(self) -> bool:
        """Kept in the calendar, but nobody goes."""
        return self.status == "CANCELLED"


def _offset(name: str, instant: datetime) -> timedelta:
    return instant.astimezone(zone(name)).utcoffset() or timedelta()


def _changes(name: str, begins: datetime, ends: datetime) -> list[datetime]:
    """The instants between two at which the clocks of a zone change, to the minute."""
    found = []
    earlier = begins
    while earlier < ends:
        later = min(earlier + _STEP, ends)
        if _offset(name, earlier) != _offset(name, later):
            low, high = earlier, later
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if _offset(name, middle) == _offset(name, low) else (low, middle)
            found.append(high.replace(second=0, microsecond=0))
        earlier = later
    return found


def _observance(name: str, instant: datetime, before: timedelta, usual: timedelta) -> Component:
    """The clocks from an instant on; its start is written as the clocks showed it *before* the change."""
    after = _offset(name, instant)
    part: Component = TimezoneDaylight() if after > usual else TimezoneStandard()
    part.add("dtstart", (instant + before).replace(tzinfo=None))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", instant.astimezone(zone(name)).tzname() or name)
    return part


@lru_cache(maxsize=64)
def time_zone(name: str, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of an IANA zone, right from the start of the first to the end of the last year."""
    begins = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    ends = datetime(last_year + 1, 1, 1, tzinfo=UTC) + timedelta(days=1)
    changes = _changes(name, begins, ends)
    usual = min(_offset(name, instant) for instant in (begins, *changes))
    found = Timezone()
    found.add("tzid", name)
    found.add_component(_observance(name, begins, _offset(name, begins), usual))
    for instant in changes:
        before = _offset(name, instant - timedelta(minutes=2))
        found.add_component(_observance(name, instant, before, usual))
    return found


def _on_the_clock(instant: datetime, name: str) -> datetime:
    """The local time of an instant; the second of two equal local times, which none can mean, stays in UTC."""
    there = instant.astimezone(zone(name))
    return instant.astimezone(UTC) if there.fold else there


def _times(written: Event, event: CalendarEvent) -> None:
    if event.time_zone:
        written.add("dtstart", _on_the_clock(event.begins, event.time_zone))
        written.add("dtend", _on_the_clock(event.ends, event.time_zone))
        return
    last: date = max(event.begins.date(), event.ends.date())
    written.add("dtstart", event.begins.date())
    written.add("dtend", last + timedelta(days=1))


def _written(event: CalendarEvent) -> Event:
    written = Event()
    written.add("uid", event.uid)
    written.add("sequence", event.sequence)
    written.add("dtstamp", event.changed_at)
    written.add("last-modified", event.changed_at)
    _times(written, event)
    written.add("summary", event.summary)
    written.add("status", event.status)
    written.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    for name, value in (
        ("location", event.location),
        ("description", event.description),
        ("url", event.url),
    ):
        if value:
            written.add(name, value)
    if event.categories:
        written.add("categories", list(event.categories))
    return written


def calendar(name: str, language: str, events: Sequence[CalendarEvent]) -> bytes:
    """A published calendar of these events, with the time zones they need, in UTF-8."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name, parameters={"LANGUAGE": language})
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    zones = sorted({event.time_zone for event in events if event.time_zone})
    if zones:
        first, last = min(one.begins.year for one in events), max(one.ends.year for one in events)
        for one in zones:
            made.add_component(time_zone(one, first, last))
    for event in events:
        made.add_component(_written(event))
    return bytes(made.to_ical())
