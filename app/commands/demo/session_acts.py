"""What is done with a session of the story, by whom and when; told through the same use cases as by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import select

from app.access.actor import Actor
from app.attendance import use_cases as attendance
from app.attendance.schemas import GridLine, SaveGrid
from app.closing import public as closing_door
from app.closing import use_cases as closing
from app.closing.rules import GapReason, Service
from app.closing.schemas import CloseSession, Quiz, ReferralAnswer, TillAnswer
from app.commands.demo.people import PLANS_FOR
from app.commands.demo.plan import AGAIN, ZONE, PlannedSession
from app.commands.demo.stage import Stage, an_id
from app.commands.demo.supply import KEEPS, is_loaded, store_of
from app.commands.demo.themes import KIT
from app.distributions import use_cases as distributions
from app.distributions.schemas import HandOutKits, LoadBag
from app.kernel.types import Sex
from app.sessions import use_cases as sessions
from app.sessions.rules import SessionStatus
from app.sessions.schemas import (
    AnswerInvitation,
    KitLine,
    NewDate,
    PartnerLine,
    ProjectLine,
    ProposeSession,
    TakeStep,
)
from app.sessions.tables import AwarenessSession

CALLED_OFF_BEFORE = timedelta(days=2)
"""How long before its start a session is cancelled or postponed."""

_S = SessionStatus
_ORDER = (_S.PROPOSED, _S.CONFIRMED, _S.IN_PROGRESS, _S.REPORTED, _S.VERIFIED)
_CALLED_OFF = frozenset({_S.CANCELLED, _S.POSTPONED})


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done at an aware instant. Doing it again changes nothing."""

    at: datetime
    do: Callable[[], None]


