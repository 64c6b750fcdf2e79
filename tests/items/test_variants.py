"""Underwear comes in S, M and L: the item lists them, a bill of materials and a delivery name one."""

from __future__ import annotations

from uuid import uuid4

from tests.conftest import Client

SIZES = [
    {"code": "S", "names": {"en": "Small", "fr": "Petite", "ar": "صغير"}},
    {"code": "L", "names": {"en": "Large"}, "active": False},
]
UNDERWEAR = {
    "code": "UNDERWEAR",
    "names": {"en": "Underwear"},
    "kind": "hygiene_item",
    "variants": [
        {"code": code, "names": {"en": name}}
        for code, name in [("S", "Small"), ("M", "Medium"), ("L", "Large"), ("XL", "Extra large")]
    ],
}
SHIRT = {"code": "SHIRT", "names": {"en": "Shirt"}, "kind": "promotional", "variants": SIZES}


def test_an_item_comes_in_sizes_that_are_added_and_changed_but_never_deleted(api: Client) -> None:
    amina = api("Amina")
    body = {**SHIRT, "id": str(uuid4())}
    answers = [amina.post("/items", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200], answers[0].text
    sizes = answers[1].json()["variants"]
    assert [(one["code"], one["names"]["fr"], one["active"]) for one in sizes] == [
        ("S", "Petite", True),
        ("L", None, False),
    ]
    more = [
        {"code": "XL", "names": {"en": "Extra large"}},
        {"code": "S", "names": {"en": "Slim"}, "active": False},
    ]
    changed = amina.patch("/items/SHIRT", json={"variants": more}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert [(one["code"], one["names"]["en"], one["active"]) for one in changed.json()["variants"]] == [
        ("S", "Slim", False),
        ("L", "Large", False),
        ("XL", "Extra large", True),
    ]
    assert amina.get("/items/PIN").json()["variants"] == []


def test_a_size_stands_once_and_a_line_names_one_its_component_comes_in(api: Client) -> None:
    amina = api("Amina")
    assert amina.post("/items", json=UNDERWEAR).status_code == 201
    twice = amina.post("/items", json={**SHIRT, "variants": [*SIZES, SIZES[0]]})
    assert (twice.status_code, twice.json()["errors"][0]["field"]) == (422, "variants.2.code")
    assert twice.json()["errors"][0]["code"] == "item.variant_twice"
    line = {"component": "UNDERWEAR", "quantity": 3, "unit": "piece", "variant": "M"}
    strange = {**line, "variant": "XXL"}
    words = {**line, "component": "A towel"}
    for wrong in (strange, words):
        for path, body in (
            ("/items", {**SHIRT, "lines": [line, wrong]}),
            ("/items/DK/versions", {"valid_from": "2022-01-01", "lines": [line, wrong]}),
        ):
            refused = amina.post(path, json=body)
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "lines.1.variant")
            assert refused.json()["errors"][0]["code"] == "item.variant_unknown"
    taken = amina.post("/items", json={**SHIRT, "lines": [line]})
    assert (taken.status_code, taken.json()["lines"][0]["variant"]) == (201, "M")
    assert (
        api("Daoud").patch("/items/PIN", json={"variants": SIZES}, headers={"If-Match": '"1"'}).status_code
        == 403
    )


def test_sizes_are_written_on_the_page_of_the_item(browser: Client, api: Client) -> None:
    amina = browser("Amina")
    form = {
        "id": str(uuid4()),
        "code": "SHIRT",
        "names.en": "Shirt",
        "kind": "promotional",
        "variants.0.code": "S",
        "variants.0.names.en": "Small",
        "variants.0.active": "true",
        "variants.1.active": "true",
        "variants.2.names.en": "Large",
        "variants.2.active": "true",
    }
    wrong = amina.post("/settings/items/new", data=form)
    assert wrong.status_code == 422
    assert 'id="variants.1.code-wrong"' in wrong.text
    assert 'value="Large"' in wrong.text
    sent = amina.post("/settings/items/new", data={**form, "variants.2.code": "L"})
    assert sent.status_code == 303, sent.text
    page = amina.get("/settings/items/SHIRT").text
    assert 'value="Large"' in page
    change = {
        "version": "1",
        "names.en": "Shirt",
        "kind": "promotional",
        "active": "true",
        "variants.0.code": "S",
        "variants.0.names.en": "Small",
        "variants.0.names.ar": "صغير",
    }
    assert amina.post("/settings/items/SHIRT", data=change).status_code == 303
    sizes = api("Amina").get("/items/SHIRT").json()["variants"]
    assert [(one["code"], one["names"]["ar"], one["active"]) for one in sizes] == [
        ("S", "صغير", False),
        ("L", None, True),
    ]
    assert "صغير" in browser("Daoud").get("/settings/items/SHIRT").text
