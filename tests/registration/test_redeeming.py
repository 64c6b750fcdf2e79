from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from app.access.permissions import Permission
from app.commands import app as karama
from app.kernel import clock
from app.kernel.errors import Conflict, NotFound
from app.kernel.ids import new_id
from app.platform.unit_of_work import UnitOfWork
from app.registration import public
from app.registration.public import RedeemAnswer, Redeemed, Redeeming, TicketKind
from app.registration.schemas.tickets import MakeTickets, VoidTickets
from app.registration.use_cases import making_tickets, using_tickets
from app.sessions import public as sessions
from tests import world
from tests.attendance.held import a_session

BILAL = world.actor("Bilal")
BILAL_SEES = Permission.FIGURES_SEE
NOON = world.WORLD_DAY + timedelta(hours=2)
TABLETS = {"A": new_id(), "B": new_id()}


class Hall:
    """A session with tickets, and two tablets that show them."""

    def __init__(self, uow: UnitOfWork, tickets: int = 6) -> None:
        self.uow = uow
        self.session_id = a_session(uow)
        made = making_tickets.make_tickets(
            BILAL, self.session_id, MakeTickets(quantity=tickets), key="a key", uow=uow
        ).value
        self.codes = made.tickets
        self.hashes = [self.hashed(code) for code in made.tickets]

    def hashed(self, code: str) -> str:
        found = public.ticket_hash(self.session_id, code)
        assert found
        return found

    def asking(
        self, ticket: int, event: UUID | None = None, at: datetime = NOON, **more: object
    ) -> Redeeming:
        return Redeeming(
            **{  # type: ignore[arg-type]
                "id": new_id(),
                "session_id": self.session_id,
                "ticket_hash": self.hashes[ticket],
                "kind": TicketKind.ENTRY,
                "event_id": event or new_id(),
                "occurred_at": at,
                **more,
            }
        )

    def redeem(self, *asked: Redeeming) -> list[Redeemed]:
        with self.uow.begin() as tx:
            told = public.redeem(tx, asked)
            tx.record("tickets.used", BILAL, "session", self.session_id)
        return [told[one.id] for one in asked]

    def reverse(self, event: UUID) -> bool:
        with self.uow.begin() as tx:
            done = public.reverse_redemption(tx, BILAL, event, void_event_id=new_id())
            tx.record("tickets.back", BILAL, "session", self.session_id)
        return done

    def swap(self, keep: UUID, drop: UUID) -> None:
        with self.uow.begin() as tx:
            public.swap(tx, BILAL, keep, drop)
            tx.record("tickets.swap", BILAL, "session", self.session_id)

    def came(self) -> int:
        with self.uow.read() as look:
            assert public.differences(look) == []
            session = sessions.facts(look, BILAL.scope(BILAL_SEES), self.session_id)
            marks = public.tickets_for_bundle(look, [self.session_id])[self.session_id]
            assert session.tickets_count == sum(mark.entry_at is not None for mark in marks)
            return session.tickets_count

    def counts(self, event: UUID) -> bool:
        """Whether the redemption of this event is the one that counts."""
        with self.uow.read() as look:
            found = look.db.connection().execute(
                text(
                    "SELECT count(*) FROM ticket_use JOIN redemption ON redemption.id = redemption_id "
                    "WHERE event_id = :event"
                ),
                {"event": event.hex if self.uow.database.is_sqlite else event},
            )
            return bool(found.scalar_one())


@pytest.fixture
def hall(lone_uow: UnitOfWork) -> Hall:
    return Hall(lone_uow)


def test_two_hundred_hands_with_one_ticket_and_one_gets_in(hall: Hall) -> None:
    def one(number: int) -> RedeemAnswer:
        at = NOON + timedelta(seconds=number)
        if number % 2:
            asked = hall.asking(0, at=at, kind=TicketKind.KIT, item_id=world.an_id("DK"))
        else:
            asked = hall.asking(0, at=at)
        return hall.redeem(asked)[0].outcome

    with ThreadPoolExecutor(16) as crowd:
        told = list(crowd.map(one, range(200)))
    assert told[::2].count(RedeemAnswer.REDEEMED) == 1
    assert told[1::2].count(RedeemAnswer.REDEEMED) == 1
    assert told.count(RedeemAnswer.ALREADY) == 198
    assert hall.came() == 1


def test_a_batch_is_answered_line_by_line_in_a_handful_of_statements(hall: Hall) -> None:
    void = VoidTickets(first=6, last=6, reason="torn")
    using_tickets.void_tickets(BILAL, hall.session_id, void, uow=hall.uow)
    other = Hall(hall.uow, 1)
    first = hall.asking(0, device_id=TABLETS["A"])
    again = hall.asking(0, device_id=TABLETS["B"], at=NOON + timedelta(minutes=9))
    asked = [first, again, hall.asking(1), hall.asking(5), hall.asking(2, ticket_hash="0" * 32)]
    asked += [hall.asking(3, ticket_hash=other.hashes[0])]  # the ticket of another session
    asked += [hall.asking(1, kind=TicketKind.KIT, item_id=world.an_id(item)) for item in ("DK", "PIN", "DK")]
    told = hall.redeem(*asked)
    assert [answer.outcome.value for answer in told] == [
        "redeemed",
        "already",
        "redeemed",
        "void",
        "unknown",
        "unknown",
        "redeemed",
        "redeemed",
        "already",
    ]
    use = told[1].first
    assert use is not None
    assert (use.event_id, use.device_id, use.occurred_at) == (first.event_id, TABLETS["A"], NOON)
    assert hall.came() == 2
    assert [answer.outcome for answer in hall.redeem(*asked)] == [answer.outcome for answer in told]
    assert hall.came() == 2


