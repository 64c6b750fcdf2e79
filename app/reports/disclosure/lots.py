"""What statements of stock give away together: the closing balance that one hides is the opening that the next one tells.

A lot at two days, what came and what was lost in between: the rest was handed out. So hand-outs between two days
come out wherever two balances are known and the movements between them join.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.reports.disclosure.releases import GivenAway, Known, Step, worked_out
from app.reports.disclosure.shapes import ALL

LOTS = "kits"
"""The name of this table among findings."""

LotKey = tuple[str, str]
"""Codes of an item and of a lot of it."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What a statement says of one lot, in pieces; None where a sign hides it."""

    opening: int | None
    received: int
    lost: int
    distributed: int | None
    balance: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """The lots of one report, between two days, both included."""

    report: UUID
    first: date
    last: date
    threshold: int
    scope: str
    lots: Mapping[LotKey, Lot]

    @property
    def after(self) -> date:
        """The day after the last."""
        return self.last + timedelta(days=1)


def lots_given_away(new: Statement, earlier: Iterable[Statement]) -> list[GivenAway]:
    """Hand-outs of 1 to k-1 pieces of a lot that come out only beside the earlier statements of the same stores."""
    others = [one for one in earlier if one.report != new.report and one.scope == new.scope]
    k = max([new.threshold, *(one.threshold for one in others)])
    found = []
    for lot in new.lots:
        before = [one for one in others if lot in one.lots]
        known = _handed_out(lot, before).keys() | _handed_out(lot, [new]).keys()
        for (start, end), (pieces, reports) in _handed_out(lot, [*before, new]).items():
            if 0 < pieces < k and (start, end) not in known:
                place = (*lot, ALL)
                last = end - timedelta(days=1)
                found.append(GivenAway(place, start, last, pieces, reports, pieces, LOTS))
    return sorted(found, key=lambda one: (one.place, one.first, one.last))


def _handed_out(lot: LotKey, told: Sequence[Statement]) -> Known:
    """Hand-outs of a lot between all days for which these statements tell them, in sum or by their balances."""
    level: dict[date, tuple[int, UUID]] = {}
    moved, given = [], []
    for one in told:
        line = one.lots[lot]
        moved.append(Step(one.first, one.after, line.received - line.lost, one.report))
        if line.distributed is not None:
            given.append(Step(one.first, one.after, line.distributed, one.report))
        for day, pieces in ((one.first, line.opening), (one.after, line.balance)):
            if pieces is not None:
                level[day] = pieces, one.report
    found = worked_out(given)
    for (start, end), (came, reports) in worked_out(moved).items():
        if start in level and end in level:
            (opening, first), (closing, last) = level[start], level[end]
            whole = tuple(dict.fromkeys((first, *reports, last)))
            found.setdefault((start, end), (opening + came - closing, whole))
    return found
