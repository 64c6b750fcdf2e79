"""Random days at a distribution point and a session: whatever is done and taken back, no kit is made and none vanishes."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.distributions import use_cases as giving
from app.distributions.schemas import HandOutKits, LoadBag, ReverseHandOut
from app.distributions.schemas.points import ComesBackAs
from app.kernel.errors import Conflict
from app.kits import use_cases as kit_cases
from app.kits.rules import LocationKind
from app.platform.unit_of_work import UnitOfWork
from tests.attendance.held import a_session
from tests.distributions.market import Market

STOCK = {LocationKind.WAREHOUSE, LocationKind.PARTNER_STORE, LocationKind.SESSION_BAG}

step = st.tuples(
    st.sampled_from(["load", "give", "back", "return", "damage", "load session", "give session"]),
    st.integers(1, 25),
)
history = st.lists(step, min_size=5, max_size=16)


class Day:
    """A market and a session that live from one store."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.market = Market(uow, loaded=0)
        self.session = a_session(uow)
        self.given: list[UUID] = []

    def take(self, what: str, quantity: int) -> None:
        """One step; what cannot be done is refused."""
        market, uow = self.market, self.market.uow
        if what == "load":
            market.load(quantity)
        elif what == "give":
            self.given.append(market.give(quantity).id)
        elif what == "back" and self.given:
            reverse = ReverseHandOut(reason="typed twice")
            giving.reverse_hand_out(market.chantal, self.given[quantity % len(self.given)], reverse, uow=uow)
        elif what == "load session":
            load = LoadBag(session=self.session, item="DK", quantity=quantity, from_id=market.shelves.store)
            giving.load_bag(market.daoud, load, uow=uow)
        elif what == "give session":
            gift = HandOutKits(session=self.session, item="DK", quantity=quantity, community="ET")
            self.given.append(giving.hand_out(market.chantal, gift, uow=uow).value.id)
        elif what in {"return", "damage"}:
            market.bring(quantity, ComesBackAs.RETURNED if what == "return" else ComesBackAs.DAMAGED)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=history)
def test_received_is_in_all_places_handed_out_and_lost_at_every_instant(
    lone_uow: UnitOfWork, steps: list[tuple[str, int]]
) -> None:
    day = Day(lone_uow)
    for what, quantity in steps:
        try:
            day.take(what, quantity)
        except Conflict:
            continue
    daoud = day.market.daoud
    places = kit_cases.list_locations(daoud, uow=lone_uow, limit=200)
    kinds = {place.id: place.kind for place in places.items}
    entries = [
        entry
        for lot in day.market.lots
        for entry in kit_cases.list_movements(daoud, uow=lone_uow, lot_id=lot, limit=200).items
    ]
    held: dict[tuple[UUID, UUID], int] = {}
    in_time = sorted(entries, key=lambda entry: entry.effective_at)
    for at, now in groupby(in_time, key=lambda entry: entry.effective_at):
        for entry in now:
            for place, change in ((entry.from_id, -entry.quantity), (entry.to_id, entry.quantity)):
                held[place, entry.lot] = held.get((place, entry.lot), 0) + change
        assert not [where for where, quantity in held.items() if kinds[where[0]] in STOCK and quantity < 0], (
            at
        )
        for lot in day.market.lots:
            received = -sum(
                n for (p, one), n in held.items() if one == lot and kinds[p] is LocationKind.SUPPLIER
            )
            elsewhere = sum(
                n for (p, one), n in held.items() if one == lot and kinds[p] is not LocationKind.SUPPLIER
            )
            assert received == elsewhere, at
    line = day.market.line()
    assert line.loaded == line.given + line.returned + line.damaged + line.unexplained + line.should_hold
    day.market.close(returned=line.returned + line.should_hold, damaged=line.damaged)
    assert day.market.line().should_hold == 0
    day.market.agrees()
