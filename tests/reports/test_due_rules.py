"""When reports are due: periods of a donor's own year, cut at both ends, and how they stand on a day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.reports.due import DuePeriod, DueRule, DueState, Every, Sent, news_of, owed, periods_of, state_on

YEAR = (date(2022, 1, 1), date(2022, 12, 31))


def _days(rule: DueRule, first: date, last: date) -> list[str]:
    return [f"{one.from_date} {one.to_date} {one.due_on}" for one in periods_of(rule, first, last)]


@pytest.mark.parametrize(
    ("every", "count", "first"),
    [
        (Every.NEVER, 0, None),
        (Every.MONTH, 12, "2022-01-01 2022-01-31 2022-03-02"),
        (Every.QUARTER, 4, "2022-01-01 2022-03-31 2022-04-30"),
        (Every.HALF_YEAR, 2, "2022-01-01 2022-06-30 2022-07-30"),
        (Every.YEAR, 1, "2022-01-01 2022-12-31 2023-01-30"),
    ],
)
def test_a_year_has_so_many_periods(every: Every, count: int, first: str | None) -> None:
    found = _days(DueRule(every=every), *YEAR)
    assert len(found) == count
    assert found[:1] == ([first] if first else [])


def test_a_grant_that_begins_and_ends_within_a_quarter_has_short_periods_there() -> None:
    found = _days(DueRule(every=Every.QUARTER, days=45), date(2022, 2, 15), date(2022, 8, 10))
    assert found == [
        "2022-02-15 2022-03-31 2022-05-15",
        "2022-04-01 2022-06-30 2022-08-14",
        "2022-07-01 2022-08-10 2022-09-24",
    ]


def test_a_reporting_year_may_begin_in_any_month() -> None:
    found = _days(DueRule(every=Every.YEAR, year_begins=7, days=90), date(2022, 3, 1), date(2024, 6, 30))
    assert found == [
        "2022-03-01 2022-06-30 2022-09-28",
        "2022-07-01 2023-06-30 2023-09-28",
        "2023-07-01 2024-06-30 2024-09-28",
    ]
    quarters = _days(DueRule(every=Every.QUARTER, year_begins=2), date(2022, 1, 10), date(2022, 5, 31))
    assert [one[:21] for one in quarters] == [
        "2022-01-10 2022-01-31",
        "2022-02-01 2022-04-30",
        "2022-05-01 2022-05-31",
    ]


def test_reporting_begins_and_ends_where_the_rule_says() -> None:
    rule = DueRule(every=Every.MONTH, first=date(2022, 7, 1), last=date(2022, 8, 31))
    assert [one.from_date.month for one in periods_of(rule, *YEAR)] == [7, 8]
    beyond = DueRule(every=Every.YEAR, first=date(2020, 1, 1), last=date(2030, 1, 1))
    assert _days(beyond, *YEAR) == ["2022-01-01 2022-12-31 2023-01-30"]
    assert not _days(DueRule(every=Every.MONTH, first=date(2023, 1, 1)), *YEAR)


@given(
    st.sampled_from([Every.MONTH, Every.QUARTER, Every.HALF_YEAR, Every.YEAR]),
    st.integers(1, 12),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(0, 2000),
)
def test_periods_follow_each_other_without_gap_and_cover_the_lens(
    every: Every, year_begins: int, first: date, length: int
) -> None:
    last = first + timedelta(days=length)
    found = list(periods_of(DueRule(every=every, year_begins=year_begins), first, last))
    assert (found[0].from_date, found[-1].to_date) == (first, last)
    for one, following in pairwise(found):
        assert following.from_date == one.to_date + timedelta(days=1)
        assert following.from_date.day == 1
        assert (following.from_date.month - year_begins) % {"month": 1, "quarter": 3}.get(every, 6) == 0


QUARTER = DuePeriod(date(2022, 7, 1), date(2022, 9, 30), date(2022, 10, 30))


@pytest.mark.parametrize(
    ("today", "state", "news"),
    [
        (date(2022, 9, 30), DueState.RUNNING, None),
        (date(2022, 10, 1), DueState.DUE, None),
        (date(2022, 10, 22), DueState.DUE, None),
        (date(2022, 10, 23), DueState.DUE, DueState.DUE),
        (date(2022, 10, 30), DueState.DUE, DueState.DUE),
        (date(2022, 10, 31), DueState.OVERDUE, DueState.OVERDUE),
        (date(2022, 11, 29), DueState.OVERDUE, DueState.OVERDUE),
        (date(2022, 11, 30), DueState.OVERDUE, None),
    ],
)
def test_a_report_is_due_and_then_overdue(today: date, state: DueState, news: DueState | None) -> None:
    assert state_on(QUARTER, today) is state
    assert news_of(QUARTER, today) is news


def test_a_report_that_covers_the_whole_period_settles_it() -> None:
    periods = list(periods_of(DueRule(every=Every.QUARTER), *YEAR))
    today = date(2022, 8, 1)
    half = Sent(date(2022, 1, 1), date(2022, 6, 30))
    part = Sent(date(2022, 7, 1), date(2022, 7, 31))
    assert [one.from_date.month for one, _state in owed(periods, [], today)] == [1, 4, 7]
    assert [one.from_date.month for one, _state in owed(periods, [half, part], today)] == [7]


def test_a_rule_that_began_long_ago_makes_news_of_the_last_month_only() -> None:
    periods = list(periods_of(DueRule(every=Every.MONTH), date(2019, 1, 1), date(2022, 12, 31)))
    today = date(2022, 8, 1)
    assert len(owed(periods, [], today)) == 44, "all of them stand in the list, August still running"
    assert [one.from_date for one in periods if news_of(one, today)] == [date(2022, 6, 1)]


@pytest.mark.parametrize("wrong", [{"every": "week"}, {"days": 400}, {"days": -1}, {"year_begins": 13}])
def test_a_rule_is_checked(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        DueRule.model_validate(wrong)
