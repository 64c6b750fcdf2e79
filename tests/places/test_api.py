from __future__ import annotations

from uuid import uuid4

import pytest

from tests.conftest import Client
from tests.world import an_id

AREA = {"code": "LB22", "level": 2, "parent": "LB8", "names": {"en": "El Hermel"}, "country": "LBN"}
VENUE = {"name": "Cedar hall", "area": "LB11", "capacity": 60, "sensitive": False, "accessible": True}
SAFE_HOUSE = f"/venues/{an_id('Safe house')}"


def test_an_area_knows_its_stored_parent_and_governorate(api: Client) -> None:
    added = api("Amina").post("/areas", json=AREA)
    assert added.status_code == 201, added.text
    assert (added.json()["parent"], added.json()["governorate"]) == ("LB8", "LB8")
    assert api("Bilal").get("/areas/LB21").json()["parent"] == "LB8"


def test_the_same_area_again_is_answered_again_and_another_is_refused(api: Client) -> None:
    amina = api("Amina")
    codes = [amina.post("/areas", json=AREA).status_code for _ in range(2)]
    assert codes == [201, 200]
    other = amina.post("/areas", json={**AREA, "names": {"en": "Elsewhere"}})
    assert (other.status_code, other.json()["code"]) == (409, "area.code_taken")


def test_an_id_may_come_along_and_stands_for_one_area(api: Client) -> None:
    amina, body = api("Amina"), {"id": str(uuid4()), **AREA}
    assert [amina.post("/areas", json=body).status_code for _ in range(2)] == [201, 200]
    other = amina.post("/areas", json={**body, "code": "LB23"})
    assert (other.status_code, other.json()["code"]) == (409, "id.reused")


def test_an_area_that_was_there_before_is_recognised(api: Client) -> None:
    known = {"code": "LB5", "level": 1, "parent": "LBN", "country": "LBN"}
    same = api("Amina").post("/areas", json={**known, "names": {"en": "North", "ar": "الشمال"}})
    assert same.status_code == 200
    other = api("Amina").post("/areas", json={**known, "names": {"en": "North Lebanon"}})
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"parent": None}, "parent"),
        ({"parent": "NOWHERE"}, "parent"),
        ({"parent": "LBN"}, "parent"),
        ({"country": "SYR"}, "country"),
        ({"level": 0}, "parent"),
        ({"level": 0, "parent": None}, "code"),
        ({"level": 9}, "level"),
    ],
)
def test_an_area_that_does_not_fit_the_tree_is_refused(
    api: Client, change: dict[str, object], field: str
) -> None:
    refused = api("Amina").post("/areas", json={**AREA, **change})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]


def test_areas_are_found_by_country_parent_level_and_name(api: Client) -> None:
    def found(**query: str) -> list[str]:
        return [item["code"] for item in api("Bilal").get("/areas", params=query).json()["items"]]

    assert found(parent="LBN") == ["LB1", "LB5", "LB8"]
    assert found(country="LBN", level="2") == ["LB11", "LB21", "LB56"]
    assert found(q="tripo") == ["LB56"]
    assert found(q="طرابلس") == ["LB56"]
    assert found(q="lb5") == ["LB5", "LB56"]
    assert found(q="100%") == []


def test_an_area_changes_its_names_only_with_the_newest_version(api: Client) -> None:
    amina = api("Amina")
    changed = amina.patch("/areas/LB21", json={"short": "BLB"}, headers={"If-Match": '"1"'})
    assert (changed.json()["short"], changed.json()["version"]) == ("BLB", 2)
    assert amina.patch("/areas/LB21", json={"short": "XX"}, headers={"If-Match": '"1"'}).status_code == 412
    assert amina.patch("/areas/LB21", json={"parent": "LB2"}, headers={"If-Match": '"2"'}).status_code == 422


def test_a_venue_belongs_to_the_organisation_of_whoever_adds_it(api: Client) -> None:
    body = {**VENUE, "id": str(uuid4())}
    answers = [api("Bilal").post("/venues", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["organisation"] == "CARITAS"
    assert answers[0].json() | body == answers[0].json()


def test_a_sensitive_venue_exists_only_for_its_organisation_and_coordinators(api: Client) -> None:
    seen = {}
    for name in ("Esther", "Amina", "Bilal", "Lina", "Chantal"):
        listed = [item["name"] for item in api(name).get("/venues").json()["items"]]
        seen[name] = (api(name).get(SAFE_HOUSE).status_code, "Safe house" in listed)
    assert seen == {
        "Esther": (200, True),
        "Amina": (200, True),
        "Bilal": (404, False),
        "Lina": (404, False),
        "Chantal": (404, False),
    }
    change = {"capacity": 30}
    assert api("Bilal").patch(SAFE_HOUSE, json=change, headers={"If-Match": '"1"'}).status_code == 404
    assert api("Esther").patch(SAFE_HOUSE, json=change, headers={"If-Match": '"1"'}).status_code == 200


def test_a_venue_is_changed_by_its_owner_or_a_coordinator(api: Client) -> None:
    hall = f"/venues/{an_id('St Joseph hall')}"
    assert api("Lina").patch(hall, json={"capacity": 9}, headers={"If-Match": '"1"'}).status_code == 403
    assert api("Bilal").patch(hall, json={"capacity": 90}, headers={"If-Match": '"1"'}).status_code == 200
    assert api("Amina").patch(hall, json={"capacity": 95}, headers={"If-Match": '"2"'}).status_code == 200
    assert api("Amina").patch(hall, json={"capacity": 1}, headers={"If-Match": '"2"'}).status_code == 412


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"area": "NOWHERE"}, "area"),
        ({"capacity": 0}, "capacity"),
        ({"latitude": 33.9}, "longitude"),
        ({"latitude": 133.9, "longitude": 35.5}, "latitude"),
    ],
)
def test_a_wrong_venue_is_refused_at_its_field(api: Client, change: dict[str, object], field: str) -> None:
    refused = api("Bilal").post("/venues", json={**VENUE, **change})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]


def test_a_facilitator_adds_no_venue(api: Client) -> None:
    assert api("Chantal").post("/venues", json=VENUE).status_code == 403


def test_venues_come_in_pages_by_name(api: Client) -> None:
    for name in ("Aleph", "Beit", "Zed"):
        api("Bilal").post("/venues", json={**VENUE, "name": f"{name} hall"})
    names: list[str] = []
    cursor = None
    while True:
        page = api("Bilal").get("/venues", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        names += [item["name"] for item in page.json()["items"]]
        cursor = page.json()["next"]
        if cursor is None:
            break
    assert names == ["Aleph hall", "Beit hall", "St Joseph hall", "Zed hall"]
