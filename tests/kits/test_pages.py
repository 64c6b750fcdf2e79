from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import text

from app.kernel.ids import new_id
from app.kits import public as kits
from app.kits import use_cases
from app.kits.rules import LocationKind, MovementReason
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.attendance.held import a_session
from tests.conftest import Client
from tests.kits.shelves import Shelves


@pytest.fixture
def shelves(uow: UnitOfWork) -> Shelves:
    return Shelves(uow)


def delivery(store: UUID, **more: str) -> dict[str, str]:
    return {
        "id": str(new_id()),
        "to": str(store),
        "quantity": "٥٠٠",
        "document": "GRN-2022-014",
        "day": "2022-07-01",
        "item": "DK",
        "project": "LBNT39",
        "expires_on": "2022-09-30",
        "unit_cost": "14.50",
        "currency": "USD",
        **more,
    }


def test_daoud_receives_a_pallet_and_ships_some_of_it(browser: Client, shelves: Shelves) -> None:
    daoud = browser("Daoud")
    assert daoud.get(f"/kits/receive?to={shelves.store}").status_code == 200
    sent = daoud.post("/kits/receive", data=delivery(shelves.store))
    assert (sent.status_code, sent.headers["location"]) == (303, f"/kits/places/{shelves.store}")
    card = daoud.get(sent.headers["location"])
    assert "Received." in card.text
    assert "GRN-2022-014" in card.text
    assert ">500<" in card.text
    (lot,) = use_cases.lots_at_place(world.actor("Daoud"), shelves.store, uow=shelves.uow)
    assert (lot.label, lot.project, lot.quantity) == ("GRN-2022-014", "LBNT39", 500)

    assert daoud.get(f"/kits/move/{shelves.store}").status_code == 200
    moved = {"id": str(new_id()), "lot": str(lot.lot_id), "quantity": "200", "reason": "transfer"}
    nowhere = daoud.post(f"/kits/move/{shelves.store}", data=moved)
    assert nowhere.status_code == 422
    assert 'href="#to"' in nowhere.text
    sent = daoud.post(f"/kits/move/{shelves.store}", data={**moved, "to": str(shelves.van)})
    assert sent.status_code == 303
    where = daoud.get("/kits")
    assert [int(n) for n in re.findall(r'data-label="Quantity">\s*(\d+)', where.text)] == [300, 200, 500]


