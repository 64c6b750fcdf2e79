"""One day at a distribution point three weeks ago: forty kits, one hand-out typed twice, and what women said later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from app.commands.demo.kit_acts import KitActs
from app.commands.demo.session_acts import Act
from app.commands.demo.stage import Stage, an_id
from app.commands.demo.supply import KEEPS, Delivery
from app.commands.demo.themes import KIT
from app.distributions import use_cases as giving
from app.distributions.schemas import HandOutKits, ReverseHandOut
from app.distributions.schemas.points import (
    ClosePoint,
    LoadPoint,
    PlannedLine,
    PlanPoint,
    PointTillAnswer,
)
from app.distributions.use_cases import points
from app.feedback import use_cases as feedback
from app.feedback.schemas import AnswerLine, RecordSheet
from app.items import use_cases as items
from app.items.schemas import ChangeItem, Variant
from app.kernel.types import Names, Sex

DAYS_AGO = 21
ASKED_DAYS_AGO = 4
LOADED, NEXT = 40, 30
GIFTS = (("ET", 14), ("BD", 9), ("LK", 6), ("PH", 5))
"""(community, kits): women of 18 to 59."""

_GROWN_UP = "18-59"


class PointActs:
    """The acts of the distribution point."""

    def __init__(self, stage: Stage, store: KitActs, today: date) -> None:
        self._stage, self._store, self._today = stage, store, today
        self._day = today - timedelta(days=DAYS_AGO)
        self._asked_on = today - timedelta(days=ASKED_DAYS_AGO)
        self._id = an_id("distribution point")

    def acts(self) -> Iterator[Act]:
        """From the delivery to the feedback."""
        delivery = Delivery(
            key="POINT-1",
            item=KIT,
            store="caritas",
            quantity=LOADED + 10,
            project="LBNT39",
            at=self._at(-3, 9),
            expires_on=self._day + timedelta(days=365),
            unit_cost="17.40",
            variant="ADULT",
        )
        girls = replace(delivery, key="POINT-2", quantity=20, unit_cost="15.10", variant="ADOLESCENT")
        yield Act(self._at(-3, 8), self._come_in_variants)
        yield from self._store.supply([delivery, girls], [])
        yield Act(self._at(-2, 10), self._plan)
        yield Act(self._at(0, 7), self._load)
        yield Act(self._at(0, 9), self._hand_out)
        yield Act(self._at(0, 10), self._take_one_back)
        yield Act(self._at(0, 12), self._close)
        yield Act(datetime.combine(self._asked_on, time(9), UTC), self._ask)
        yield Act(datetime.combine(self._today - timedelta(days=1), time(9), UTC), self._plan_the_next)

    def _come_in_variants(self) -> None:
        """From now on a delivery says for whom its kits are; the stock cards and lists show it."""
        amina, uow = self._stage.actors["Amina"], self._stage.uow
        kit = items.get_item(amina, KIT, uow=uow)
        variants = (
            Variant(code="ADULT", names=Names(en="Adult", fr="Adulte", ar="للبالغات")),
            Variant(code="ADOLESCENT", names=Names(en="Adolescent", fr="Adolescente", ar="لليافعات")),
        )
        items.change_item(amina, KIT, ChangeItem(variants=variants), kit.version, uow=uow)

    def _at(self, days: int, hour: int) -> datetime:
        return datetime.combine(self._day + timedelta(days=days), time(hour), UTC)

    def _plan(self) -> None:
        self._plan_one(self._id, self._day, LOADED)

    def _plan_the_next(self) -> None:
        """In a few days, at the same place; its bag is not loaded yet."""
        self._plan_one(an_id("next distribution point"), self._today + timedelta(days=5), NEXT)

    def _plan_one(self, identity: UUID, held_on: date, kits: int) -> None:
        command = PlanPoint(
            id=identity,
            organisation="CARITAS",
            partner="LAW",
            venue=self._stage.halls["coast"],
            held_on=held_on,
            project="LBNT39",
            handed_out_by=self._stage.actors["Chantal"].email,
            planned=(PlannedLine(item=KIT, quantity=kits),),
        )
        points.plan_point(self._stage.actors["Daoud"], command, uow=self._stage.uow)

    def _load(self) -> None:
        command = LoadPoint(
            id=an_id("point load"),
            item=KIT,
            quantity=LOADED,
            from_id=self._stage.stores["caritas"],
        )
        points.load(self._stage.actors[KEEPS["caritas"]], self._id, command, uow=self._stage.uow)

    def _give(self, identity: UUID, community: str, quantity: int) -> None:
        command = HandOutKits(
            id=identity,
            distribution_point=self._id,
            item=KIT,
            quantity=quantity,
            community=community,
            sex=Sex.FEMALE,
            age_band=_GROWN_UP,
        )
        giving.hand_out(self._stage.actors["Chantal"], command, uow=self._stage.uow)

    def _hand_out(self) -> None:
        for community, quantity in GIFTS:
            self._give(an_id(f"point {community}"), community, quantity)
        self._give(an_id("point twice"), "PH", 5)

    def _take_one_back(self) -> None:
        command = ReverseHandOut(id=an_id("point back"), reason="The same sheet was typed in twice.")
        giving.reverse_hand_out(
            self._stage.actors["Chantal"], an_id("point twice"), command, uow=self._stage.uow
        )

    def _close(self) -> None:
        given = sum(quantity for _community, quantity in GIFTS)
        line = PointTillAnswer(item=KIT, returned=LOADED - given - 1, damaged=1)
        command = ClosePoint(id=an_id("point till"), till=(line,))
        points.close(self._stage.actors["Chantal"], self._id, command, uow=self._stage.uow)

    def _ask(self) -> None:
        for community, asked, content in (("ET", 9, 7), ("BD", 6, 5)):
            answers = (
                *_yes_no("full_kit", asked - 1, 1),
                *_yes_no("safe_there", asked, 0),
                *_yes_no("respect", asked, 0),
                *_yes_no("favour", 0, asked),
                *_yes_no("complaint", asked - 3, 3),
                *_yes_no("help", asked - 2, 2),
                AnswerLine(question="waiting", answer="under_30", count=asked - 2),
                AnswerLine(question="waiting", answer="30_60", count=2),
                AnswerLine(question="useful", item="PADS", answer="4", count=asked),
                AnswerLine(question="useful", item="WHISTLE", answer="2", count=asked - 1),
                AnswerLine(question="overall", answer="5", count=content),
                AnswerLine(question="overall", answer="4", count=asked - content),
            )
            sheet = RecordSheet(
                id=an_id(f"feedback {community}"),
                distribution_point=self._id,
                asked_on=self._asked_on,
                community=community,
                sex=Sex.FEMALE,
                age_band=_GROWN_UP,
                asked=asked,
                answers=answers,
            )
            feedback.record_sheet(self._stage.actors["Chantal"], sheet, uow=self._stage.uow)


def _yes_no(question: str, yes: int, no: int) -> tuple[AnswerLine, AnswerLine]:
    return (
        AnswerLine(question=question, answer="yes", count=yes),
        AnswerLine(question=question, answer="no", count=no),
    )
