"""Calendars as files, read back by two other programs: times around clock changes, Arabic, long lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from app.kernel.clock import zone
from app.platform.ics import CalendarEvent, calendar
from tests import second_reader

CHANGES = {
    "Asia/Beirut": (datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 21, tzinfo=UTC)),
    "Africa/Cairo": (datetime(2026, 4, 23, 22, tzinfo=UTC), datetime(2026, 10, 29, 21, tzinfo=UTC)),
    "Africa/Casablanca": (datetime(2026, 2, 15, 2, tzinfo=UTC), datetime(2026, 3, 22, 2, tzinfo=UTC)),
}
"""When the clocks change: Lebanon and Egypt by decree, Morocco around Ramadan."""


def _event(begins: datetime, time_zone: str, **changed: str) -> CalendarEvent:
    return CalendarEvent(
        uid="one@sessions.karama",
        sequence=3,
        begins=begins,
        ends=begins + timedelta(minutes=90),
        time_zone=time_zone,
        changed_at=datetime(2026, 1, 1, tzinfo=UTC),
        status="CONFIRMED",
        summary=changed.get("summary", "Know your rights"),
        location="St Joseph hall",
        description=changed.get("description", ""),
        url="",
    )


@pytest.mark.parametrize("time_zone", sorted(CHANGES))
def test_both_readers_find_the_same_instant_around_a_change_of_the_clocks(time_zone: str) -> None:
    for change in CHANGES[time_zone]:
        before, after = (change + timedelta(minutes=minutes) for minutes in (-1, 1))
        assert before.astimezone(zone(time_zone)).utcoffset() != after.astimezone(zone(time_zone)).utcoffset()
        for minutes in (-1440, -121, -61, 1, 61, 121, 1440):
            begins = change + timedelta(minutes=minutes)
            there = begins.astimezone(zone(time_zone))
            written = calendar("All", "en", [_event(begins, time_zone)])
            found = second_reader.read(written).vevent
            assert found.dtstart.value.astimezone(UTC) == begins
            assert found.dtend.value.astimezone(UTC) - begins == timedelta(minutes=90)
            theirs = icalendar.Calendar.from_ical(written)
            [event] = theirs.events
            assert event.start == begins
            # … and with the component's own rules, not the reader's knowledge of the zone.
            by_component = theirs.timezones[0].to_tz(lookup_tzid=False)
            if not there.fold:
                assert there.replace(tzinfo=by_component).utcoffset() == there.utcoffset(), (begins, there)


def test_arabic_and_long_lines_come_back_as_they_were() -> None:
    summary = "جلسة توعية: حقوق العاملات؛ نظام الكفالة، " * 4
    description = 'a; b, c\\ "d"\nsecond line'
    written = calendar(
        "تقويم",
        "ar",
        [_event(CHANGES["Asia/Beirut"][0], "Asia/Beirut", summary=summary.strip(), description=description)],
    )
    assert written.endswith(b"END:VCALENDAR\r\n")
    for line in written.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is cut in two
    for text in (
        str(second_reader.read(written).vevent.summary.value),
        str(icalendar.Calendar.from_ical(written).events[0]["summary"]),
    ):
        assert text == summary.strip()
    assert second_reader.read(written).vevent.description.value == description


def test_whole_days_need_no_zone() -> None:
    [event] = icalendar.Calendar.from_ical(
        calendar("All", "en", [_event(datetime(2026, 7, 30, 6, tzinfo=UTC), "")])
    ).events
    assert (event.start.isoformat(), event.end.isoformat()) == ("2026-07-30", "2026-07-31")
