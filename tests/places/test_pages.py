from __future__ import annotations

from uuid import uuid4

from tests.conftest import Client
from tests.world import an_id

VENUE = {"name": "Cedar hall", "area": "LB11", "capacity": "60", "address": "Achrafieh"}
HALL = f"/settings/venues/{an_id('St Joseph hall')}"
SAFE_HOUSE = f"/settings/venues/{an_id('Safe house')}"


def test_areas_are_found_by_country_parent_and_name(browser: Client) -> None:
    found = browser("Amina").get("/settings/areas", params={"q": "tripoli", "country": "LBN"}).text
    assert "/settings/areas/LB56" in found
    assert "/settings/areas/LB21" not in found
    under = browser("Amina").get("/settings/areas", params={"parent": "LB8"}).text
    assert "/settings/areas/LB21" in under
    assert "/settings/areas/LB56" not in under
    assert "Nothing here" in browser("Amina").get("/settings/areas", params={"q": "zzz"}).text


def test_an_area_is_added_and_changed(browser: Client, api: Client) -> None:
    amina = browser("Amina")
    form = {"code": "LB22", "level": "2", "parent": "LB8", "country": "LBN", "names.en": "El Hermel"}
    assert amina.post("/settings/areas/new", data=form).status_code == 303
    change = {"version": "1", "names.en": "Hermel", "short": "HRM"}
    assert amina.post("/settings/areas/LB22", data=change).status_code == 303
    area = api("Amina").get("/areas/LB22").json()
    assert (area["names"]["en"], area["short"], area["active"]) == ("Hermel", "HRM", False)
    assert amina.post("/settings/areas/LB22", data=change).status_code == 303, "pressed twice"
    stale = amina.post("/settings/areas/LB22", data={**change, "names.en": "El Hirmil"})
    assert stale.status_code == 412


def test_a_planner_adds_a_venue_once(browser: Client, api: Client) -> None:
    form = {**VENUE, "id": str(uuid4())}
    for _again in range(2):
        assert browser("Bilal").post("/settings/venues/new", data=form).status_code == 303
    names = [venue["name"] for venue in api("Bilal").get("/venues").json()["items"]]
    assert names == ["Cedar hall", "St Joseph hall"]


def test_the_district_of_a_venue_is_typed_by_its_name(browser: Client, api: Client) -> None:
    form = {**VENUE, "id": str(uuid4()), "area": "بيروت"}
    assert browser("Bilal").post("/settings/venues/new", data=form).status_code == 303
    hall = f"/settings/venues/{form['id']}"
    assert api("Bilal").get(f"/venues/{form['id']}").json()["area"] == "LB11"
    changed = {**VENUE, "version": "1", "active": "true", "area": "tripoli"}
    assert browser("Bilal").post(hall, data=changed).status_code == 303
    assert api("Bilal").get(f"/venues/{form['id']}").json()["area"] == "LB56"


def test_a_sensitive_venue_is_on_no_strangers_page(browser: Client) -> None:
    for name, status in {"Esther": 200, "Amina": 200, "Bilal": 404, "Chantal": 404}.items():
        assert browser(name).get(SAFE_HOUSE).status_code == status
        listed = "Safe house" in browser(name).get("/settings/venues").text
        assert listed == (status == 200)


def test_a_venue_of_others_is_read_only(browser: Client) -> None:
    read = browser("Lina").get(HALL)
    assert read.status_code == 200
    assert "belongs to another organisation" in read.text
    change = {**VENUE, "version": "1", "active": "true"}
    assert browser("Lina").post(HALL, data=change).status_code == 403
    assert browser("Bilal").post(HALL, data=change).status_code == 303


def test_a_wrong_venue_keeps_its_answers(browser: Client) -> None:
    sent = browser("Bilal").post(
        "/settings/venues/new", data={**VENUE, "id": str(uuid4()), "area": "NOWHERE", "sensitive": "true"}
    )
    assert sent.status_code == 422
    assert 'id="area-wrong"' in sent.text
    assert 'value="Cedar hall"' in sent.text
