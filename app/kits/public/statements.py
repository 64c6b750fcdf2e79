"""What lots did in some periods that follow each other, as the statement of stock has it: for the measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from app.access.actor import Scope
from app.kits.rules.flows import Flow, Statement, statement_of
from app.kits.store import flows, lots
from app.platform.unit_of_work import ReadTx

__all__ = ["LotPeriod", "Statement", "first_month", "lot_periods"]


@dataclass(frozen=True, slots=True)
class LotPeriod:
    """One lot at the places of one organisation in the `period`-th of the periods asked for, in pieces."""

    period: int
    lot: str
    item_id: UUID
    project_id: UUID | None
    organisation_id: UUID
    done: Statement


def lot_periods(
    look: ReadTx, scope: Scope, projects: frozenset[UUID] | None, bounds: Sequence[datetime | None]
) -> list[LotPeriod]:
    """Each lot (of these projects, None: of all) and organisation between each two of these instants.

    The first instant may be None for the beginning of all, the last one for now. What was empty and at rest is left
    out. One statement an instant, and one for the lots.
    """
    cut = flows.Cut(projects=projects)
    last = len(bounds) - 1
    stands = [
        {} if at is None and number < last else flows.flows_by_owner(look.db, scope, cut, before=at)
        for number, at in enumerate(bounds)
    ]
    of = lots.find_many(look.db, {lot_id for one in stands for lot_id, _owner in one})
    return [
        LotPeriod(period, of[key[0]].label, of[key[0]].item_id, of[key[0]].project_id, key[1], done)
        for period, (opened, closed) in enumerate(pairwise(stands))
        for key in opened | closed
        if not (done := statement_of(opened.get(key, Flow()), closed.get(key, Flow()))).empty
    ]


def first_month(look: ReadTx) -> date | None:
    """The first day (UTC) of the month of the oldest entry."""
    return flows.first_month(look.db)
