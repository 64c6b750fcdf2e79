"""A programme with more halls than a form can offer: the others are found by typing a part of their name."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.places.tables import Venue
from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.sessions.schedules import a_row, csv_file, send
from tests.sessions.test_pages import the_form
from tests.sessions.test_series_pages import RULE
from tests.world import an_id

LAST = "Zeitoun hall"
SHOWN = f"{LAST} · Beirut"
OFFERED = f'<option value="{SHOWN}"'


@pytest.fixture
def a_town(uow: UnitOfWork) -> None:
    """More halls than 500 before the one that is wanted in the alphabet; one of KAFA's that nobody else knows."""
    with Session(uow.database.writer) as db:
        hall: dict[str, Any] = {"area_code": "LB11", "capacity": 80}
        db.add_all(Venue(id=an_id(f"hall {n}"), name=f"Hall {n:03}", **hall) for n in range(520))
        db.add(Venue(id=an_id(LAST), name=LAST, **hall))
        kafa: dict[str, Any] = {"sensitive": True, "organisation_id": an_id("KAFA")}
        db.add(Venue(id=an_id("refuge"), name="Zeitoun refuge", **hall, **kafa))
        db.commit()


def _led_to(client: TestClient, to: str, form: dict[str, Any]) -> str:
    answer = client.post(to, data=form)
    assert answer.status_code == 303, answer.text[:3000]
    return str(answer.headers["location"])


@pytest.mark.usefixtures("a_town")
def test_bilal_plans_in_a_hall_that_the_form_does_not_offer(browser: Client, api: Client) -> None:
    bilal, json = browser("Bilal"), api("Bilal")
    assert OFFERED not in bilal.get("/sessions/new").text
    searched = bilal.post("/sessions/new", data=the_form(venue="zeit"))
    assert searched.status_code == 422
    assert 'href="#venue"' in searched.text
    assert OFFERED in searched.text
    assert "refuge" not in searched.text
    assert bilal.post("/sessions/new", data=the_form(venue="Zeitoun refuge")).status_code == 422
    where = _led_to(bilal, "/sessions/new", the_form(venue="zeitoun hall"))
    session = json.get(where).json()
    assert session["venue"] == str(an_id(LAST))
    for page in (f"/sessions/new?copy={session['id']}", f"/sessions/series/new?copy={session['id']}"):
        assert f'value="{SHOWN}"' in bilal.get(page).text
    _led_to(bilal, f"{where}/edit", {**the_form(venue=SHOWN, title="Know them"), "version": "1"})
    assert json.get(where).json()["venue"] == str(an_id(LAST))
    _led_to(bilal, f"{where}/edit", {**the_form(venue="Hall 519"), "version": "2"})
    assert json.get(where).json()["venue"] == str(an_id("hall 519"))


@pytest.mark.usefixtures("a_town")
def test_series_templates_calendar_and_sheets_know_the_hall_too(browser: Client, api: Client) -> None:
    bilal, json = browser("Bilal"), api("Bilal")
    form = {**the_form(venue=SHOWN), **RULE, "except": "", "step": "create"}
    series = json.get(_led_to(bilal, "/sessions/series/new", form)).json()
    assert {one["venue_name"] for one in series["sessions"]} == {LAST}
    first = series["sessions"][0]["id"]
    change = {"scope": "all", "version": "1", "venue": "Hall 519"}
    _led_to(bilal, f"/series/{series['id']}/edit", change)
    _led_to(bilal, f"/series/{series['id']}/edit", {**change, "version": "2", "venue": "ZEITOUN HALL"})
    assert json.get(f"/sessions/{first}").json()["venue"] == str(an_id(LAST))
    kept = {"session": first, "name": "At Zeitoun", "organisation": "CARITAS"}
    _led_to(bilal, "/sessions/templates/new", kept)
    assert SHOWN in bilal.get("/sessions/templates").text
    [template] = json.get("/sessions/templates").json()["items"]
    assert f'value="{SHOWN}"' in bilal.get(f"/sessions/new?template={template['id']}").text
    narrowed = bilal.get(f"/calendar?on=2022-08-01&view=list&venue={LAST}")
    assert narrowed.status_code == 200
    assert "Know your rights" in narrowed.text
    assert bilal.get("/calendar?on=2022-08-01&venue=Zeitoun+refuge").status_code == 422
    sent = send(json, csv_file([a_row(venue=SHOWN), a_row(venue="Hall 519", facilitators="")]))
    assert sent.status_code in {200, 201}, sent.text
    assert send(json, csv_file([a_row(venue="Zeitoun refuge")])).status_code == 422


@pytest.mark.usefixtures("a_town")
def test_daoud_plans_a_distribution_point_at_the_hall_too(browser: Client) -> None:
    daoud = browser("Daoud")
    assert OFFERED not in daoud.get("/points/new").text
    form = {"id": str(an_id("a point at Zeitoun")), "organisation": "CARITAS", "held_on": "2022-08-02"}
    form |= {"planned.0.item": "DK", "planned.0.quantity": "10", "venue": "zeit"}
    searched = daoud.post("/points/new", data=form)
    assert searched.status_code == 422
    assert OFFERED in searched.text
    assert 'value="10"' in searched.text
    assert "refuge" not in searched.text
    assert LAST in daoud.get(_led_to(daoud, "/points/new", {**form, "venue": SHOWN})).text


def test_somebody_beyond_the_names_offered_is_found_by_name(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.accounts.public._MOST_NAMES", 1)
    amina, form = browser("Amina"), the_form(**{"facilitators.1": "Chantal"})
    assert '<option value="Chantal' not in amina.get("/sessions/new").text
    assert "Chantal" in amina.get(_led_to(amina, "/sessions/new", form)).text
