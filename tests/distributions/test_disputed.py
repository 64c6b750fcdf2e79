from __future__ import annotations

from uuid import UUID

from app.distributions.schemas import LoadBag
from app.distributions.use_cases import load_bag
from app.kits import public as kits
from app.platform.unit_of_work import UnitOfWork
from tests.closing.hall import Hall
from tests.conftest import Client
from tests.field.tablet import Tablet
from tests.kits.shelves import Shelves


def _load(uow: UnitOfWork, shelves: Shelves, session: UUID, quantity: int) -> None:
    command = LoadBag(session=session, item="DK", quantity=quantity, from_id=shelves.store)
    load_bag(shelves.daoud, command, uow=uow)


def test_the_closing_page_shows_the_way_and_loading_what_was_forgotten_solves_it(
    browser: Client, uow: UnitOfWork
) -> None:
    """The tablet gave from the newest lot, the desk loads the oldest: the bag must not stay below zero in one."""
    hall, shelves, tablet = Hall(uow), Shelves(uow), Tablet(uow)
    for label in ("GRN-1", "GRN-2"):
        shelves.receive(shelves.lot(label), 20)
    tablet.send(*(tablet.kit(hall.session, community="ET") for _kit in range(3)))
    chantal = browser("Chantal")
    page = f"/sessions/{hall.session}/close"
    shown = chantal.get(page).text
    assert f'href="/sessions/{hall.session}/kits#load"' in shown
    assert f'href="/sessions/{hall.session}/kits#given"' in shown
    assert 'href="/exceptions"' not in shown
    assert 'href="/exceptions"' in browser("Amina").get(page).text
    _load(uow, shelves, UUID(str(hall.session)), 2)
    assert "kits#load" in chantal.get(page).text, "two are not enough for three"
    _load(uow, shelves, UUID(str(hall.session)), 3)
    assert "kits#load" not in chantal.get(page).text
    hall.close(till=[{"item": "DK", "returned": 2}])
    assert shelves.holds(shelves.store) == 37
    with uow.read() as look:
        assert kits.differences(look) == []


def test_a_load_that_comes_after_what_was_given_of_it_leaves_nothing_in_the_way_of_the_report(
    uow: UnitOfWork,
) -> None:
    """Two tablets at one bag: the one that gave sends before the one that loaded and closes."""
    hall, shelves = Hall(uow), Shelves(uow)
    for label in ("GRN-1", "GRN-2"):
        shelves.receive(shelves.lot(label), 20)
    giving, loading = Tablet(uow), Tablet(uow)
    gifts = [giving.kit(hall.session, community="ET") for _kit in range(3)]
    assert giving.outcomes(*gifts) == [("conflict", "stock_negative")] * 3
    load = loading.event("load", hall.session, {"item": "DK", "quantity": 5, "from": str(shelves.store)})
    report = {"till": [{"item": "DK", "returned": 2}]}
    close = loading.event("close", hall.session, {"report": report})
    assert loading.outcomes(load, close) == [("applied", None)] * 2
    assert giving.outcomes(giving.void(gifts[0])) == [("conflict", "late")]
    assert shelves.holds(shelves.store) == 37
    with uow.read() as look:
        assert kits.differences(look) == []