@pytest.mark.parametrize("order", list(permutations(["A", "B", "void A"])))
def test_whatever_the_order_of_delivery_the_same_person_is_in(hall: Hall, order: tuple[str, ...]) -> None:
    """A was a mistake and is taken back; B stands. A void before its target waits with the tablet's events."""
    a, b = hall.asking(0, device_id=TABLETS["A"]), hall.asking(0, device_id=TABLETS["B"])
    delivered = list(order)
    if delivered.index("void A") < delivered.index("A"):
        delivered.remove("void A")
        delivered.insert(delivered.index("A") + 1, "void A")
    for step in delivered:
        if step == "void A":
            assert hall.reverse(a.event_id)
        else:
            hall.redeem(a if step == "A" else b)
    assert hall.came() == 1
    assert hall.counts(b.event_id)
    assert not hall.counts(a.event_id)
    assert not hall.reverse(a.event_id)
    assert hall.reverse(b.event_id)
    assert hall.came() == 0
    assert not hall.reverse(new_id())


def test_a_person_decides_which_of_two_counts(hall: Hall) -> None:
    a, b, c = (hall.asking(0) for _number in range(3))
    other = hall.asking(1)
    hall.redeem(a, b, c, other)
    hall.swap(b.event_id, a.event_id)
    hall.swap(b.event_id, a.event_id)
    assert hall.counts(b.event_id)
    assert hall.came() == 2
    for keep, drop, refusal in [
        (a, c, Conflict),
        (a, other, Conflict),
        (a, hall.asking(1), NotFound),
    ]:
        with pytest.raises(refusal):
            hall.swap(keep.event_id, drop.event_id)
    hall.reverse(a.event_id)
    with pytest.raises(Conflict):
        hall.swap(a.event_id, b.event_id)
    assert hall.came() == 2


def test_what_comes_after_verification_raises_no_sum(hall: Hall) -> None:
    late, on_time = hall.asking(0, late=True), hall.asking(0)
    hall.redeem(late, on_time)
    with hall.uow.read() as look:
        assert public.differences(look) == []
        assert sessions.facts(look, BILAL.scope(BILAL_SEES), hall.session_id).tickets_count == 0
    hall.reverse(late.event_id)
    assert hall.came() == 1


@pytest.mark.parametrize("statement", ["UPDATE redemption SET kind = 'kit'", "DELETE FROM redemption"])
def test_the_ledger_of_redemptions_is_not_rewritten(hall: Hall, statement: str) -> None:
    hall.redeem(hall.asking(0))
    with pytest.raises(DBAPIError), hall.uow.begin("trying to cheat") as tx:
        tx.db.connection().execute(text(statement))
    assert hall.came() == 1


def test_a_wrong_sum_is_told(hall: Hall) -> None:
    hall.redeem(hall.asking(0))
    with hall.uow.begin("a fault") as tx:
        sessions.add_counts(tx, hall.session_id, tickets=1)
    with hall.uow.read() as look:
        (line,) = public.differences(look)
    assert str(hall.session_id) in line


def test_in_the_end_only_counts_are_left(hall: Hall) -> None:
    hall.redeem(hall.asking(0))
    day = world.WORLD_DAY.date()
    with clock.at(NOON), hall.uow.begin(housekeeping="tidy") as tx:
        assert public.forget_tickets(tx, [(date.min, day - timedelta(days=1))]) == 0
        assert public.forget_tickets(tx, [(date.min, day)]) == 6
    with hall.uow.read() as look:
        left = look.db.connection()
        assert left.execute(text("SELECT count(*) FROM ticket WHERE hash IS NOT NULL")).scalar_one() == 0
        assert (
            left.execute(text("SELECT count(*) FROM ticket_batch WHERE seed IS NOT NULL")).scalar_one() == 0
        )
        assert public.tickets_for_bundle(look, [hall.session_id]) == {hall.session_id: []}
        assert public.differences(look) == []
        assert sessions.facts(look, BILAL.scope(BILAL_SEES), hall.session_id).tickets_count == 1
    assert hall.redeem(hall.asking(1))[0].outcome is RedeemAnswer.UNKNOWN


def test_karama_tidy_seals_and_forgets(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARAMA_DATABASE_URL", hall.uow.database.url.render_as_string(hide_password=False))
    told = CliRunner().invoke(karama, ["tidy", "--before", "2022-07-30"])
    assert (told.exit_code, told.output) == (0, "1 batches of tickets sealed, 0 ticket hashes destroyed.\n")
    told = CliRunner().invoke(karama, ["tidy"])
    assert (told.exit_code, told.output) == (0, "0 batches of tickets sealed, 6 ticket hashes destroyed.\n")
