"""What lists of sessions give away together: a session that one list withholds is told by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.reports.disclosure.releases import GivenAway
from app.reports.disclosure.shapes import ALL

SESSIONS = "sessions"
"""The name of this table among findings."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A session of an annex: its day, its count (None where a sign hides it), and the sums it is a part of."""

    day: date
    people: int | None
    parts_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionList:
    """The annex of one report: sessions by code, and the published sums by name (None where a sign hides one).

    `counted`: what the count of a session means, the same in all lists that say so (everybody, or a part).
    """

    report: UUID
    threshold: int
    counted: str
    sessions: Mapping[str, Listed]
    sums: Mapping[str, int | None]


def sessions_given_away(new: SessionList, earlier: Iterable[SessionList]) -> list[GivenAway]:
    """Sessions of 1 to k-1 people whose count comes out only beside the earlier lists of the same people."""
    others = [
        one
        for one in earlier
        if one.report != new.report
        and one.counted == new.counted
        and one.sessions.keys() & new.sessions.keys()
    ]
    if not others:
        return []
    k = max([new.threshold, *(one.threshold for one in others)])
    known = _counted(others).keys() | _counted([new]).keys()
    days = {code: line.day for one in (*others, new) for code, line in one.sessions.items()}
    reports = tuple(one.report for one in (*others, new))
    return [
        GivenAway((code, ALL, ALL), days[code], days[code], people, reports, people, SESSIONS)
        for code, people in sorted(_counted([*others, new]).items())
        if 0 < people < k and code not in known
    ]


def _counted(lists: Sequence[SessionList]) -> dict[str, int]:
    """Every session whose count is told, or is all that is left of a sum."""
    known = {
        code: line.people for one in lists for code, line in one.sessions.items() if line.people is not None
    }
    open_ = [
        (total, [code for code, line in one.sessions.items() if name in line.parts_of])
        for one in lists
        for name, total in one.sums.items()
        if total is not None
    ]
    while True:
        left = [(total, [code for code in codes if code not in known], codes) for total, codes in open_]
        single = [(total, rest[0], codes) for total, rest, codes in left if len(rest) == 1]
        if not single:
            return known
        for total, code, codes in single:
            known[code] = total - sum(known[one] for one in codes if one != code)
