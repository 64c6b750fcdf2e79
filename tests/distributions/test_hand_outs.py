from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.access.permissions import Permission
from app.distributions import public, use_cases
from app.distributions.public import TillEntry, TillState
from app.distributions.schemas import HandOutKits, HandOutView, LoadBag, ReverseHandOut
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.types import Sex
from app.kits import public as kits
from app.kits import use_cases as kit_cases
from app.kits.rules import MovementReason
from app.kits.schemas import Reverse
from app.platform.unit_of_work import UnitOfWork
from app.registration import public as registration
from app.registration.schemas.tickets import MakeTickets, VoidTickets
from app.registration.use_cases import making_tickets, using_tickets
from app.sessions import public as sessions
from tests import world
from tests.attendance.held import a_session, put_in
from tests.kits.shelves import Shelves


class Table:
    """A session with forty kits in its bag, from two lots: the table Chantal hands out from."""

    def __init__(self, uow: UnitOfWork, loaded: int = 40) -> None:
        self.uow = uow
        self.shelves = Shelves(uow)
        self.session_id = a_session(uow)
        self.chantal = world.actor("Chantal")
        for label in ("GRN-1", "GRN-2"):
            self.shelves.receive(self.shelves.lot(label, project="LBNT39"), 30)
        if loaded:
            self.load(loaded)

    def load(self, quantity: int) -> None:
        command = LoadBag(session=self.session_id, item="DK", quantity=quantity, from_id=self.shelves.store)
        use_cases.load_bag(self.shelves.daoud, command, uow=self.uow)

    def give(self, quantity: int, place: UUID | None = None) -> HandOutView:
        command = HandOutKits(
            session=self.session_id,
            item="DK",
            quantity=quantity,
            community="ET",
            sex=Sex.FEMALE,
            from_id=place,
        )
        return use_cases.hand_out(self.chantal, command, uow=self.uow).value

    def till(self) -> TillState:
        with self.uow.read() as look:
            (state,) = public.till(look, self.session_id)
        return state

    def settle(self, **line: object) -> TillState:
        with self.uow.begin() as tx:
            session = sessions.hold(tx, self.chantal.scope(Permission.SESSION_CLOSE), self.session_id)
            entry = TillEntry(world.an_id("DK"), **line)  # type: ignore[arg-type]
            return public.settle_till(tx, self.chantal, session, [entry])[0]

    def kits_count(self) -> int:
        with self.uow.read() as look:
            scope = self.chantal.scope(Permission.SESSION_SEE)
            return sessions.facts(look, scope, self.session_id).kits_count

    def agrees(self) -> None:
        with self.uow.read() as look:
            assert public.differences(look) + kits.differences(look) == []


@pytest.fixture
def table(lone_uow: UnitOfWork) -> Table:
    return Table(lone_uow)


def test_the_first_kit_starts_the_session_and_all_three_ledgers_agree(table: Table) -> None:
    given = table.give(3)
    table.give(2)
    assert (given.item, given.quantity, given.community, given.reversed) == ("DK", 3, "ET", False)
    with table.uow.read() as look:
        facts = sessions.facts(look, table.chantal.scope(Permission.SESSION_SEE), table.session_id)
        assert public.given(look, table.session_id) == {world.an_id("DK"): 5}
        assert public.people_given(look, table.session_id) == 5
    assert (facts.status, facts.kits_count) == ("in_progress", 5)
    assert table.till() == TillState(
        world.an_id("DK"), "DK", table.till().names, loaded=40, given=5, returned=0, damaged=0, unexplained=0
    )
    assert table.till().should_hold == 35
    table.agrees()


def test_pins_are_handed_out_but_are_no_kits(table: Table) -> None:
    table.give(3)
    table.shelves.pins(50)
    command = HandOutKits(
        session=table.session_id, item="PIN", quantity=20, community="ET", from_id=table.shelves.store
    )
    given = use_cases.hand_out(table.chantal, command, uow=table.uow).value
    assert table.kits_count() == 3
    table.agrees()
    use_cases.reverse_hand_out(table.chantal, given.id, ReverseHandOut(reason="mistake"), uow=table.uow)
    assert table.kits_count() == 3
    table.agrees()


