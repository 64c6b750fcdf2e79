"""`karama seed --demo`: the story of 2022, the year around it, and the weeks around today, month by month closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import select

from app.audit.tables import AuditEvent
from app.commands.demo.kit_acts import KitActs
from app.commands.demo.lens_acts import LensActs
from app.commands.demo.period_acts import PeriodActs
from app.commands.demo.plan import ZONE, PlannedSession
from app.commands.demo.point_acts import PointActs
from app.commands.demo.present import present
from app.commands.demo.session_acts import Act, SessionActs
from app.commands.demo.stage import Stage
from app.commands.demo.store_acts import StoreActs
from app.commands.demo.supply import YEAR_SEASONS, present_season, supply
from app.commands.demo.year import year
from app.kernel import clock
from app.platform.db import LOG_PAGES, Database
from app.platform.unit_of_work import UnitOfWork
from app.sessions.rules import SessionStatus

BEGUN, TOLD = "demo.begun", "demo.told"
OPENING = datetime(2022, 1, 3, 8, 0, tzinfo=UTC)
"""When the people of the story started to work with Karama."""

WRITTEN_OFF_AFTER_DAYS = 4 * 365
"""What is left of the kits of 2022 is written off when its shelf life is over."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What was told: sessions, people counted in them. `fresh` is False when it was all there before."""

    sessions: int
    people: int
    fresh: bool


def tell(uow: UnitOfWork) -> Telling:
    """Tell the whole story, once. Each step is a use case of its own, taken by a person of the story.

    A telling that was cut off goes on where it stopped. Raises Conflict when the reference data is not there.
    """
    now = _begin(uow)
    past, around = year(), present(now.astimezone(clock.zone(ZONE)).date(), now)
    sessions = [
        *_with_followers(past, SessionStatus.VERIFIED),
        *_with_followers(around, SessionStatus.PROPOSED),
    ]
    people = sum(session.people for session in sessions if session.tells_until is SessionStatus.VERIFIED)
    if _find(uow, TOLD) is not None:
        return Telling(len(sessions), people, fresh=False)
    stage = Stage(uow)
    with clock.at(OPENING):
        stage.set_up()
    with not_waiting_for_the_disk(uow.database):
        for act in _acts(stage, sessions, now):
            with clock.at(act.at):
                act.do()
    with uow.begin() as tx:
        tx.record(TOLD, None, "demo", "story", data={"sessions": len(sessions), "people": people})
    return Telling(len(sessions), people, fresh=True)


@contextmanager
def not_waiting_for_the_disk(database: Database) -> Iterator[None]:
    """SQLite need not flush after each of 2,000 made-up steps: what a power cut took is told again."""

    def wait(how: str, pages: int) -> None:
        connection = database.writer.raw_connection()
        connection.cursor().execute(f"PRAGMA synchronous={how}")
        connection.cursor().execute(f"PRAGMA wal_autocheckpoint={pages}")
        connection.close()

    if not database.is_sqlite:
        yield
        return
    wait("NORMAL", 50_000)
    try:
        yield
    finally:
        wait("FULL", LOG_PAGES)


def _find(uow: UnitOfWork, action: str) -> AuditEvent | None:
    with uow.read() as look:
        return look.db.exec(select(AuditEvent).where(AuditEvent.action == action).limit(1)).first()


def _begin(uow: UnitOfWork) -> datetime:
    """The instant around which the story is told: now, or when an earlier telling began."""
    earlier = _find(uow, BEGUN)
    if earlier is not None:
        return datetime.fromisoformat(earlier.data["now"])
    now = clock.now()
    with uow.begin() as tx:
        tx.record(BEGUN, None, "demo", "story", data={"now": now.isoformat()})
    return now


def _with_followers(sessions: tuple[PlannedSession, ...], until: SessionStatus) -> list[PlannedSession]:
    """The sessions and those that take the place of postponed ones."""
    return [*sessions, *(session.again(until) for session in sessions if session.moved_to is not None)]


def _acts(stage: Stage, sessions: list[PlannedSession], now: datetime) -> list[Act]:
    """Everything that was done before `now`, in the order of time."""
    today = now.astimezone(clock.zone(ZONE)).date()
    store = KitActs(stage)
    acts = [act for session in sessions for act in SessionActs(stage, session, now).acts()]
    acts.extend(LensActs(stage, OPENING).acts())
    acts.extend(PointActs(stage, store, today).acts())
    acts.extend(StoreActs(stage, store, today).acts())
    acts.extend(PeriodActs(stage, sessions, now).acts())
    written_off = []
    for season in (*YEAR_SEASONS, present_season(today)):
        deliveries, transfers = supply(sessions, season)
        acts.extend(store.supply(deliveries, transfers))
        if season in YEAR_SEASONS:
            written_off += [delivery for delivery in deliveries if delivery.expires_on is not None]
    acts.append(store.write_off(written_off, OPENING + timedelta(days=WRITTEN_OFF_AFTER_DAYS)))
    return sorted((act for act in acts if act.at <= now), key=lambda act: act.at)
