from __future__ import annotations

from uuid import uuid4

from tests.attendance.held import a_session
from tests.conftest import Client


def _place(api: Client, kind: str, organisation: str = "CARITAS") -> str:
    body = {"organisation": organisation, "name": f"The {kind}", "kind": kind}
    added = api("Amina").post("/locations", json=body)
    assert added.status_code == 201
    return str(added.json()["id"])


def _lot(api: Client) -> str:
    body = {"item": "DK", "label": "GRN-1", "project": "LBNT39", "unit_cost": "14.50"}
    added = api("Daoud").post("/lots", json=body)
    assert (added.status_code, added.json()["currency"]) == (201, "USD")
    return str(added.json()["id"])


def _receive(api: Client, lot: str, store: str, quantity: int = 10) -> None:
    body = {
        "id": str(uuid4()),
        "lot": lot,
        "from": _place(api, "supplier"),
        "to": store,
        "quantity": quantity,
        "reason": "receipt",
        "document": "GRN-1",
        "effective_at": "2022-07-01T08:00:00Z",
    }
    first, second = (api("Daoud").post("/movements", json=body) for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert first.json()["from"] == body["from"]


def test_a_lot_sent_twice_is_answered_alike_to_the_cent(api: Client) -> None:
    body = {"id": str(uuid4()), "item": "DK", "label": "GRN-2", "unit_cost": 14.5}
    first, again = (api("Daoud").post("/lots", json=body) for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["unit_cost"] == "14.50"


def test_a_delivery_is_received_and_stands_in_the_balances(api: Client) -> None:
    store, lot = _place(api, "warehouse"), _lot(api)
    _receive(api, lot, store)
    balances = api("Daoud").get("/balances", params={"item": "DK", "location": store}).json()
    assert balances["items"] == [{"location": store, "lot": lot, "item": "DK", "quantity": 10}]
    (held,) = api("Bilal").get(f"/locations/{store}/lots").json()
    assert (held["lot_id"], held["item"], held["quantity"]) == (lot, "DK", 10)
    listed = api("Bilal").get("/movements", params={"location": store, "lot": lot}).json()
    assert [entry["document"] for entry in listed["items"]] == ["GRN-1"]


def test_too_little_is_a_conflict_with_the_numbers(api: Client) -> None:
    store, van, lot = _place(api, "warehouse"), _place(api, "partner_store"), _lot(api)
    _receive(api, lot, store)
    body = {"lot": lot, "from": store, "to": van, "quantity": 11, "reason": "transfer"}
    refused = api("Daoud").post("/movements", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "kits.insufficient")
    (error,) = refused.json()["errors"]
    assert (error["field"], error["available"], error["wanted"]) == ("quantity", 10, 11)
    assert error["at"]


def test_a_kit_goes_from_the_store_through_the_bag_into_a_hand(api: Client, uow: object) -> None:
    session = str(a_session(uow))  # type: ignore[arg-type]
    store, bag, lot = _place(api, "warehouse"), _place(api, "session_bag"), _lot(api)
    _receive(api, lot, store)
    load = {"lot": lot, "from": store, "to": bag, "quantity": 4, "reason": "load", "session": session}
    assert api("Daoud").post("/movements", json=load).status_code == 201
    body = {
        "id": str(uuid4()),
        "session": session,
        "item": "DK",
        "quantity": 3,
        "community": "ET",
        "sex": "f",
    }
    first, second = (api("Chantal").post("/handouts", json=body) for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json(), first.json()["from"]) == (second.json(), bag)
    refused = api("Chantal").post("/handouts", json={**body, "id": str(uuid4()), "quantity": 2})
    assert (refused.status_code, refused.json()["code"]) == (409, "kits.insufficient")
    back = api("Chantal").post(f"/handouts/{body['id']}/reverse", json={"reason": "counted twice"})
    assert (back.status_code, back.json()["reverses"]) == (201, body["id"])
    listed = api("Bilal").get("/handouts", params={"session": session}).json()["items"]
    assert [(row["quantity"], row["reversed"]) for row in listed] == [(3, False), (3, True)]
    ticket = api("Chantal").post(
        "/handouts", json={**body, "id": str(uuid4()), "quantity": 1, "ticket": "7Q2M9XKD4PZ"}
    )
    assert (ticket.status_code, ticket.json()["errors"][0]["code"]) == (422, "ticket.unknown")


def test_places_and_lots_change_by_their_version(api: Client) -> None:
    store, lot = _place(api, "warehouse"), _lot(api)
    for address, change in (
        (f"/locations/{store}", {"name": "Big store"}),
        (f"/lots/{lot}", {"label": "GRN-2"}),
    ):
        saved = api("Daoud").patch(address, json=change, headers={"If-Match": '"1"'})
        assert (saved.status_code, saved.json()["version"]) == (200, 2)
        assert api("Daoud").patch(address, json=change, headers={"If-Match": '"1"'}).status_code == 412
        assert api("Bilal").patch(address, json=change, headers={"If-Match": '"2"'}).status_code == 403
        assert api("Esther").patch(address, json=change, headers={"If-Match": '"2"'}).status_code == 404
    assert api("Daoud").get(f"/lots/{lot}").json()["label"] == "GRN-2"


def test_who_paid_stays_once_the_lot_has_moved(api: Client) -> None:
    store, lot = _place(api, "warehouse"), _lot(api)
    _receive(api, lot, store)
    refused = api("Daoud").patch(f"/lots/{lot}", json={"project": "GLOT59"}, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (409, "lot.moved")


def test_esther_meets_nothing_and_enters_nothing(api: Client) -> None:
    store, lot = _place(api, "warehouse"), _lot(api)
    _receive(api, lot, store)
    esther = api("Esther")
    for address in ("/locations", "/lots", "/movements", "/balances"):
        assert esther.get(address).json()["items"] == []
    for address in (f"/locations/{store}", f"/lots/{lot}", f"/balances?location={store}"):
        assert esther.get(address).status_code == 404
    foreign = {"organisation": "KAFA", "name": "Theirs", "kind": "warehouse"}
    assert api("Daoud").post("/locations", json=foreign).status_code == 404


def test_a_cursor_we_did_not_make_is_refused(api: Client) -> None:
    for address in ("/locations", "/lots", "/movements", "/balances"):
        for cursor in ("x", "WyJhIl0", "WyJhIiwiYiJd", "W10"):
            assert api("Daoud").get(address, params={"cursor": cursor}).status_code == 422


def test_lists_come_in_pages(api: Client) -> None:
    places = {_place(api, "warehouse") for _n in range(5)}
    found, cursor = set(), None
    while True:
        page = api("Daoud").get("/locations", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        found |= {row["id"] for row in page.json()["items"]}
        cursor = page.json()["next"]
        if cursor is None:
            break
    assert places <= found