def test_a_bag_gives_no_more_than_it_holds(table: Table) -> None:
    with pytest.raises(Conflict) as refused:
        table.give(41)
    (error,) = refused.value.errors
    assert (refused.value.code, error.field) == ("kits.insufficient", "quantity")
    assert (error.facts["available"], error.facts["wanted"]) == (40, 41)
    table.agrees()


def test_an_empty_bag_says_so(lone_uow: UnitOfWork) -> None:
    with pytest.raises(Conflict) as refused:
        Table(lone_uow, loaded=0).give(1)
    assert refused.value.errors[0].facts["available"] == 0


def test_from_a_store_the_kits_pass_through_the_bag(lone_uow: UnitOfWork) -> None:
    table = Table(lone_uow, loaded=0)
    given = table.give(4, table.shelves.store)
    assert (table.till().loaded, table.till().given) == (4, 4)
    use_cases.reverse_hand_out(table.chantal, given.id, ReverseHandOut(reason="mistake"), uow=lone_uow)
    assert (table.till().loaded, table.till().given) == (0, 0)
    assert table.shelves.holds(table.shelves.store) == 60
    table.agrees()


def test_a_bag_loaded_by_its_id_is_found_again(lone_uow: UnitOfWork) -> None:
    table = Table(lone_uow, loaded=0)
    shelves = table.shelves
    lot = shelves.lot("GRN-3")
    shelves.receive(lot, 9)
    load = MovementReason.LOAD
    shelves.move(lot, shelves.store, shelves.bag, 9, load, session=table.session_id)
    table.give(4)
    table.give(5, shelves.bag)
    assert (table.till().loaded, table.till().given, shelves.holds(shelves.bag)) == (9, 9, 0)


def test_a_hand_out_is_taken_back_once_with_a_reason(table: Table) -> None:
    given = table.give(3)
    command = ReverseHandOut(id=new_id(), reason="counted twice")
    back = use_cases.reverse_hand_out(table.chantal, given.id, command, uow=table.uow)
    assert back.value.reverses == given.id
    assert not use_cases.reverse_hand_out(table.chantal, given.id, command, uow=table.uow).fresh
    for target in (given.id, back.value.id):
        with pytest.raises(Conflict):
            use_cases.reverse_hand_out(table.chantal, target, ReverseHandOut(reason="again"), uow=table.uow)
    assert (table.till().given, table.till().should_hold) == (0, 40)
    table.agrees()


def test_its_entry_in_the_kit_ledger_is_not_reversed_alone(table: Table) -> None:
    table.give(3)
    page = kit_cases.list_movements(table.shelves.daoud, uow=table.uow, session_id=table.session_id)
    entry = next(row for row in page.items if row.reason is MovementReason.HAND_OUT)
    with pytest.raises(Conflict) as refused:
        kit_cases.reverse(table.shelves.daoud, entry.id, Reverse(), uow=table.uow)
    assert refused.value.code == "movement.has_a_cause"


def test_sixteen_hands_at_once_get_the_last_ten_kits(lone_uow: UnitOfWork) -> None:
    table = Table(lone_uow, loaded=10)

    def one(_number: int) -> bool:
        try:
            table.give(1)
        except Conflict as refused:
            return refused.code != "kits.insufficient"
        return True

    with ThreadPoolExecutor(16) as crowd:
        assert list(crowd.map(one, range(16))).count(True) == 10
    assert (table.till().given, table.till().should_hold) == (10, 0)
    table.agrees()


def test_the_same_hand_out_sent_again_is_one(table: Table) -> None:
    command = HandOutKits(id=new_id(), session=table.session_id, item="DK", quantity=2, community="BD")
    with ThreadPoolExecutor(8) as crowd:
        told = list(crowd.map(lambda _n: use_cases.hand_out(table.chantal, command, uow=table.uow), range(8)))
    assert [outcome.fresh for outcome in told].count(True) == 1
    assert table.till().given == 2


@pytest.mark.parametrize(
    ("ticket", "quantity", "code"),
    [
        ("7Q2M9-XKD4P-Z", 1, "ticket.unknown"),
        ("7Q2M9-XKD4P-H", 1, "ticket.misread"),
        ("7Q2M9-XKD4P-Z", 2, "ticket.one_of_an_item"),
    ],
)
def test_a_ticket_that_was_never_issued_is_refused(
    table: Table, ticket: str, quantity: int, code: str
) -> None:
    command = HandOutKits(
        session=table.session_id, item="DK", quantity=quantity, community="ET", ticket=ticket
    )
    with pytest.raises(Invalid) as refused:
        use_cases.hand_out(table.chantal, command, uow=table.uow)
    assert refused.value.errors[0].code == code


