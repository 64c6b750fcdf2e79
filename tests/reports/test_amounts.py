"""How periods of an indicator come together, and how it stands: no average of percentages, less may be better."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.build.amounts import ADD_UP, Amount
from app.reports.rules import Standing, TargetSpan
from app.reports.standing import Course

SHARES = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda n: Amount(min(n), max(n), part_of=True)),
    min_size=1,
    max_size=8,
)


@given(SHARES)
def test_a_pooled_share_is_that_of_all_people_together(parts: list[Amount]) -> None:
    whole = ADD_UP["pooled"](parts)
    above, below = sum(part.above for part in parts), sum(part.below or 0 for part in parts)
    assert (whole.above, whole.below) == (above, below)
    assert whole.value == (round(100 * above / below, 1) if below else None)
    known = [part.value for part in parts if part.value is not None]
    if known and whole.value is not None:
        assert min(known) <= whole.value <= max(known)
        assert ADD_UP["max"](parts).value == max(known)
        assert ADD_UP["latest"](parts).value == known[-1]
    assert whole.less(parts[0]).tallies == ADD_UP["pooled"]([Amount(0, 0, part_of=True), *parts[1:]]).tallies


def test_two_shares_of_different_size_are_not_averaged() -> None:
    assert ADD_UP["pooled"]([Amount(9, 10), Amount(1, 90)]).value == 10


@pytest.mark.parametrize(
    ("achieved", "percent", "stands"),
    [
        (40.0, 0.0, Standing.OFF_TRACK),
        (30.0, 50.0, Standing.ON_TRACK),
        (32.0, 40.0, Standing.WATCH),
        (20.0, 100.0, Standing.ON_TRACK),
        (15.0, 125.0, Standing.ON_TRACK),
        (50.0, -50.0, Standing.OFF_TRACK),
    ],
)
def test_where_less_is_better_the_way_down_from_the_baseline_counts(
    achieved: float, percent: float, stands: Standing
) -> None:
    """From 40 in a hundred to 20 by the end of the year; 30 by the middle of it."""
    year = TargetSpan(date(2022, 1, 1), date(2022, 12, 31), 20)
    due = year.on_the_way(40, date(2022, 7, 2))
    assert due == pytest.approx(30, abs=0.1)
    course = Course(40, 20, due, falls=True)
    assert (course.percent(achieved), course.standing(achieved)) == (percent, stands)
    assert Course(40, None, 0, falls=True).percent(achieved) is None


def test_an_indicator_that_rises_stands_against_its_milestone() -> None:
    course = Course(0, 200, 100)
    assert (course.percent(90), course.standing(90)) == (45, Standing.ON_TRACK)
    assert (course.standing(70), course.standing(69)) == (Standing.WATCH, Standing.OFF_TRACK)
    assert Course(0, 0, 0).percent(5) is None
