from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.periods.rules import (
    PeriodState,
    Phase,
    code_of,
    id_of,
    is_late,
    may_be_done,
    percent,
    phase_of,
)

NOON = datetime(2022, 8, 5, 12, tzinfo=UTC)


def test_a_period_is_named_by_its_month() -> None:
    assert code_of(date(2022, 7, 30)) == "2022-07"
    assert id_of("2022-07") == id_of("2022-07") != id_of("2022-08")


@pytest.mark.parametrize(
    ("state", "until", "phase"),
    [
        (PeriodState.OPEN, None, Phase.OPEN),
        (PeriodState.CLOSING, None, Phase.CLOSING),
        (PeriodState.CLOSED, None, Phase.CLOSED),
        (PeriodState.CLOSED, NOON + timedelta(seconds=1), Phase.REOPENED),
        (PeriodState.CLOSED, NOON, Phase.CLOSED),
    ],
)
def test_a_reopened_period_closes_itself_by_the_clock(
    state: PeriodState, until: datetime | None, phase: Phase
) -> None:
    assert phase_of(state, until, NOON) is phase


def test_nothing_is_planned_while_closing_and_nothing_done_once_closed() -> None:
    allowed = {
        (phase, plans) for phase in Phase for plans in (True, False) if may_be_done(phase, plans=plans)
    }
    assert allowed == {
        (Phase.OPEN, True),
        (Phase.OPEN, False),
        (Phase.REOPENED, True),
        (Phase.REOPENED, False),
        (Phase.CLOSING, False),
    }


@given(st.sampled_from(list(Phase)), st.integers(-90, 90))
def test_what_is_late(phase: Phase, minutes: int) -> None:
    late = is_late(phase, NOON, NOON + timedelta(minutes=minutes))
    assert late == (phase is Phase.CLOSED or (phase is Phase.CLOSING and minutes > 0))


def test_a_hundred_percent_means_all() -> None:
    assert (percent(0, 0), percent(999, 1000), percent(3, 3)) == (None, 99, 100)
