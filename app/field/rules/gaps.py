"""Which numbers of a tablet's events have not arrived yet: ranges, so that a tablet with 20,000 events stays small."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

HIGHEST_SEQ = 2_000_000_000
MOST_RANGES = 5_000
"""Enough for the outbox of a long season arriving in any order. Beyond it only nonsense is left to send: then the latest
gaps are shown as one."""

Range = tuple[int, int]
"""First and last missing number."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Everything up to `highest` has arrived but for `missing`, ranges in order that do not touch."""

    highest: int = 0
    missing: tuple[Range, ...] = ()

    @property
    def next_expected(self) -> int:
        """The lowest number that has not arrived."""
        return self.missing[0][0] if self.missing else self.highest + 1

    @property
    def beyond(self) -> list[int]:
        """Numbers above the first gap that did arrive."""
        if not self.missing:
            return []
        gaps = {number for first, last in self.missing for number in range(first, last + 1)}
        return [number for number in range(self.next_expected, self.highest + 1) if number not in gaps]

    @property
    def how_many_missing(self) -> int:
        """How many numbers below the highest have not arrived."""
        return sum(last - first + 1 for first, last in self.missing)


def _take_out(missing: list[Range], number: int) -> None:
    """This number has arrived after all."""
    place = bisect_right(missing, (number, HIGHEST_SEQ)) - 1
    if place < 0:
        return
    first, last = missing[place]
    if number <= last:
        around = ((first, number - 1), (number + 1, last))
        missing[place : place + 1] = [(low, high) for low, high in around if low <= high]


def arrive(before: Arrived, numbers: Iterable[int]) -> Arrived:
    """What has arrived once these numbers have too."""
    highest, missing = before.highest, list(before.missing)
    for number in sorted(set(numbers)):
        if number > highest:
            if number > highest + 1:
                missing.append((highest + 1, number - 1))
            highest = number
        elif missing:
            _take_out(missing, number)
    if len(missing) > MOST_RANGES:
        missing[MOST_RANGES - 1 :] = [(missing[MOST_RANGES - 1][0], missing[-1][1])]
    return Arrived(highest, tuple(missing))
