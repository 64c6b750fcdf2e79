"""A session on the World Day with kits in its bag: what Bilal closes."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from app.attendance import use_cases as counting
from app.attendance.schemas import RecordCounts, RecordDoor
from app.closing import use_cases
from app.closing.schemas import CloseSession, SessionReportView
from app.distributions import use_cases as giving
from app.distributions.schemas import HandOutKits, LoadBag
from app.kernel.types import Sex
from app.platform.unit_of_work import UnitOfWork
from app.sessions import use_cases as stepping
from app.sessions.schemas import TakeStep
from tests import world
from tests.attendance.held import a_session
from tests.kits.shelves import Shelves


class Hall:
    """Chantal counts and gives, Bilal closes, Amina verifies or sends back."""

    def __init__(self, uow: UnitOfWork, status: str = "confirmed") -> None:
        self.uow = uow
        self.session = a_session(uow, status)
        self.chantal, self.bilal, self.amina = (world.actor(name) for name in ("Chantal", "Bilal", "Amina"))

    def count(self, people: int, *, sex: str = "f", community: str = "ET") -> None:
        entry = {"id": uuid4(), "community": community, "sex": sex, "age_band": "18-59", "delta": people}
        command = RecordCounts.model_validate({"id": uuid4(), "entries": [entry]})
        counting.record_counts(self.chantal, self.session, command, uow=self.uow)

    def door(self, people: int) -> None:
        counting.record_door(self.chantal, self.session, RecordDoor(id=uuid4(), delta=people), uow=self.uow)

    def load(self, kits: int) -> Shelves:
        shelves = Shelves(self.uow)
        shelves.receive(shelves.lot("GRN-1", project="LBNT39"), kits + 20)
        command = LoadBag(session=self.session, item="DK", quantity=kits, from_id=shelves.store)
        giving.load_bag(shelves.daoud, command, uow=self.uow)
        return shelves

    def give(self, kits: int) -> None:
        command = HandOutKits(session=self.session, item="DK", quantity=kits, community="ET", sex=Sex.FEMALE)
        giving.hand_out(self.chantal, command, uow=self.uow)

    def close(self, *, by: str = "Bilal", request: UUID | None = None, **said: Any) -> SessionReportView:
        command = CloseSession.model_validate({"id": request or uuid4(), **said})
        return use_cases.close_session(world.actor(by), self.session, command, uow=self.uow).value

    def step(self, to: str, by: str = "Amina", reason: str = "") -> None:
        command = TakeStep.model_validate({"to": to, "reason": reason})
        stepping.take_step(world.actor(by), self.session, command, uow=self.uow)