def test_a_ticket_gives_one_of_each_item_and_one_again_once_taken_back(table: Table) -> None:
    table.shelves.pins(20)
    bilal = world.actor("Bilal")
    made = making_tickets.make_tickets(
        bilal, table.session_id, MakeTickets(quantity=3), key="a key", uow=table.uow
    ).value

    def give(item: str = "DK", ticket: str = made.tickets[0]) -> HandOutView:
        place = table.shelves.store if item == "PIN" else None
        command = HandOutKits(
            session=table.session_id, item=item, quantity=1, community="ET", ticket=ticket, from_id=place
        )
        return use_cases.hand_out(table.chantal, command, uow=table.uow).value

    first = give()
    give("PIN")
    give(ticket=made.tickets[1].lower().replace("-", " "))
    with pytest.raises(Conflict) as refused:
        give()
    (error,) = refused.value.errors
    assert (refused.value.code, error.field, error.facts["item"]) == (
        "ticket.already_got_kit",
        "ticket",
        "DK",
    )
    use_cases.reverse_hand_out(table.chantal, first.id, ReverseHandOut(reason="mistake"), uow=table.uow)
    give()
    void = VoidTickets(first=3, last=3, reason="lost")
    using_tickets.void_tickets(bilal, table.session_id, void, uow=table.uow)
    with pytest.raises(Conflict) as refused:
        give(ticket=made.tickets[2])
    assert refused.value.code == "ticket.void"
    with table.uow.read() as look:
        marks = registration.tickets_for_bundle(look, [table.session_id])[table.session_id]
        assert [[code for code, _at in mark.kits] for mark in marks] == [["DK", "PIN"], ["DK"], []]
        assert registration.differences(look) == []
        either = "SELECT CAST(id AS text) FROM hand_out INTERSECT SELECT CAST({} AS text) FROM redemption"
        for column in ("id", "event_id"):
            shared = look.db.connection().execute(text(either.format(column))).all()
            assert shared == []
    assert table.kits_count() == 2
    table.agrees()


@pytest.mark.parametrize(("field", "value"), [("item", "SPOON"), ("community", "XX"), ("age_band", "7-9")])
def test_unknown_codes_are_refused_at_their_field(table: Table, field: str, value: str) -> None:
    body = {"session": table.session_id, "item": "DK", "quantity": 1, "community": "ET", field: value}
    with pytest.raises(Invalid) as refused:
        use_cases.hand_out(table.chantal, HandOutKits.model_validate(body), uow=table.uow)
    assert refused.value.errors[0].field == field


@pytest.mark.parametrize("status", ["proposed", "reported", "verified", "cancelled", "postponed"])
def test_kits_go_into_hands_while_the_session_is_held(table: Table, status: str) -> None:
    given = table.give(1)
    put_in(table.uow, table.session_id, status)
    with pytest.raises(Conflict) as refused:
        table.give(1)
    assert refused.value.code == "session.step"
    with pytest.raises(Conflict):
        use_cases.reverse_hand_out(table.chantal, given.id, ReverseHandOut(reason="late"), uow=table.uow)
    with pytest.raises(Conflict):
        table.load(1)


def test_esther_does_not_know_of_it_and_daoud_does_not_hand_out(table: Table) -> None:
    given = table.give(1)
    esther = world.actor("Esther")
    command = HandOutKits(session=table.session_id, item="DK", quantity=1, community="ET")
    for ask in (
        lambda: use_cases.hand_out(esther, command, uow=table.uow),
        lambda: use_cases.list_hand_outs(esther, table.session_id, uow=table.uow),
        lambda: use_cases.kit_panel(esther, table.session_id, uow=table.uow),
        lambda: use_cases.reverse_hand_out(esther, given.id, ReverseHandOut(reason="x"), uow=table.uow),
    ):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(Forbidden):
        use_cases.hand_out(world.actor("Daoud"), command, uow=table.uow)


