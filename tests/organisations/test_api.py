from __future__ import annotations

from uuid import uuid4

from tests.conftest import Client

NEW = {"code": "UPEL", "names": {"en": "UPEL", "ar": "أوبل"}, "kind": "ngo", "country": "LB"}


def test_amina_adds_an_organisation_and_everybody_finds_it(api: Client) -> None:
    added = api("Amina").post("/organisations", json=NEW)
    assert added.status_code == 201
    assert added.json()["version"] == 1
    found = api("Bilal").get("/organisations/UPEL")
    assert found.json() == added.json()


def test_the_same_request_twice_gives_the_same_answer(api: Client) -> None:
    body = {**NEW, "id": str(uuid4())}
    first = api("Amina").post("/organisations", json=body)
    second = api("Amina").post("/organisations", json=body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_the_same_id_with_other_content_is_a_conflict(api: Client) -> None:
    body = {**NEW, "id": str(uuid4())}
    api("Amina").post("/organisations", json=body)
    other = api("Amina").post("/organisations", json={**body, "code": "OTHER-ONE"})
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"
    assert other.json()["code"] == "id.reused"


def test_a_taken_code_is_refused_at_its_field(api: Client) -> None:
    refused = api("Amina").post("/organisations", json={**NEW, "code": "IOM"})
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["field"] == "code"


def test_unknown_fields_are_refused(api: Client) -> None:
    refused = api("Amina").post("/organisations", json={**NEW, "colour": "blue"})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["colour"]


def test_a_planner_may_look_but_not_change(api: Client) -> None:
    assert api("Bilal").get("/organisations").status_code == 200
    refused = api("Bilal").post("/organisations", json=NEW)
    assert refused.status_code == 403


def test_a_stale_version_is_not_saved(api: Client) -> None:
    amina = api("Amina")
    change = {"names": {"en": "Kafa, enough"}}
    saved = amina.patch("/organisations/KAFA", json=change, headers={"If-Match": '"1"'})
    assert saved.json()["version"] == 2
    stale = amina.patch("/organisations/KAFA", json={"active": False}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert stale.json()["errors"][0]["current"] == 2


def test_the_list_comes_in_pages(api: Client) -> None:
    codes: list[str] = []
    cursor = None
    while True:
        page = api("Amina").get(
            "/organisations", params={"limit": 3, **({"cursor": cursor} if cursor else {})}
        )
        codes += [item["code"] for item in page.json()["items"]]
        cursor = page.json()["next"]
        if cursor is None:
            break
    assert codes == sorted(codes)
    assert len(codes) == len(set(codes)) == 7


def test_nobody_comes_in_without_a_token(api: Client) -> None:
    assert api("").get("/organisations").status_code == 401
