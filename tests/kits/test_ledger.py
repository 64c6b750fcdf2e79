from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.kernel.errors import AppError, Conflict, Invalid, NotFound
from app.kernel.ids import new_id
from app.kits import public, use_cases
from app.kits.rules import MovementReason
from app.kits.schemas import Move, Reverse
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.kits.shelves import FIRST_OF_JULY, Shelves

TRANSFER = MovementReason.TRANSFER


@pytest.fixture
def shelves(lone_uow: UnitOfWork) -> Shelves:
    return Shelves(lone_uow)


def test_what_is_received_stands_in_the_store(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 500)
    assert shelves.holds(shelves.store, lot) == 500
    assert shelves.holds(shelves.supplier, lot) == -500


def test_a_store_gives_no_more_than_it_has_and_says_the_numbers(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    with pytest.raises(Conflict) as refused:
        shelves.move(lot, shelves.store, shelves.van, 11, TRANSFER)
    (error,) = refused.value.errors
    assert (refused.value.code, error.field) == ("kits.insufficient", "quantity")
    assert (error.facts["available"], error.facts["wanted"]) == (10, 11)
    assert shelves.holds(shelves.store) == 10


def test_a_back_dated_entry_is_checked_on_every_later_day(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    shelves.move(lot, shelves.store, shelves.van, 8, TRANSFER, FIRST_OF_JULY + timedelta(days=9))
    shelves.receive(lot, 100, FIRST_OF_JULY + timedelta(days=20))
    with pytest.raises(Conflict) as refused:
        shelves.move(lot, shelves.store, shelves.van, 3, TRANSFER, FIRST_OF_JULY + timedelta(days=4))
    (error,) = refused.value.errors
    assert error.facts["available"] == 2
    assert error.facts["at"].startswith("2022-07-10")
    assert "2022-07-10" in str(error.message)
    shelves.move(lot, shelves.store, shelves.van, 2, TRANSFER, FIRST_OF_JULY + timedelta(days=4))


def test_nothing_leaves_before_it_came(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    with pytest.raises(Conflict):
        shelves.move(lot, shelves.store, shelves.van, 1, TRANSFER, FIRST_OF_JULY - timedelta(days=1))


def test_the_future_and_the_stone_age_are_refused(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    for at in (datetime(2099, 1, 1, tzinfo=UTC), datetime(1022, 1, 1, tzinfo=UTC)):
        with pytest.raises(Invalid) as refused:
            shelves.receive(lot, 1, at)
        assert refused.value.errors[0].field == "effective_at"


def test_each_reason_has_its_road(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    for reason, target in [
        (MovementReason.RECEIPT, shelves.van),
        (MovementReason.RETURN, shelves.van),
        (MovementReason.LOAD, shelves.van),
        (MovementReason.DAMAGE, shelves.people),
        (MovementReason.ASSEMBLY, shelves.van),
        (MovementReason.REVERSAL, shelves.van),
    ]:
        with pytest.raises(Invalid) as refused:
            shelves.move(lot, shelves.store, target, 1, reason)
        assert refused.value.errors[0].code == "movement.wrong_places"
    with pytest.raises(Invalid):
        shelves.move(lot, shelves.store, shelves.store, 1, TRANSFER)


def test_a_reversal_undoes_an_entry_once_and_as_if_it_never_was(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    receipt = shelves.receive(lot, 10)
    moved = shelves.move(lot, shelves.store, shelves.van, 4, TRANSFER)
    with pytest.raises(Conflict) as refused:
        use_cases.reverse(shelves.daoud, receipt.id, Reverse(), uow=shelves.uow)
    assert refused.value.code == "kits.insufficient"
    command = Reverse(id=new_id(), note="wrong store")
    back = use_cases.reverse(shelves.daoud, moved.id, command, uow=shelves.uow)
    assert (back.value.reverses, back.value.effective_at) == (moved.id, moved.effective_at)
    assert shelves.holds(shelves.store) == 10
    again = use_cases.reverse(shelves.daoud, moved.id, command, uow=shelves.uow)
    assert not again.fresh
    for target in (moved.id, back.value.id):
        with pytest.raises(Conflict):
            use_cases.reverse(shelves.daoud, target, Reverse(), uow=shelves.uow)
    assert shelves.holds(shelves.store) == 10


def test_sixteen_at_once_take_the_last_ten(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)

    def one(_number: int) -> bool:
        try:
            shelves.move(lot, shelves.store, shelves.van, 1, TRANSFER)
        except Conflict as refused:
            return refused.code != "kits.insufficient"
        return True

    with ThreadPoolExecutor(16) as crowd:
        took = list(crowd.map(one, range(16)))
    assert took.count(True) == 10
    assert (shelves.holds(shelves.store), shelves.holds(shelves.van)) == (0, 10)


def test_there_and_back_at_once_never_stands_still(shelves: Shelves) -> None:
    """Opposite transfers of two lots lock the same four balances: everybody takes them in one order."""
    lots = [shelves.lot("GRN-1"), shelves.lot("GRN-2")]
    for lot in lots:
        shelves.receive(lot, 50)
        shelves.move(lot, shelves.store, shelves.van, 25, TRANSFER)

    def one(number: int) -> None:
        ends = (shelves.store, shelves.van) if number % 2 else (shelves.van, shelves.store)
        shelves.move(lots[number // 2 % 2], *ends, 1, TRANSFER)

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(one, range(24)))
    assert shelves.holds(shelves.store) + shelves.holds(shelves.van) == 100


def test_twenty_copies_of_one_movement_move_once(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    command = Move(
        id=new_id(), lot=lot, from_id=shelves.store, to_id=shelves.van, quantity=3, reason=TRANSFER
    )
    with ThreadPoolExecutor(8) as crowd:
        told = list(crowd.map(lambda _n: use_cases.move(shelves.daoud, command, uow=shelves.uow), range(20)))
    assert [outcome.fresh for outcome in told].count(True) == 1
    assert len({outcome.value.effective_at for outcome in told}) == 1
    assert shelves.holds(shelves.van) == 3
    with pytest.raises(Conflict) as refused:
        use_cases.move(shelves.daoud, command.model_copy(update={"quantity": 4}), uow=shelves.uow)
    assert refused.value.code == "id.reused"


@pytest.mark.parametrize("statement", ["UPDATE movement SET quantity = 1", "DELETE FROM movement"])
def test_the_database_itself_refuses_to_change_the_ledger(shelves: Shelves, statement: str) -> None:
    shelves.receive(shelves.lot("GRN-1"), 10)
    with pytest.raises(DBAPIError), shelves.uow.begin("trying to cheat") as tx:
        tx.db.connection().execute(text(statement))
    assert shelves.holds(shelves.store) == 10


def _take(shelves: Shelves, quantity: int, **more: object) -> list[tuple[UUID, int]]:
    with shelves.uow.begin() as tx:
        taken = public.take(
            tx,
            shelves.daoud,
            item_id=world.an_id("DK"),
            quantity=quantity,
            from_location_id=shelves.store,
            to_location_id=shelves.van,
            reason=TRANSFER,
            session_id=None,
            caused_by=None,
            effective_at=datetime(2022, 7, 30, tzinfo=UTC),
            **more,  # type: ignore[arg-type]
        )
        return [(entry.lot, entry.quantity) for entry in taken]


def test_what_expires_first_goes_first_and_own_earmarks_before_others(shelves: Shelves) -> None:
    june, dutch, swiss, free = (
        shelves.lot("June", date(2023, 6, 1)),
        shelves.lot("Dutch", date(2024, 1, 1), "GLOT59"),
        shelves.lot("Swiss", date(2024, 1, 1), "LBNT39"),
        shelves.lot("Free"),
    )
    old = shelves.lot("Expired", date(2022, 1, 1))
    for lot in (free, dutch, swiss, june, old):
        shelves.receive(lot, 5)
    taken = _take(shelves, 22, projects=[world.an_id("LBNT39")])
    assert taken == [(june, 5), (swiss, 5), (dutch, 5), (free, 5), (old, 2)]


def test_taking_more_than_all_lots_together_is_refused_whole(shelves: Shelves) -> None:
    for label in ("A", "B"):
        shelves.receive(shelves.lot(label), 5)
    with pytest.raises(Conflict) as refused:
        _take(shelves, 11)
    assert refused.value.errors[0].facts["available"] == 10
    assert shelves.holds(shelves.store) == 10


def test_what_a_tablet_saw_leave_has_left_and_is_disputed(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 2)
    assert _take(shelves, 3, allow_negative=True) == [(lot, 2), (lot, 1)]
    assert shelves.holds(shelves.store, lot) == -1
    page = use_cases.list_movements(shelves.daoud, uow=shelves.uow, location_id=shelves.van)
    assert sorted(entry.disputed for entry in page.items) == [False, True]
    with shelves.uow.read() as look:
        assert public.differences(look) == []


def test_a_balance_that_lies_is_found(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    with shelves.uow.begin("a fault") as tx:
        tx.db.connection().execute(text("UPDATE balance SET quantity = quantity + 1 WHERE quantity > 0"))
    with shelves.uow.read() as look:
        lines = public.differences(look)
    assert len(lines) == 2, "neither its entries nor its months give this balance"
    assert all(str(lot) in line for line in lines)


def test_esther_of_another_organisation_knows_of_none_of_it(shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    receipt = shelves.receive(lot, 10)
    esther, uow = world.actor("Esther"), shelves.uow
    assert use_cases.list_locations(esther, uow=uow).items == []
    assert use_cases.list_lots(esther, uow=uow).items == []
    assert use_cases.list_movements(esther, uow=uow).items == []
    assert use_cases.list_balances(esther, uow=uow).items == []
    for ask in (
        lambda: use_cases.get_location(esther, shelves.store, uow=uow),
        lambda: use_cases.get_lot(esther, lot, uow=uow),
        lambda: use_cases.card_of(esther, shelves.store, uow=uow),
        lambda: use_cases.list_balances(esther, uow=uow, location_id=shelves.store),
    ):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(AppError):
        use_cases.reverse(esther, receipt.id, Reverse(), uow=uow)


def test_the_card_of_a_place_runs_its_balance_down_the_pages(shelves: Shelves) -> None:
    lot, other = shelves.lot("GRN-1"), shelves.lot("GRN-2")
    for day, (which, quantity) in enumerate([(lot, 10), (other, 5), (lot, 1), (other, 2), (lot, 3)]):
        shelves.receive(which, quantity, FIRST_OF_JULY + timedelta(days=day))
    shelves.move(lot, shelves.store, shelves.van, 4, TRANSFER, FIRST_OF_JULY + timedelta(days=2))
    balances, cursor = [], None
    while True:
        card = use_cases.card_of(shelves.daoud, shelves.store, uow=shelves.uow, cursor=cursor, limit=2)
        balances += [line.balance for line in card.lines]
        cursor = card.next
        if cursor is None:
            break
    assert max(balances) == balances[0] == shelves.holds(shelves.store) == 17
    assert balances[-1] == 10
    of_lot = use_cases.card_of(shelves.daoud, shelves.store, uow=shelves.uow, item="DK", lot_id=lot)
    assert of_lot.lines[0].balance == shelves.holds(shelves.store, lot) == 10