@pytest.mark.parametrize("statement", ["UPDATE hand_out SET quantity = 9", "DELETE FROM hand_out"])
def test_the_database_itself_refuses_to_change_a_hand_out(table: Table, statement: str) -> None:
    table.give(1)
    with pytest.raises(DBAPIError), table.uow.begin("trying to cheat") as tx:
        tx.db.connection().execute(text(statement))
    assert table.till().given == 1


def test_the_till_closes_and_the_kits_go_home(table: Table) -> None:
    table.give(36)
    closed = table.settle(returned=3, damaged=1)
    assert (closed.loaded, closed.given, closed.returned, closed.damaged) == (40, 36, 3, 1)
    assert closed.should_hold == 0
    assert table.shelves.holds(table.shelves.store) == 60 - 40 + 3
    assert table.shelves.holds(table.shelves.loss) == 1
    table.agrees()


def test_a_till_with_a_gap_stays_open_and_says_the_numbers(table: Table) -> None:
    table.give(36)
    with pytest.raises(Conflict) as refused:
        table.settle(returned=3)
    (error,) = refused.value.errors
    assert (refused.value.code, error.field, error.facts["gap"]) == ("till.open", "till.0.returned", 1)
    with table.uow.begin() as tx:
        session = sessions.hold(tx, table.chantal.scope(Permission.SESSION_CLOSE), table.session_id)
        with pytest.raises(Conflict):
            public.settle_till(tx, table.chantal, session, [])


def test_what_is_unexplained_needs_a_reason(table: Table) -> None:
    table.give(38)
    with pytest.raises(Invalid) as refused:
        table.settle(returned=1, unexplained=1)
    assert refused.value.errors[0].field == "till.0.reason"
    closed = table.settle(returned=1, unexplained=1, reason="left in the taxi")
    assert (closed.unexplained, closed.should_hold) == (1, 0)


def test_a_till_settled_again_moves_only_the_difference(table: Table) -> None:
    table.give(36)
    table.settle(returned=3, damaged=1)
    closed = table.settle(returned=2, damaged=1, unexplained=1, reason="counted again")
    assert (closed.returned, closed.damaged, closed.unexplained, closed.should_hold) == (2, 1, 1, 0)
    assert table.shelves.holds(table.shelves.store) == 22
    page = kit_cases.list_movements(
        table.shelves.daoud, uow=table.uow, session_id=table.session_id, limit=200
    )
    assert [entry.reason for entry in page.items].count(MovementReason.DAMAGE) == 1
    table.settle(returned=2, damaged=1, unexplained=1, reason="counted again")
    again = kit_cases.list_movements(
        table.shelves.daoud, uow=table.uow, session_id=table.session_id, limit=200
    )
    assert len(again.items) == len(page.items)
    table.agrees()


def test_what_came_home_before_the_close_is_not_moved_twice(table: Table) -> None:
    table.give(30)
    with table.uow.read() as look:
        remain = kits.remains(look, table.session_id, world.an_id("DK"))[0]
    table.shelves.move(remain.lot_id, remain.bag_id, table.shelves.store, 4, MovementReason.RETURN)
    assert table.till().returned == 4
    closed = table.settle(returned=10)
    assert closed.should_hold == 0
    assert table.shelves.holds(table.shelves.store) == 30


def test_a_session_that_knows_no_such_item_is_refused(table: Table) -> None:
    with table.uow.begin() as tx:
        session = sessions.hold(tx, table.chantal.scope(Permission.SESSION_CLOSE), table.session_id)
        entry = TillEntry(uuid4(), returned=1)
        with pytest.raises(Invalid):
            public.settle_till(tx, table.chantal, session, [entry])


def test_a_woman_with_a_kit_and_a_pin_is_one_woman(table: Table) -> None:
    table.shelves.pins(20)
    table.give(2)
    command = HandOutKits(
        session=table.session_id,
        item="PIN",
        quantity=3,
        community="ET",
        sex=Sex.FEMALE,
        from_id=table.shelves.store,
    )
    use_cases.hand_out(table.chantal, command, uow=table.uow)
    with table.uow.read() as look:
        assert public.people_given(look, table.session_id) == 3
    page = use_cases.list_hand_outs(table.chantal, table.session_id, uow=table.uow, limit=1)
    assert (page.items[0].item, page.next is not None) == ("PIN", True)
    rest = use_cases.list_hand_outs(table.chantal, table.session_id, uow=table.uow, cursor=page.next)
    assert [row.item for row in rest.items] == ["DK"]