def test_too_little_stands_beside_the_quantity_with_its_numbers(browser: Client, shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    wrong = {"id": str(new_id()), "lot": str(lot), "quantity": "11", "reason": "damage"}
    sent = browser("Daoud").post(f"/kits/move/{shelves.store}", data=wrong)
    assert sent.status_code == 409
    assert 'id="quantity-wrong"' in sent.text
    assert "has only 10. You asked for 11." in sent.text
    assert 'value="11"' in sent.text


def _said(page: str) -> list[str]:
    """What the summary of errors says, each sentence after the field it leads to."""
    return [
        f"{field}: {' '.join(said.split())}"
        for field, said in re.findall(r'<li>\s*<a href="#([^"]+)">([^<]+)</a>', page)
    ]


def test_a_slip_in_a_delivery_is_said_at_its_field_and_how_to_mend_it(
    browser: Client, shelves: Shelves
) -> None:
    daoud = browser("Daoud")
    bare = daoud.post("/kits/receive", data=delivery(shelves.store, document=""))
    assert _said(bare.text) == ["label: Please write a label, or the number of the note."]
    long = daoud.post("/kits/receive", data=delivery(shelves.store, document="x" * 121))
    assert _said(long.text) == ["document: Goods received note (GRN): Please use at most 120 characters."]
    dear = daoud.post("/kits/receive", data=delivery(shelves.store, unit_cost="14.505"))
    assert _said(dear.text) == ["unit_cost: Cost of one: Please write at most 2 digits after the point."]
    size = daoud.post("/kits/receive", data=delivery(shelves.store, item="DK:XL"))
    assert _said(size.text) == ["item: This item does not come in this size or variant."]


@pytest.mark.parametrize("path", ["/kits/receive", "/kits/assemble", "/kits/waybills/new", "/kits/move/{}"])
def test_a_wrong_day_is_said_at_the_day(browser: Client, shelves: Shelves, path: str) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    store, van = str(shelves.store), str(shelves.van)
    forms = {
        "/kits/receive": delivery(shelves.store),
        "/kits/assemble": {"location": store, "item": "DK", "quantity": "1"},
        "/kits/waybills/new": {"from": store, "to": van, "lot.0": str(lot), "quantity.0": "1"},
        "/kits/move/{}": {"lot": str(lot), "quantity": "1", "reason": "damage"},
    }
    days = {
        "30.6.2022": "On which day? Please write a date.",
        "0202-06-30": "Please check the year.",
        "2999-06-30": "This is in the future. Enter it when it has happened.",
    }
    for day, said in days.items():
        sent = browser("Daoud").post(
            path.format(store), data={**forms[path], "id": str(new_id()), "day": day}
        )
        assert (sent.status_code, _said(sent.text)) == (422, [f"day: {said}"])


@pytest.mark.parametrize(
    ("reason", "store", "elsewhere"),
    [
        ("damage", 7, "loss"),
        ("expiry", 7, "loss"),
        ("count_adjustment", 7, "loss"),
        ("found", 13, "loss"),
        ("distributed_without_record", 7, "people"),
    ],
)
def test_what_leaves_the_stock_goes_to_the_house_s_own_places(
    browser: Client, shelves: Shelves, reason: str, store: int, elsewhere: str
) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    form = {"id": str(new_id()), "lot": str(lot), "quantity": "3", "reason": reason, "note": "rain"}
    sent = browser("Daoud").post(f"/kits/move/{shelves.store}", data=form)
    assert sent.status_code == 303
    assert shelves.holds(shelves.store, lot) == store
    assert shelves.holds(getattr(shelves, elsewhere), lot) == 10 - store


def test_an_entry_is_taken_back_from_the_card(browser: Client, shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    moved = shelves.move(lot, shelves.store, shelves.van, 4, MovementReason.TRANSFER)
    address = f"/kits/places/{shelves.store}/movements/{moved.id}/reverse"
    daoud = browser("Daoud")
    silent = daoud.post(address, data={"id": str(new_id()), "item": "DK"})
    assert (silent.status_code, _said(silent.text)) == (422, ["note: Please say why it is taken back."])
    assert silent.text.count('id="note"') == 1, "it is asked in the row of this entry"
    sent = daoud.post(address, data={"id": str(new_id()), "item": "DK", "note": "wrong van"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/kits/places/{shelves.store}?item=DK")
    assert "wrong van" in daoud.get(sent.headers["location"]).text
    again = daoud.post(address, data={"id": str(new_id()), "item": "DK", "note": "again"})
    assert again.status_code == 409
    assert "already reversed" in again.text


def test_a_place_is_added_renamed_and_never_overwritten(browser: Client, shelves: Shelves) -> None:
    daoud = browser("Daoud")
    assert daoud.get("/kits/places/new").status_code == 200
    form = {"id": str(new_id()), "organisation": "CARITAS", "name": "Van", "kind": "warehouse"}
    added = daoud.post("/kits/places/new", data=form)
    address = added.headers["location"]
    assert daoud.post("/kits/places/new", data={**form, "id": str(new_id()), "name": ""}).status_code == 422
    renamed = {"version": "1", "name": "Blue van", "active": "true"}
    assert daoud.post(address, data=renamed).status_code == 303
    assert "Blue van" in daoud.get(address).text
    assert "/kits/receive?to=" in daoud.get(address).text
    assert daoud.post(address, data={"version": "2", "name": "Blue van"}).status_code == 303
    assert "/kits/receive?to=" not in daoud.get(address).text, "its form offers only places in use"
    stale = daoud.post(address, data={"version": "1", "name": "Red van"})
    assert (stale.status_code, _said(stale.text)[0][:19]) == (412, "name: Someone else ")
    assert daoud.post(address, data={"version": "x", "name": ""}).status_code == 422


def test_the_list_as_a_file_holds_what_is_shown_and_no_formula(browser: Client, shelves: Shelves) -> None:
    trap = shelves.place("=HYPERLINK(1)", LocationKind.WAREHOUSE)
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    shelves.move(lot, shelves.store, trap, 4, MovementReason.TRANSFER)
    daoud = browser("Daoud")
    stock = daoud.get("/kits/where.csv?item=DK")
    assert stock.headers["content-type"].startswith("text/csv")
    assert not stock.text.startswith("\ufeff")
    assert daoud.get("/kits/where.excel.csv?item=DK").text == "\ufeff" + stock.text
    assert "'=HYPERLINK" in stock.text
    assert "Store in Sin el Fil,warehouse,CARITAS,DK,Dignity kit,6," in stock.text
    card = daoud.get(f"/kits/places/{shelves.store}/card.csv")
    assert [line.split(",")[6:9] for line in card.text.splitlines()[1:]] == [
        ["0", "4", "6"],
        ["10", "0", "10"],
    ]
    lots = f"/kits/places/{shelves.store}/lots"
    assert f'href="{lots}.xlsx"' in daoud.get(f"/kits/places/{shelves.store}").text
    held = [line.split(",") for line in daoud.get(f"{lots}.csv").text.splitlines()]
    assert held == [
        ["Item", "Lot", "Paid by project", "Expires", "Quantity"],
        ["Dignity kit", "GRN-1", "", "", "6"],
    ]


def test_filters_narrow_the_list_and_unknown_ones_are_said(browser: Client, shelves: Shelves) -> None:
    shelves.receive(shelves.lot("GRN-1", project="LBNT39"), 10)
    daoud = browser("Daoud")
    assert ">10<" in daoud.get("/kits?project=LBNT39&item=DK").text
    assert "Nothing fits" in daoud.get("/kits?project=GLOT59").text
    assert "Nothing fits" in daoud.get("/kits?expiring=yes").text
    assert daoud.get("/kits?item=SPOON").status_code == 422


def test_a_planner_looks_and_a_stranger_finds_nothing(browser: Client, shelves: Shelves) -> None:
    lot = shelves.lot("GRN-1")
    shelves.receive(lot, 10)
    place = f"/kits/places/{shelves.store}"
    bilal = browser("Bilal")
    assert bilal.get(place).status_code == 200
    assert "Take back" not in bilal.get(place).text
    assert bilal.get(f"/kits/move/{shelves.store}").status_code == 403
    assert bilal.get("/kits/receive").status_code == 403
    esther = browser("Esther")
    assert "Sin el Fil" not in esther.get("/kits").text
    for address in (place, f"/kits/move/{shelves.store}", f"{place}/card.csv", f"{place}/lots.csv"):
        assert esther.get(address).status_code == 404
    for address in (place, f"{place}/movements/{new_id()}/reverse"):
        assert esther.post(address, data={"name": "x", "note": "x"}).status_code == 404
    assert browser("Hanna").get("/kits").status_code == 403


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_page_speaks_three_languages(browser: Client, shelves: Shelves, language: str) -> None:
    shelves.receive(shelves.lot("GRN-1"), 10)
    daoud = browser("Daoud")
    daoud.post(f"/language/{language}")
    for address in (
        "/kits",
        "/kits/receive",
        "/kits/places/new",
        f"/kits/places/{shelves.store}",
        f"/kits/places/{shelves.supplier}",
        f"/kits/places/{shelves.bag}",
        f"/kits/move/{shelves.store}",
        f"/kits/move/{shelves.bag}",
    ):
        shown = daoud.get(address)
        assert shown.status_code == 200, address
        assert re.search(r"<h1>\s*\S", shown.text), address


def test_a_bag_is_offered_while_its_kits_may_still_move(browser: Client, shelves: Shelves) -> None:
    """Stores stand first; the bag of a session that is verified is no place to move kits to any more."""
    shelves.receive(shelves.lot("GRN-1"), 10)
    session_id = a_session(shelves.uow)
    with shelves.uow.begin() as tx:
        bag = kits.bag(tx, shelves.daoud, session_id, world.an_id("CARITAS"), "A bag")
    daoud, address = browser("Daoud"), f"/kits/move/{shelves.store}"
    page = daoud.get(address).text
    assert 0 < page.index(f'value="{shelves.van}"') < page.index(f'value="{bag}"')
    with shelves.uow.begin(housekeeping="the session was verified") as tx:
        tx.db.connection().execute(text("UPDATE awareness_session SET status = 'verified'"))
    page = daoud.get(address).text
    assert f'value="{shelves.van}"' in page
    assert f'value="{bag}"' not in page
