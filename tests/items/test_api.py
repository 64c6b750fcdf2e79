from __future__ import annotations

from uuid import uuid4

from tests.conftest import Client

SMALL_KIT = {
    "code": "DK-S",
    "names": {"en": "Small dignity kit", "fr": "Petit kit de dignité"},
    "kind": "dignity_kit",
    "coverage_months": 1,
    "lines": [
        {"component": "PADS", "quantity": 15, "unit": "piece"},
        {"component": "Laundry soap", "quantity": 0.25, "unit": "kg", "optional": True},
    ],
}


def test_an_item_comes_back_with_its_bill_of_materials(api: Client) -> None:
    added = api("Amina").post("/items", json=SMALL_KIT)
    assert added.status_code == 201, added.text
    body = added.json()
    assert (body["version_number"], body["coverage_months"], body["active"]) == (1, 1, True)
    assert body["lines"] == [
        {"optional": False, "variant": None, **line}
        for line in SMALL_KIT["lines"]  # type: ignore[attr-defined]
    ]
    assert api("Bilal").get("/items/DK-S").json() == body


def test_an_item_is_added_once(api: Client) -> None:
    body = {**SMALL_KIT, "id": str(uuid4())}
    answers = [api("Amina").post("/items", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    taken = api("Amina").post("/items", json={**SMALL_KIT, "code": "DK"})
    assert (taken.status_code, taken.json()["code"]) == (409, "item.code_taken")


def test_a_new_version_holds_from_its_day_and_the_old_one_stays(api: Client) -> None:
    amina = api("Amina")
    body = {
        "id": str(uuid4()),
        "valid_from": "2022-01-01",
        "coverage_months": 2,
        "lines": [{"component": "Soap", "quantity": 2, "unit": "bar"}],
    }
    answers = [amina.post("/items/DK/versions", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    item = answers[1].json()
    assert (item["version_number"], item["coverage_months"]) == (2, 2)
    assert [(version["number"], version["coverage_months"]) for version in item["versions"]] == [
        (2, 2),
        (1, 3),
    ]
    later = amina.post("/items/DK/versions", json={"valid_from": "2099-01-01"}).json()
    assert (later["version_number"], len(later["versions"])) == (2, 3)


def test_an_item_is_changed_with_the_newest_version_only(api: Client) -> None:
    amina = api("Amina")
    changed = amina.patch("/items/PIN", json={"active": False}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["active"]) == (200, False)
    assert amina.patch("/items/PIN", json={"active": True}, headers={"If-Match": '"1"'}).status_code == 412
    assert amina.patch("/items/PIN", json={"lines": []}, headers={"If-Match": '"2"'}).status_code == 422


def test_a_kit_stays_one_because_figures_count_it_and_nothing_else_becomes_one(api: Client) -> None:
    amina = api("Amina")
    for code, kind in (("DK", "promotional"), ("PIN", "dignity_kit")):
        refused = amina.patch(f"/items/{code}", json={"kind": kind}, headers={"If-Match": '"1"'})
        assert refused.status_code == 422
        (error,) = refused.json()["errors"]
        assert (error["field"], error["code"]) == ("kind", "item.kind_counts")
    same = amina.patch("/items/DK", json={"kind": "dignity_kit"}, headers={"If-Match": '"1"'})
    assert (same.status_code, same.json()["kind"]) == (200, "dignity_kit")
    other = amina.patch("/items/PIN", json={"kind": "information"}, headers={"If-Match": '"1"'})
    assert (other.status_code, other.json()["kind"]) == (200, "information")


def test_a_component_needs_an_amount(api: Client) -> None:
    line = {"component": "Soap", "quantity": 0, "unit": "bar"}
    refused = api("Amina").post("/items", json={**SMALL_KIT, "lines": [line]})
    assert [error["field"] for error in refused.json()["errors"]] == ["lines.0.quantity"]


def test_who_may_look_and_who_may_change(api: Client) -> None:
    assert api("Daoud").get("/items").status_code == 200
    assert api("Daoud").post("/items", json=SMALL_KIT).status_code == 403
    assert api("Daoud").post("/items/DK/versions", json={"valid_from": "2022-01-01"}).status_code == 403
    assert api("").get("/items").status_code == 401
