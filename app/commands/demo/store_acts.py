"""The last weeks in the stores: kits made from their parts, shipments received and under way, shelves counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from app.commands.demo.kit_acts import KitActs
from app.commands.demo.session_acts import Act
from app.commands.demo.stage import Stage, an_id
from app.commands.demo.supply import KEEPS, Delivery
from app.commands.demo.themes import KIT
from app.kits.rules.counting import CountState
from app.kits.rules.waybills import Difference
from app.kits.schemas.papers import (
    ArrivedLine,
    Assemble,
    BeginCount,
    CountedLine,
    Dispatch,
    EnterRound,
    ReceiveWaybill,
    SendLine,
    SettleCount,
)
from app.kits.use_cases import assemblies, list_balances, stock_counts, waybills

MADE = 40
"""Kits that Caritas makes from parts."""

PARTS: tuple[tuple[str, int, str, int | None, str | None], ...] = (
    ("PADS", 1800, "0.08", 730, None),
    ("UNDERWEAR", 60, "1.10", None, "M"),
    ("UNDERWEAR", 60, "1.10", None, "L"),
    ("BATH-SOAP", 120, "0.60", 900, None),
    ("LAUNDRY-SOAP", 130, "0.55", 900, None),
    ("TOOTHBRUSH", 50, "0.45", None, None),
    ("TOOTHPASTE", 50, "0.90", 600, None),
    ("TOWEL", 40, "2.80", None, None),
    ("COMB", 50, "0.30", None, None),
    ("SHAMPOO", 40, "1.90", 700, None),
    ("FLASHLIGHT", 40, "2.20", 70, None),
    ("WHISTLE", 60, "0.35", None, None),
    ("BAG", 45, "1.00", None, None),
    ("LEAFLET", 100, "0.05", None, None),
)
"""(item, how many, unit cost, days from today until it expires, variant). The batteries of the flashlights are old."""

SENT, ARRIVED, ON_THE_ROAD = 60, 58, 30
"""Kits of IOM for KAFA, what came of them, and kits that are still on their way to Caritas."""


class StoreActs:
    """The acts of three storekeepers: Amina sends, Maya of KAFA receives, Daoud makes and counts."""

    def __init__(self, stage: Stage, store: KitActs, today: date) -> None:
        self._stage, self._store, self._today = stage, store, today

    def acts(self) -> Iterator[Act]:
        """From the delivery of parts to what is under way."""
        yield from self._store.together(self._parts())
        yield from self._store.supply([self._kits()], [])
        yield Act(self._at(22, 10), self._assemble)
        yield Act(self._at(16, 8), lambda: self._send("kafa", SENT))
        yield Act(self._at(14, 9), self._receive)
        # Counted blind, counted again, and approved by somebody else the day after.
        missing = {an_id("lot PARTS-WHISTLE-1"): 3}
        for hour in (13, 15):
            yield Act(self._at(9, hour), lambda: self._count("caritas", missing))
        yield Act(self._at(8, 9), self._approve)
        # The same at KAFA, where nobody has approved it yet.
        for hour in (8, 9):
            yield Act(self._at(1, hour), lambda: self._count("kafa", {self._lot: 4}))
        yield Act(self._at(2, 9), lambda: self._send("caritas", ON_THE_ROAD))

    @property
    def _lot(self) -> UUID:
        return an_id("lot STORE-1")

    def _at(self, days_ago: int, hour: int) -> datetime:
        return datetime.combine(self._today - timedelta(days=days_ago), time(hour), UTC)

    def _parts(self) -> list[Delivery]:
        at = self._at(24, 9)
        return [
            Delivery(
                key=f"PARTS-{item}-{variant or 1}",
                item=item,
                store="caritas",
                quantity=quantity,
                project="LBNT39",
                at=at,
                expires_on=None if days is None else self._today + timedelta(days=days),
                unit_cost=cost,
                variant=variant,
                paper=f"GRN-CARITAS-{at.year}-PARTS",
            )
            for item, quantity, cost, days, variant in PARTS
        ]

    def _kits(self) -> Delivery:
        at = self._at(20, 9)
        return Delivery(
            key="STORE-1",
            item=KIT,
            store="iom",
            quantity=120,
            project="LBNT39",
            at=at,
            expires_on=self._today + timedelta(days=420),
            unit_cost="16.80",
            variant="ADULT",
            paper=f"GRN-IOM-{at.year}-KITS",
        )

    def _assemble(self) -> None:
        command = Assemble(
            id=an_id("assembly"),
            location=self._stage.stores["caritas"],
            item=KIT,
            quantity=MADE,
            label="Made at Caritas",
            without=("FLASHLIGHT",),
            note="Without flashlights: their batteries expire too soon.",
        )
        assemblies.assemble(self._stage.actors[KEEPS["caritas"]], command, uow=self._stage.uow)

    def _send(self, to: str, quantity: int) -> None:
        command = Dispatch(
            id=an_id(f"waybill {to}"),
            from_id=self._stage.stores["iom"],
            to_id=self._stage.stores[to],
            lines=(SendLine(lot=self._lot, quantity=quantity),),
            vehicle="B 214 778",
            note="Ring at the gate; the lift is out of order.",
        )
        waybills.dispatch(self._stage.actors[KEEPS["iom"]], command, uow=self._stage.uow)

    def _receive(self) -> None:
        line = ArrivedLine(
            lot=self._lot,
            received=ARRIVED,
            difference=Difference.DAMAGED,
            note="Two bags were soaked by rain.",
        )
        command = ReceiveWaybill(id=an_id("waybill received"), lines=(line,))
        keeper = self._stage.actors[KEEPS["kafa"]]
        waybills.receive_waybill(keeper, an_id("waybill kafa"), command, uow=self._stage.uow)

    def _count(self, store: str, missing: Mapping[UUID, int]) -> None:
        """One round: everything is where the book says, but for what is missing. A round that was told is not told again."""
        keeper, uow, place = self._stage.actors[KEEPS[store]], self._stage.uow, self._stage.stores[store]
        begin = BeginCount(id=an_id(f"count {store}"), location=place)
        count = stock_counts.begin_count(keeper, begin, uow=uow).value
        if count.state not in {CountState.COUNTING, CountState.RECOUNT}:
            return
        held = {one.lot: one.quantity for one in list_balances(keeper, uow=uow, location_id=place).items}
        counted = tuple(
            CountedLine(lot=line.lot, counted=max(0, held.get(line.lot, 0) - missing.get(line.lot, 0)))
            for line in count.lines
        )
        stock_counts.enter_round(keeper, count.id, EnterRound(lines=counted), uow=uow)

    def _approve(self) -> None:
        command = SettleCount(
            id=an_id("count approved"),
            reason="Three whistles broke when they were tried, and nobody wrote it down.",
        )
        stock_counts.approve_count(
            self._stage.actors["Amina"], an_id("count caritas"), command, uow=self._stage.uow
        )