class SessionActs:
    """The acts of one session. `now` is when the story is told: what lies ahead of it is not told yet."""

    def __init__(self, stage: Stage, plan: PlannedSession, now: datetime) -> None:
        self._stage, self._plan, self._now = stage, plan, now

    def acts(self) -> Iterator[Act]:
        """All acts up to the state in which the story leaves the session, in their order."""
        plan, start, end, until = self._plan, self._plan.starts_at, self._plan.ends_at, self._plan.tells_until
        proposed = start - timedelta(days=21)
        if plan.instead_of is None:
            yield Act(proposed, self._propose)
        else:
            proposed = plan.instead_of - CALLED_OFF_BEFORE
        if until is _S.PROPOSED:
            return
        yield Act(proposed + timedelta(days=1), self._answer)
        yield Act(self._by_now(start - timedelta(days=8), hours=5), self._confirm)
        if until in _CALLED_OFF:
            yield Act(self._by_now(start - CALLED_OFF_BEFORE, hours=3), self._call_off)
        if until in _CALLED_OFF or until is _S.CONFIRMED:
            return
        if is_loaded(plan):
            yield Act(start - timedelta(hours=3), self._load)
        yield Act(start + timedelta(minutes=40), self._count)
        yield Act(end - timedelta(minutes=15), self._hand_out)
        if until is _S.IN_PROGRESS:
            return
        yield Act(end + timedelta(hours=2), self._close)
        if plan.sent_back:
            yield Act(end + timedelta(hours=20), self._send_back)
            yield Act(end + timedelta(hours=26), self._close_again)
        if until is _S.VERIFIED:
            yield Act(end + timedelta(days=2), self._verify)

    def _by_now(self, instant: datetime, *, hours: int) -> datetime:
        """That instant, or so many hours ago when it lies ahead."""
        return min(instant, self._now - timedelta(hours=hours))

    @property
    def _id(self) -> UUID:
        plan = self._plan
        if plan.instead_of is None:
            return an_id(f"session {plan.key}")
        before = an_id(f"session {plan.key.removesuffix(AGAIN)}")
        return UUID(str(self._found(AwarenessSession.id, AwarenessSession.follows_id == before)))

    def _stands_before(self, status: SessionStatus) -> bool:
        """Whether the session has yet to come to this state."""
        now = SessionStatus(str(self._found(AwarenessSession.status, AwarenessSession.id == self._id)))
        return now in _ORDER and _ORDER.index(now) < _ORDER.index(status)

    def _found(self, column: object, condition: object) -> object:
        """One value of a session's row: cheaper than its whole page, a thousand times over."""
        with self._stage.uow.read() as look:
            return look.db.exec(select(column).where(condition)).one()  # type: ignore[call-overload]

    def _propose(self) -> None:
        plan, stage = self._plan, self._stage
        overrides = plan.reason if plan.tells_until is _S.CONFIRMED else ""
        command = ProposeSession(
            id=self._id,
            title=plan.title,
            activity_type=plan.activity,
            audience=plan.audience,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            time_zone=ZONE,
            venue=stage.halls[plan.venue],
            language=plan.language,
            topics=plan.topics,
            lead_organisation=plan.lead,
            partners=tuple(PartnerLine(organisation=code, role=role) for code, role in plan.partners),  # type: ignore[arg-type]
            facilitators=tuple(stage.actors[name].email for name in plan.facilitators),
            capacity=plan.capacity,
            projects=tuple(ProjectLine(project=code, share=share) for code, share in plan.projects),
            campaign=plan.campaign,
            planned_kits=tuple(KitLine(item=item, quantity=quantity) for item, quantity in plan.loaded),
            override_reason=overrides,
        )
        planner = "Amina" if overrides else PLANS_FOR[plan.lead]
        sessions.propose_session(stage.actors[planner], command, uow=stage.uow)

    def _answer(self) -> None:
        """Each partner with somebody in the house says yes."""
        if not self._stands_before(_S.IN_PROGRESS):
            return
        for code, _role in self._plan.partners:
            if code in PLANS_FOR:
                sessions.answer_invitation(
                    self._stage.actors[PLANS_FOR[code]],
                    self._id,
                    code,
                    AnswerInvitation(accepted=True),
                    uow=self._stage.uow,
                )

    def _confirm(self) -> None:
        if self._stands_before(_S.CONFIRMED):
            self._step("Amina", TakeStep(to=_S.CONFIRMED))

    def _call_off(self) -> None:
        plan = self._plan
        if not self._stands_before(_S.IN_PROGRESS):
            return
        moved = None
        if plan.moved_to is not None:
            other = plan.again(_S.PROPOSED)
            moved = NewDate(starts_at=other.starts_at, ends_at=other.ends_at)
        self._step(PLANS_FOR[plan.lead], TakeStep(to=plan.tells_until, reason=plan.reason, postponed=moved))

    def _step(self, who: str, command: TakeStep) -> None:
        sessions.take_step(self._stage.actors[who], self._id, command, uow=self._stage.uow)

    def _load(self) -> None:
        for item, quantity in self._plan.loaded:
            store = store_of(self._plan, item)
            command = LoadBag(
                id=an_id(f"load {self._plan.key} {item}"),
                session=self._id,
                item=item,
                quantity=quantity,
                from_id=self._stage.stores[store],
            )
            distributions.load_bag(self._stage.actors[KEEPS[store]], command, uow=self._stage.uow)

    def _count(self) -> None:
        """The grid and the door, as somebody types them off the sheet."""
        plan = self._plan
        sheet = SaveGrid(
            id=an_id(f"counts {plan.key}"),
            entries=tuple(
                GridLine(community=community, sex=Sex(sex), age_band=band, delta=count)
                for community, sex, band, count in plan.cells
            ),
            door=plan.door,
        )
        attendance.save_grid(self._reporter, self._id, sheet, uow=self._stage.uow)

    def _hand_out(self) -> None:
        for gift in self._plan.gifts:
            command = HandOutKits(
                id=an_id(f"hand-out {self._plan.key} {gift.item} {gift.community}"),
                session=self._id,
                item=gift.item,
                quantity=gift.quantity,
                community=gift.community,
                sex=Sex(gift.sex) if gift.sex else None,
            )
            distributions.hand_out(self._reporter, command, uow=self._stage.uow)

    def _close(self) -> None:
        if self._stands_before(_S.REPORTED):
            closing.close_session(self._reporter, self._id, self._report("report"), uow=self._stage.uow)

    def _send_back(self) -> None:
        with self._stage.uow.read() as look:
            reports = closing_door.reports_of(look, self._id, _S.REPORTED)
        stands_reported = self._stands_before(_S.VERIFIED) and not self._stands_before(_S.REPORTED)
        if len(reports) == 1 and stands_reported:
            self._step(self._plan.verifies, TakeStep(to=_S.IN_PROGRESS, reason=self._plan.sent_back))

    def _close_again(self) -> None:
        if self._stands_before(_S.REPORTED):
            again = self._report("report again").model_copy(
                update={"till": ()}
            )  # it was settled the first time
            closing.close_session(self._reporter, self._id, again, uow=self._stage.uow)

    def _verify(self) -> None:
        if self._stands_before(_S.VERIFIED):
            self._step(self._plan.verifies, TakeStep(to=_S.VERIFIED))

    def _report(self, name: str) -> CloseSession:
        plan = self._plan
        return CloseSession(
            id=an_id(f"{name} {plan.key}"),
            gap_reason=GapReason(plan.gap) if plan.gap else None,
            topics_covered=plan.topics,
            till=tuple(self._till(item, quantity) for item, quantity in plan.loaded),
            quiz=Quiz(asked=plan.quiz[0], before=plan.quiz[1], after=plan.quiz[2]) if plan.quiz else None,
            referrals=tuple(ReferralAnswer(service=Service(name), count=n) for name, n in plan.referrals),
            note=plan.note,
        )

    def _till(self, item: str, loaded: int) -> TillAnswer:
        plan = self._plan
        given = sum(gift.quantity for gift in plan.gifts if gift.item == item)
        damaged, missing = (plan.damaged, plan.unexplained) if item == KIT else (0, 0)
        return TillAnswer(
            item=item,
            returned=loaded - given - damaged - missing,
            damaged=damaged,
            unexplained=missing,
            reason="One kit was not found when the bag was unpacked." if missing else None,
        )

    @property
    def _reporter(self) -> Actor:
        return self._stage.actors[self._plan.reports]
