"""A lot carries one size of its item; forms, the opening sheet, stock views and assemblies know it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, update

from app.kits.tables import Lot
from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.kits.test_papers import Desk

SIZES = {"S": "Small", "M": "Medium", "L": "Large", "XL": "Extra large"}


@pytest.fixture(autouse=True)
def underwear(api: Client) -> None:
    sizes = [{"code": code, "names": {"en": name}} for code, name in SIZES.items()]
    item = {"code": "UNDERWEAR", "names": {"en": "Underwear"}, "kind": "hygiene_item", "variants": sizes}
    assert api("Amina").post("/items", json=item).status_code == 201


def test_a_lot_names_a_size_of_its_own_item(api: Client, uow: UnitOfWork) -> None:
    daoud = api("Daoud")
    body = {"id": str(uuid4()), "item": "UNDERWEAR", "label": "GRN-7", "variant": "M"}
    answers = [daoud.post("/lots", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200], answers[0].text
    assert daoud.get(f"/lots/{body['id']}").json()["variant"] == "M"
    assert daoud.post("/lots", json={**body, "variant": "L"}).status_code == 409
    assert daoud.post("/lots", json={"item": "PIN", "label": "Pins"}).json()["variant"] is None

    amina = api("Amina")
    off = [{"code": "XL", "names": {"en": "Extra large"}, "active": False}]
    assert amina.patch("/items/UNDERWEAR", json={"variants": off}, headers={"If-Match": '"1"'}).is_success
    for item, variant in (("PIN", "M"), ("UNDERWEAR", "XXL"), ("UNDERWEAR", "XL")):
        refused = daoud.post("/lots", json={"item": item, "label": "GRN-8", "variant": variant})
        assert refused.status_code == 422
        error = refused.json()["errors"][0]
        assert (error["field"], error["code"]) == ("variant", "item.variant_unknown")
        assert error["message"]

    strange = update(Lot).where(col(Lot.id) == UUID(str(body["id"]))).values(variant="XXL")
    with pytest.raises(DBAPIError, match="variant of its own item"), uow.begin() as tx:
        tx.db.connection().execute(strange)


def test_a_delivery_of_a_size_is_chosen_on_the_form_and_read_wherever_the_lot_is(
    api: Client, browser: Client
) -> None:
    desk, daoud = Desk(api), browser("Daoud")
    assert 'value="UNDERWEAR:M"' in daoud.get("/kits/receive").text
    form = {
        "id": str(uuid4()),
        "to": desk.store,
        "quantity": "90",
        "document": "GRN-7",
        "item": "UNDERWEAR:XXL",
        "currency": "USD",
    }
    wrong = daoud.post("/kits/receive", data=form)
    assert wrong.status_code == 422
    assert 'id="item-wrong"' in wrong.text
    assert daoud.post("/kits/receive", data={**form, "item": "UNDERWEAR:M"}).status_code == 303
    for address in (
        f"/kits/places/{desk.store}",
        f"/kits/places/{desk.store}?item=UNDERWEAR",
        "/kits?by=lot",
        "/kits/entries?item=UNDERWEAR",
        "/kits/statement?since=2022-01-01&until=2030-01-01",
        f"/kits/move/{desk.store}",
    ):
        shown = daoud.get(address)
        assert shown.status_code == 200, address
        assert "GRN-7 · M" in shown.text, address
    assert "UNDERWEAR · GRN-7 · M" in daoud.get("/kits/receive").text


def test_kits_take_the_size_their_bill_of_materials_names(api: Client) -> None:
    desk = Desk(api)
    kit = {
        "code": "DK-T",
        "names": {"en": "Teenage kit"},
        "kind": "dignity_kit",
        "lines": [
            {"component": "UNDERWEAR", "quantity": 1, "unit": "piece"},
            {"component": "UNDERWEAR", "quantity": 2, "unit": "piece", "variant": "S"},
        ],
    }
    assert desk.amina.post("/items", json=kit).status_code == 201
    small = desk.receive("UNDERWEAR", 20, variant="S", expires_on="2024-01-01")
    any_size = desk.receive("UNDERWEAR", 10)
    body = {"location": desk.store, "item": "DK-T", "quantity": 11, "made_at": "2022-07-04T08:00:00Z"}
    short = desk.daoud.post("/assemblies", json=body)
    assert (short.status_code, short.json()["code"]) == (409, "kits.insufficient")
    assert "Underwear · S: " in short.json()["detail"]
    made = desk.daoud.post("/assemblies", json={**body, "quantity": 10})
    assert made.status_code == 201, made.text
    assert (desk.holds(desk.store, small), desk.holds(desk.store, any_size)) == (0, 0)
    assert {(one["label"], one["quantity"]) for one in made.json()["components"]} == {
        ("UNDERWEAR · S", 20),
        ("UNDERWEAR", 10),
    }


def test_the_sheet_of_opening_stock_may_name_sizes(api: Client) -> None:
    desk = Desk(api)
    head = "place;item;lot;quantity;variant"
    rows = ["UNDERWEAR;Box;10;m", "UNDERWEAR;Box;20;L", "UNDERWEAR;Box;5;", "PIN;Pins;5;M"]
    store = "Store in Sin el Fil"

    def sent(*listed: str) -> Response:
        text = "\n".join([head, *(f"{store};{row}" for row in listed)])
        return desk.daoud.post("/stock/import", files={"file": ("stock.csv", text.encode("utf-8-sig"))})

    wrong = sent(*rows)
    assert wrong.status_code == 422
    assert [(one["field"], one["code"]) for one in wrong.json()["errors"]] == [
        ("rows.5.variant", "item.variant_unknown")
    ]
    for counts in ({"new": 3, "pieces": 35, "unchanged": 0}, {"new": 0, "pieces": 0, "unchanged": 3}):
        assert sent(*rows[:3]).json()["counts"] == counts
    lots = desk.daoud.get("/lots", params={"item": "UNDERWEAR"}).json()["items"]
    assert {(lot["label"], lot["variant"]): desk.holds(desk.store, lot["id"]) for lot in lots} == {
        ("Box", "M"): 10,
        ("Box", "L"): 20,
        ("Box", None): 5,
    }
