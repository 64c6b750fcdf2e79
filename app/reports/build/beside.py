"""Indicators of one report beside each other: people in Beirut and people in Baalbek leave those of Tripoli.

Each may be safe by itself, and the sessions of the report may all be shown: what they leave of a wider one together is
a count as well, and where it is small none of them is told.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.reports.build.amounts import Amount, pooled

MOST_TOGETHER = 5
"""Up to so many indicators are taken together; more of one kind that lie apart are not met in logframes."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one indicator counts: the same people in some sessions of a wider count.

    kind       what is counted, of which people: only the same kind can be subtracted
    sessions   the codes of the sessions it counts; only where another part is of the same kind, for only they compare
    amounts    what it tells: of the period, since the start, and so of all that was before
    """

    key: str
    kind: Hashable
    sessions: frozenset[str]
    amounts: tuple[Amount, ...]


def leave_few(parts: Sequence[Part], wholes: Mapping[Hashable, Part], threshold: int) -> set[str]:
    """The keys of parts that together leave from 1 to k-1 of a wider part, or of everything of their kind (`wholes`).

    Every part lies within the whole of its kind: that is what it was narrowed from.
    """
    found: set[str] = set()
    by_kind: dict[Hashable, list[Part]] = {}
    for part in parts:
        by_kind.setdefault(part.kind, []).append(part)
    for kind, alike in by_kind.items():
        within = {
            wide.key: [one for one in alike if one.key != wide.key and one.sessions <= wide.sessions]
            for wide in alike
        }
        for wide, inside in ((wholes[kind], alike), *((wide, within[wide.key]) for wide in alike)):
            for some in _apart(inside):
                if any(0 < tally < threshold for tally in _left(wide, some)):
                    found |= {one.key for one in some}
    return found


def _apart(parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    """Every few of the parts that have no session in common."""
    for size in range(1, min(len(parts), MOST_TOGETHER) + 1):
        for some in itertools.combinations(parts, size):
            if sum(len(one.sessions) for one in some) == len(frozenset[str]().union(*_sessions(some))):
                yield some


def _sessions(parts: Iterable[Part]) -> Iterator[frozenset[str]]:
    return (one.sessions for one in parts)


def _left(wide: Part, some: Sequence[Part]) -> Iterator[int]:
    for at, whole in enumerate(wide.amounts):
        yield from whole.less(pooled([one.amounts[at] for one in some])).tallies
