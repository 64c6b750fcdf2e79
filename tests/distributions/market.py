"""A distribution point of Caritas with LAW at St Joseph hall: no session, forty kits in its bag."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.distributions import public
from app.distributions import use_cases as giving
from app.distributions.schemas import HandOutKits, HandOutView, ReverseHandOut
from app.distributions.schemas.points import (
    BringBack,
    ClosePoint,
    ComesBackAs,
    LoadPoint,
    PlannedLine,
    PlanPoint,
    PointLineView,
    PointTillAnswer,
    PointView,
)
from app.distributions.use_cases import points
from app.kernel.types import Sex
from app.kits import public as kits
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.kits.shelves import Shelves

A_TUESDAY = date(2022, 8, 2)


class Market:
    """Daoud plans and loads, Chantal hands out."""

    def __init__(self, uow: UnitOfWork, loaded: int = 40, partner: str | None = "LAW") -> None:
        self.uow = uow
        self.shelves = Shelves(uow)
        self.daoud, self.chantal = world.actor("Daoud"), world.actor("Chantal")
        self.lots = [self.shelves.lot(label, project="LBNT39") for label in ("GRN-1", "GRN-2")]
        for lot in self.lots:
            self.shelves.receive(lot, 30)
        plan = PlanPoint(
            organisation="CARITAS",
            partner=partner,
            venue=world.an_id("St Joseph hall"),
            held_on=A_TUESDAY,
            project="LBNT39",
            handed_out_by=world.email_of("Chantal"),
            planned=(PlannedLine(item="DK", quantity=40),),
        )
        self.id = points.plan_point(self.daoud, plan, uow=uow).value.id
        if loaded:
            self.load(loaded)

    def load(self, quantity: int, item: str = "DK") -> PointView:
        command = LoadPoint(item=item, quantity=quantity, from_id=self.shelves.store)
        return points.load(self.daoud, self.id, command, uow=self.uow).value

    def give(self, quantity: int, who: str = "Chantal", **more: object) -> HandOutView:
        body = {"item": "DK", "community": "ET", "sex": Sex.FEMALE, "age_band": "18-59", **more}
        command = HandOutKits(distribution_point=self.id, quantity=quantity, **body)  # type: ignore[arg-type]
        return giving.hand_out(world.actor(who), command, uow=self.uow).value

    def take_back(self, hand_out: UUID) -> HandOutView:
        command = ReverseHandOut(reason="typed twice")
        return giving.reverse_hand_out(self.chantal, hand_out, command, uow=self.uow).value

    def bring(self, quantity: int, what: ComesBackAs) -> PointView:
        command = BringBack(item="DK", quantity=quantity, what=what)
        return points.bring_back(self.daoud, self.id, command, uow=self.uow).value

    def close(self, who: str = "Chantal", **line: object) -> PointView:
        till = (PointTillAnswer(item="DK", **line),) if line else ()  # type: ignore[arg-type]
        return points.close(world.actor(who), self.id, ClosePoint(till=till), uow=self.uow).value

    def line(self) -> PointLineView:
        (line,) = points.get_point(self.daoud, self.id, uow=self.uow).lines
        return line

    def agrees(self) -> None:
        with self.uow.read() as look:
            assert public.differences(look) + kits.differences(look) == []
