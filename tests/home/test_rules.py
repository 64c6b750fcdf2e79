from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.access.permissions import Role
from app.home.rules import FIRST_STEPS, PARTS, NextStep, Verdict, agreement, next_step, quarter_of
from app.projects.rules import target_between
from app.projects.schemas import TargetLine

NOON = datetime(2022, 7, 30, 9, 0, tzinfo=UTC)


def test_the_world_day_lies_in_week_five_of_the_third_quarter() -> None:
    quarter = quarter_of(date(2022, 7, 30))
    assert (quarter.first, quarter.last) == (date(2022, 7, 1), date(2022, 9, 30))
    assert str(quarter.title) == "Third quarter 2022, week 5"


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2023, 1, 1), date(2023, 1, 1), date(2023, 3, 31)),
        (date(2024, 6, 30), date(2024, 4, 1), date(2024, 6, 30)),
        (date(2024, 12, 31), date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_quarters_meet_without_a_gap(day: date, first: date, last: date) -> None:
    quarter = quarter_of(day)
    assert (quarter.first, quarter.last) == (first, last)


@pytest.mark.parametrize(
    ("reached", "door", "kits", "verdict", "words"),
    [
        (53, 55, 38, Verdict.WELL, "within 5 %"),
        (61, 74, 41, Verdict.LOOK, "13 apart"),
        (74, 61, 41, Verdict.LOOK, "13 apart"),
        (40, 40, 42, Verdict.WRONG, "2 kits more than people"),
        (40, 40, 41, Verdict.WRONG, "1 kit more than people"),
        (40, 0, 40, Verdict.UNKNOWN, "the door was not counted"),
        (95, 100, 0, Verdict.WELL, "within 5 %"),
        (94, 100, 0, Verdict.LOOK, "6 apart"),
    ],
)
def test_what_a_verifier_looks_at_first(
    reached: int, door: int, kits: int, verdict: Verdict, words: str
) -> None:
    found = agreement(reached, door, kits)
    assert (found.verdict, str(found.words)) == (verdict, words)


@pytest.mark.parametrize(
    ("status", "today", "now", "step"),
    [
        ("proposed", date(2022, 7, 30), NOON, NextStep.WAIT),
        ("confirmed", date(2022, 7, 29), NOON, NextStep.NOTHING),
        ("confirmed", date(2022, 7, 30), NOON, NextStep.COUNT),
        ("confirmed", date(2022, 8, 5), NOON, NextStep.COUNT),
        ("in_progress", date(2022, 7, 30), NOON.replace(hour=7), NextStep.COUNT),
        ("in_progress", date(2022, 7, 30), NOON, NextStep.CLOSE),
        ("reported", date(2022, 7, 30), NOON, NextStep.NOTHING),
        ("cancelled", date(2022, 7, 30), NOON, NextStep.NOTHING),
    ],
)
def test_the_one_thing_to_do_next(status: str, today: date, now: datetime, step: NextStep) -> None:
    ends_at = datetime(2022, 7, 30, 8, 30, tzinfo=UTC)
    assert next_step(status, date(2022, 7, 30), ends_at, today, now) is step


def test_every_role_has_a_part_and_first_steps() -> None:
    assert set(PARTS) == set(FIRST_STEPS) == set(Role)


def _target(begins: date, ends: date, value: int) -> TargetLine:
    return TargetLine(from_date=begins, to_date=ends, value=value)


def test_targets_within_the_quarter_add_up_and_longer_ones_count_by_days() -> None:
    first, last = date(2022, 7, 1), date(2022, 9, 30)
    months = [
        _target(date(2022, 7, 1), date(2022, 7, 31), 100),
        _target(date(2022, 8, 1), date(2022, 8, 31), 120),
    ]
    year = _target(date(2022, 1, 1), date(2022, 12, 31), 3650)
    assert target_between(months, first, last) == 220
    assert target_between([*months, year], first, last) == 220
    assert target_between([year], first, last) == 920
