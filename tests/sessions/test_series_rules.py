from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.clock import zone
from app.kernel.errors import Invalid
from app.sessions.rules.series import (
    LAST,
    Frequency,
    Hours,
    Rule,
    days_of,
    nth_of,
    occurrence_on,
    occurrences_of,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(DAYS, st.sampled_from(Frequency), st.integers(1, 12), st.integers(1, 60))
def test_days_are_what_the_calendar_rules_of_the_internet_say(
    first: date, frequency: Frequency, interval: int, count: int
) -> None:
    begin = datetime.combine(first, time())
    if frequency is Frequency.WEEKLY:
        said = rrule(WEEKLY, dtstart=begin, interval=interval, count=count)
    elif frequency is Frequency.MONTHLY_BY_DATE:
        said = rrule(MONTHLY, dtstart=begin, interval=interval, count=count, bymonthday=first.day)
    else:
        on = weekday(first.weekday(), nth_of(first))
        said = rrule(MONTHLY, dtstart=begin, interval=interval, count=count, byweekday=on)
    wanted = [one.date() for one in said]
    if wanted[-1].year > 2100:
        with pytest.raises(Invalid):
            days_of(Rule(frequency, interval, count=count), first)
        return
    found = days_of(Rule(frequency, interval, count=count), first)
    assert found == wanted
    assert found[0] == first
    if nth_of(first) != LAST or frequency is not Frequency.MONTHLY_BY_WEEKDAY:
        assert days_of(Rule(frequency, interval, until=found[-1]), first) == found


@given(
    st.sampled_from(["Asia/Beirut", "Africa/Cairo", "Africa/Casablanca", "Europe/Paris", "UTC"]),
    st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    st.integers(5, 21),
)
def test_the_hour_stays_when_the_clocks_change(time_zone: str, first: date, hour: int) -> None:
    there = zone(time_zone)
    begins = datetime.combine(first, time(hour, 30), tzinfo=there)
    found = occurrences_of(
        Rule(Frequency.WEEKLY, count=60),
        begins.astimezone(UTC),
        begins.astimezone(UTC) + timedelta(hours=2),
        time_zone,
    )
    assert {one.starts_at.astimezone(there).time() for one in found} == {time(hour, 30)}
    assert len({one.day for one in found}) == 60


def test_an_hour_the_clocks_skip_is_moved_forward_and_said() -> None:
    # Beirut, 27 March 2022: at midnight the clocks went to one o'clock.
    moved = occurrence_on(date(2022, 3, 27), Hours(time(0, 30), time(2, 30), 0, "Asia/Beirut"))
    assert moved.shifted
    assert moved.starts_at.astimezone(zone("Asia/Beirut")).time() == time(1, 30)
    with pytest.raises(Invalid):
        occurrence_on(date(2022, 3, 27), Hours(time(0, 15), time(0, 45), -1, "Asia/Beirut"))


def test_patterns_in_the_fields_words() -> None:
    second_tuesdays = days_of(Rule(Frequency.MONTHLY_BY_WEEKDAY, count=3), date(2022, 7, 12))
    assert second_tuesdays == [date(2022, 7, 12), date(2022, 8, 9), date(2022, 9, 13)]
    last_fridays = days_of(Rule(Frequency.MONTHLY_BY_WEEKDAY, count=3, nth=LAST), date(2022, 6, 24))
    assert last_fridays == [date(2022, 6, 24), date(2022, 7, 29), date(2022, 8, 26)]
    the_31st = days_of(Rule(Frequency.MONTHLY_BY_DATE, count=3), date(2022, 7, 31))
    assert the_31st == [date(2022, 7, 31), date(2022, 8, 31), date(2022, 10, 31)]
    without_a_feast = Rule(Frequency.WEEKLY, count=3, left_out=frozenset({date(2022, 8, 15)}))
    assert days_of(without_a_feast, date(2022, 8, 8)) == [date(2022, 8, 8), date(2022, 8, 22)]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule(Frequency.WEEKLY), "series.end"),
        (Rule(Frequency.WEEKLY, until=date(2023, 1, 1), count=3), "series.end"),
        (Rule(Frequency.WEEKLY, until=date(2022, 1, 1)), "series.until"),
        (Rule(Frequency.WEEKLY, until=date(2030, 1, 1)), "series.too_long"),
        (Rule(Frequency.WEEKLY, until=date(2999, 1, 1)), "session.year"),
        (Rule(Frequency.MONTHLY_BY_DATE, interval=52, count=200), "session.year"),
        (Rule(Frequency.MONTHLY_BY_WEEKDAY, count=3, nth=1), "series.nth"),
        (Rule(Frequency.WEEKLY, count=1, left_out=frozenset({date(2022, 7, 30)})), "series.empty"),
    ],
)
def test_impossible_patterns_say_why(rule: Rule, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        days_of(rule, date(2022, 7, 30))
    assert [one.code for one in refused.value.errors] == [code]
