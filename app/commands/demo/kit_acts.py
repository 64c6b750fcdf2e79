"""Deliveries, waybills and, years later, what had expired."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from app.commands.demo.session_acts import Act
from app.commands.demo.stage import Stage, an_id
from app.commands.demo.supply import KEEPS, Delivery, Transfer
from app.kits import use_cases as kits
from app.kits.rules import LocationKind, MovementReason
from app.kits.schemas import AddLot, Move


class KitActs:
    """The acts of stores: what arrives, what goes on to another store, what is written off."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def supply(self, deliveries: list[Delivery], transfers: list[Transfer]) -> Iterator[Act]:
        """Deliveries and the transfers out of them."""
        for delivery in deliveries:
            yield Act(delivery.at, lambda delivery=delivery: self._receive(delivery))  # type: ignore[misc]
        for transfer in transfers:
            yield Act(transfer.at, lambda transfer=transfer: self._send(transfer))  # type: ignore[misc]

    def together(self, deliveries: list[Delivery]) -> Iterator[Act]:
        """Deliveries that came on one lorry."""

        def unload() -> None:
            for delivery in deliveries:
                self._receive(delivery)

        yield Act(deliveries[0].at, unload)

    def write_off(self, deliveries: list[Delivery], at: datetime) -> Act:
        """What of these deliveries still stands in a store goes to its losses as expired."""
        return Act(at, lambda: self._expire({an_id(f"lot {delivery.key}") for delivery in deliveries}))

    def _receive(self, delivery: Delivery) -> None:
        keeper, store = self._stage.actors[KEEPS[delivery.store]], self._stage.stores[delivery.store]
        lot = AddLot(
            id=an_id(f"lot {delivery.key}"),
            item=delivery.item,
            label=delivery.note,
            project=delivery.project,
            expires_on=delivery.expires_on,
            unit_cost=Decimal(delivery.unit_cost),
            variant=delivery.variant,
        )
        kits.add_lot(keeper, lot, uow=self._stage.uow)
        supplier = kits.outside_place(keeper, store, LocationKind.SUPPLIER, uow=self._stage.uow)
        receipt = Move(
            id=an_id(f"receipt {delivery.key}"),
            lot=an_id(f"lot {delivery.key}"),
            from_id=supplier,
            to_id=store,
            quantity=delivery.quantity,
            reason=MovementReason.RECEIPT,
            document=delivery.note,
        )
        kits.move(keeper, receipt, uow=self._stage.uow)

    def _send(self, transfer: Transfer) -> None:
        waybill = Move(
            id=an_id(f"transfer {transfer.key}"),
            lot=an_id(f"lot {transfer.delivery.key}"),
            from_id=self._stage.stores[transfer.delivery.store],
            to_id=self._stage.stores[transfer.to],
            quantity=transfer.quantity,
            reason=MovementReason.TRANSFER,
            document=f"WB-{transfer.key}",
        )
        kits.move(self._stage.actors[KEEPS[transfer.delivery.store]], waybill, uow=self._stage.uow)

    def _expire(self, lots: set[UUID]) -> None:
        for name, store in self._stage.stores.items():
            keeper = self._stage.actors[KEEPS[name]]
            for line in kits.list_balances(keeper, uow=self._stage.uow, location_id=store).items:
                if line.quantity and line.lot in lots:
                    losses = kits.outside_place(keeper, store, LocationKind.LOSS, uow=self._stage.uow)
                    expiry = Move(
                        id=an_id(f"expiry {name} {line.lot}"),
                        lot=line.lot,
                        from_id=store,
                        to_id=losses,
                        quantity=line.quantity,
                        reason=MovementReason.EXPIRY,
                    )
                    kits.move(keeper, expiry, uow=self._stage.uow)
