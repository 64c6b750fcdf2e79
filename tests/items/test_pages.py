from __future__ import annotations

import re
from uuid import uuid4

from tests.conftest import Client

ITEM = {
    "code": "DK-S",
    "names.en": "Small dignity kit",
    "kind": "dignity_kit",
    "coverage_months": "١",
    "lines.0.component": "Soap",
    "lines.0.quantity": "1.5",
    "lines.0.unit": "bar",
    "lines.2.component": "Whistle",
    "lines.2.quantity": "1",
    "lines.2.unit": "piece",
    "lines.2.optional": "true",
    "lines.3.optional": "true",
}


def test_an_item_is_added_with_its_bill_of_materials(browser: Client, api: Client) -> None:
    sent = browser("Amina").post("/settings/items/new", data={**ITEM, "id": str(uuid4())})
    assert sent.status_code == 303, sent.text
    item = api("Amina").get("/items/DK-S").json()
    assert item["coverage_months"] == 1
    assert [(line["component"], line["quantity"], line["optional"]) for line in item["lines"]] == [
        ("Soap", 1.5, False),
        ("Whistle", 1, True),
    ]


def test_a_wrong_line_is_told_beside_its_row(browser: Client) -> None:
    sent = browser("Amina").post(
        "/settings/items/new", data={**ITEM, "id": str(uuid4()), "lines.2.quantity": "many"}
    )
    assert sent.status_code == 422
    assert 'id="lines.1.quantity-wrong"' in sent.text
    assert 'value="many"' in sent.text


def test_a_new_version_starts_from_the_present_one(browser: Client, api: Client) -> None:
    amina = browser("Amina")
    assert 'value="Soap"' in amina.get("/settings/items/DK/versions/new").text
    form = {
        "id": str(uuid4()),
        "valid_from": "2022-01-01",
        "coverage_months": "2",
        "lines.0.component": "Soap",
        "lines.0.quantity": "2",
        "lines.0.unit": "bar",
    }
    sent = amina.post("/settings/items/DK/versions/new", data=form)
    assert (sent.status_code, sent.headers["location"]) == (303, "/settings/items/DK")
    assert api("Amina").get("/items/DK").json()["version_number"] == 2
    assert "Version 2" in amina.get("/settings/items/DK").text
    assert "Lasts 2 months." in amina.get("/settings/items/DK").text


def test_a_storekeeper_reads_what_an_item_is_made_of(browser: Client) -> None:
    read = browser("Daoud").get("/settings/items/DK")
    assert read.status_code == 200
    assert "Soap" in read.text
    assert "New version" not in read.text
    assert browser("Daoud").post("/settings/items/DK", data={"version": "1"}).status_code == 403


def test_what_an_item_is_made_of_is_told_by_name_and_unit_in_the_readers_language(browser: Client) -> None:
    amina = browser("Amina")
    of_pins = {**ITEM, "id": str(uuid4()), "lines.0.component": "PIN", "lines.0.unit": "piece"}
    assert amina.post("/settings/items/new", data=of_pins).status_code == 303
    page = amina.get("/settings/items/DK-S").text
    assert ("<bdi>Blue Heart pin</bdi>" in page, "<bdi>PIN</bdi>" in page, "<bdi>Whistle</bdi>" in page) == (
        True,
        False,
        True,
    )
    amina.cookies.set("karama_language", "fr")
    assert "<bdi>pièce</bdi>" in amina.get("/settings/items/DK-S").text


def test_an_item_is_taken_out_of_use(browser: Client, api: Client) -> None:
    change = {"version": "1", "names.en": "Pin", "kind": "promotional"}
    assert browser("Amina").post("/settings/items/PIN", data=change).status_code == 303
    assert api("Amina").get("/items/PIN").json()["active"] is False


def test_only_kinds_that_it_may_become_are_offered(browser: Client) -> None:
    amina = browser("Amina")
    kit, pin, fresh = (
        set(re.findall(r'<option value="(\w+)"', amina.get(f"/settings/items/{page}").text))
        for page in ("DK", "PIN", "new")
    )
    assert kit == {"dignity_kit"}
    assert pin == fresh - kit
