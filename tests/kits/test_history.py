"""Random histories: whatever is asked in whatever order, nothing is made, nothing vanishes, nothing goes below zero."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel.errors import Conflict
from app.kits import public, use_cases
from app.kits.rules import ROADS, LocationKind, MovementReason
from app.kits.schemas import MovementView, Reverse
from app.platform.unit_of_work import UnitOfWork
from tests.kits.shelves import FIRST_OF_JULY, Shelves

PLACES = ("store", "van", "bag", "supplier", "people", "loss")
STOCK = ("store", "van", "bag")

KINDS = {
    "store": LocationKind.WAREHOUSE,
    "van": LocationKind.PARTNER_STORE,
    "bag": LocationKind.SESSION_BAG,
    "supplier": LocationKind.SUPPLIER,
    "people": LocationKind.BENEFICIARIES,
    "loss": LocationKind.LOSS,
}


def _fits(reason: MovementReason, source: str, target: str) -> bool:
    return source != target and any(
        KINDS[source] in begin and KINDS[target] in end for begin, end in ROADS[reason]
    )


WALKS = [
    (reason, source, target)
    for reason in sorted(ROADS)
    for source in PLACES
    for target in PLACES
    if _fits(reason, source, target)
]

step = st.tuples(st.sampled_from(WALKS), st.integers(1, 12), st.integers(0, 20), st.integers(0, 1))
"""(reason, from, to), quantity, day, lot"""

history = st.lists(st.one_of(step, step, step, st.integers(0, 30)), min_size=4, max_size=18)
"""Movements, and numbers: take back the entry of that number."""


def _play(shelves: Shelves, steps: list[object]) -> dict[UUID, str]:
    lots = [shelves.lot("A"), shelves.lot("B")]
    for lot in lots:
        shelves.receive(lot, 15)
    done: list[MovementView] = []
    for one in steps:
        try:
            if isinstance(one, int):
                if done:
                    entry = done[one % len(done)]
                    use_cases.reverse(shelves.daoud, entry.id, Reverse(), uow=shelves.uow)
            elif isinstance(one, tuple):
                (reason, source, target), quantity, day, lot = one
                at = FIRST_OF_JULY + timedelta(days=day)
                ends = (getattr(shelves, source), getattr(shelves, target))
                done.append(shelves.move(lots[lot], *ends, quantity, reason, at))
        except Conflict:
            continue  # refused: the history goes on without it
    return {getattr(shelves, name): name for name in PLACES}


def _entries(shelves: Shelves, places: dict[UUID, str]) -> list[MovementView]:
    page = use_cases.list_movements(shelves.daoud, uow=shelves.uow, limit=200)
    assert page.next is None
    mine = [entry for entry in page.items if entry.from_id in places]
    return sorted(mine, key=lambda entry: entry.effective_at)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=history)
def test_nothing_is_made_nothing_vanishes_and_no_shelf_goes_below_zero(
    lone_uow: UnitOfWork, steps: list[object]
) -> None:
    shelves = Shelves(lone_uow)
    places = _play(shelves, steps)
    held: dict[tuple[str, UUID], int] = {}
    by_instant = groupby(_entries(shelves, places), key=lambda entry: entry.effective_at)
    instant: datetime
    for instant, entries in by_instant:
        for entry in entries:
            for place, change in ((entry.from_id, -entry.quantity), (entry.to_id, entry.quantity)):
                pair = (places[place], entry.lot)
                held[pair] = held.get(pair, 0) + change
        for lot in {lot for _place, lot in held}:
            received = -held.get(("supplier", lot), 0)
            now = {name: held.get((name, lot), 0) for name in PLACES}
            assert received == sum(now[name] for name in (*STOCK, "people", "loss")), instant
            assert all(now[name] >= 0 for name in STOCK), (instant, now)
    for (name, lot), quantity in held.items():
        assert shelves.holds(getattr(shelves, name), lot) == quantity
    with lone_uow.read() as look:
        assert public.differences(look) == []


@pytest.mark.parametrize("reason", sorted(ROADS))
def test_every_reason_has_a_road_that_someone_can_walk(reason: MovementReason) -> None:
    assert any(_fits(reason, source, target) for source in PLACES for target in PLACES)
