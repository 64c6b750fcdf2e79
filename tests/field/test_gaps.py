"""Which numbers have not arrived: exact for any order, whatever comes twice."""

from __future__ import annotations

from random import Random

from app.field.rules.gaps import MOST_RANGES, Arrived, arrive


def test_any_order_leaves_no_gap_once_everything_is_there() -> None:
    numbers = list(range(1, 5_001))
    Random(7).shuffle(numbers)
    arrived, seen = Arrived(), set[int]()
    for start in range(0, len(numbers), 100):
        batch = numbers[start : start + 100]
        seen |= set(batch)
        arrived = arrive(arrived, [*batch, *batch[:9]])
        assert arrived.highest == max(seen)
        assert arrived.how_many_missing == arrived.highest - len(seen)
        assert arrived.next_expected == next(one for one in range(1, 5_002) if one not in seen)
    assert arrived == Arrived(5_000, ())


def test_numbers_of_a_broken_tablet_stay_small() -> None:
    arrived = arrive(Arrived(), range(2, 6 * MOST_RANGES, 3))
    assert len(arrived.missing) == MOST_RANGES
    assert arrived.next_expected == 1
