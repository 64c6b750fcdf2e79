"""A store, its outside world and a first delivery: what most tests of the kit ledger stand on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from app.kits import use_cases
from app.kits.rules import LocationKind, MovementReason
from app.kits.schemas import AddLocation, AddLot, Move, MovementView
from app.platform.unit_of_work import UnitOfWork
from tests import world

FIRST_OF_JULY = datetime(2022, 7, 1, 8, tzinfo=UTC)


class Shelves:
    """Caritas: `store`, `van` (a second store), `bag`, `supplier`, `people`, `loss`; lots of dignity kits.

    Moves are Daoud's unless somebody else is named.
    """

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.daoud = world.actor("Daoud")
        self.store = self.place("Store in Sin el Fil", LocationKind.WAREHOUSE)
        self.van = self.place("Store in Tripoli", LocationKind.PARTNER_STORE)
        self.bag = self.place("Blue bag", LocationKind.SESSION_BAG)
        self.supplier = self.place("Supplier", LocationKind.SUPPLIER)
        self.people = self.place("People", LocationKind.BENEFICIARIES)
        self.loss = self.place("Losses", LocationKind.LOSS)

    def place(self, name: str, kind: LocationKind, organisation: str = "CARITAS") -> UUID:
        command = AddLocation(organisation=organisation, name=name, kind=kind)
        who = self.daoud if organisation == "CARITAS" else world.actor("Amina")
        return use_cases.add_location(who, command, uow=self.uow).value.id

    def lot(self, label: str, expires_on: date | None = None, project: str | None = None) -> UUID:
        command = AddLot(item="DK", label=label, expires_on=expires_on, project=project)
        return use_cases.add_lot(self.daoud, command, uow=self.uow).value.id

    def pins(self, quantity: int) -> UUID:
        lot = use_cases.add_lot(self.daoud, AddLot(item="PIN", label="Pins"), uow=self.uow).value.id
        self.receive(lot, quantity)
        return lot

    def move(
        self,
        lot: UUID,
        source: UUID,
        target: UUID,
        quantity: int,
        reason: MovementReason,
        at: datetime | None = None,
        session: UUID | None = None,
    ) -> MovementView:
        command = Move(
            lot=lot,
            from_id=source,
            to_id=target,
            quantity=quantity,
            reason=reason,
            effective_at=at,
            session=session,
        )
        return use_cases.move(self.daoud, command, uow=self.uow).value

    def receive(self, lot: UUID, quantity: int, at: datetime | None = FIRST_OF_JULY) -> MovementView:
        return self.move(lot, self.supplier, self.store, quantity, MovementReason.RECEIPT, at)

    def holds(self, place: UUID, lot: UUID | None = None) -> int:
        page = use_cases.list_balances(self.daoud, uow=self.uow, location_id=place)
        return sum(line.quantity for line in page.items if lot is None or line.lot == lot)
