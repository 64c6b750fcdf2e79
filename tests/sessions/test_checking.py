"""A look at a plan before it is saved: everything found at once, nothing written, nothing told to strangers."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from app.kernel.ids import new_id
from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.sessions.asked import HALL, a_session, propose
from tests.world import an_id

AHEAD: dict[str, Any] = {"starts_at": "2027-11-22T06:30:00Z", "ends_at": "2027-11-22T08:30:00Z"}
"""Independence Day of Lebanon, a Monday; half past eight in the morning."""


def _checked(api: Client, who: str, **changed: Any) -> dict[str, Any]:
    answer = api(who).post("/sessions/check", json=a_session(**{**AHEAD, **changed}))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _codes(checked: dict[str, Any]) -> dict[str, str]:
    return {one["code"]: one["weight"] for one in checked["findings"]}


@pytest.fixture
def _hall_with_hours(api: Client) -> None:
    hours = {"opens": "09:00", "closes": "18:00", "closed_days": [7]}
    answer = api("Bilal").patch(f"/venues/{HALL}", json=hours, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    assert answer.json()["closed_days"] == [7]


@pytest.mark.usefixtures("_hall_with_hours")
def test_all_is_found_at_once_and_nothing_is_written(api: Client, uow: UnitOfWork) -> None:
    bilal = api("Bilal")
    there = propose(bilal, a_session(**AHEAD))
    me = bilal.get(f"/people/{an_id('Chantal')}").json()
    answer = bilal.patch(
        f"/people/{me['id']}", json={"languages": ["ar"]}, headers={"If-Match": f'"{me["version"]}"'}
    )
    assert answer.json()["languages"] == ["ar"]
    checked = _checked(api, "Bilal", capacity=100)
    assert (checked["blocked"], checked["may_override"]) == (True, False)
    found = _codes(checked)
    assert found == {
        "session.clash.venue": "blocks",
        "session.clash.facilitator": "blocks",
        "plan.over_capacity": "warns",
        "plan.closed": "warns",
        "plan.holiday": "warns",
        "plan.language": "warns",
        "plan.same_community": "warns",
        "plan.outside_project": "warns",
        "plan.organisation_busy": "warns",
        "plan.kits_short": "warns",
    }
    weights = [one["weight"] for one in checked["findings"]]
    assert weights == sorted(weights)  # blocks come first
    by_code = {one["code"]: one for one in checked["findings"]}
    assert by_code["session.clash.venue"]["facts"] == {"session": there["code"]}
    assert by_code["plan.holiday"]["facts"] == {"name": "Independence Day", "estimated": False}
    kits = by_code["plan.kits_short"]["facts"]
    assert (kits["wanted"], kits["stock"], kits["promised"], kits["free"]) == (60, 0, 60, 0)
    with uow.read() as look:
        assert look.db.connection().execute(text("SELECT count(*) FROM awareness_session")).scalar() == 1
    assert _checked(api, "Amina")["may_override"]


def test_holidays_are_those_of_the_country_where_it_is_held(api: Client) -> None:
    amina = api("Amina")
    egypt = {"code": "EGY", "level": 0, "names": {"en": "Egypt"}, "country": "EGY"}
    added = amina.post("/areas", json=egypt)
    assert added.status_code == 201, added.text
    hall = amina.post("/venues", json={"name": "Nile hall", "area": "EGY", "capacity": 80}).json()["id"]

    def told(day: str) -> list[str]:
        hours = {"starts_at": f"{day}T07:00:00Z", "ends_at": f"{day}T09:00:00Z", "time_zone": "Africa/Cairo"}
        found = _checked(api, "Amina", venue=hall, **hours)["findings"]
        return [one["facts"]["name"] for one in found if one["code"] == "plan.holiday"]

    assert told("2027-07-23") == ["July 23 Revolution Day"]
    assert told("2027-11-22") == []  # only Lebanon keeps it


def test_a_session_is_not_in_its_own_way(api: Client) -> None:
    there = propose(api("Bilal"), a_session(**AHEAD))
    checked = _checked(api, "Bilal", id=there["id"])
    assert not checked["blocked"]
    assert "plan.same_community" not in _codes(checked)


def test_strangers_are_told_that_it_clashes_but_not_with_what(api: Client) -> None:
    there = propose(api("Bilal"), a_session(**AHEAD))
    checked = _checked(
        api, "Esther", lead_organisation="KAFA", partners=[], facilitators=[], planned_kits=[], projects=[]
    )
    assert _codes(checked)["session.clash.venue"] == "blocks"
    assert _codes(checked)["plan.same_community"] == "warns"
    assert there["code"] not in str(checked)


def test_wrong_answers_and_missing_rights_are_refused_as_when_proposing(api: Client) -> None:
    wrong = api("Bilal").post("/sessions/check", json=a_session(language="xx"))
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "language")
    assert api("Chantal").post("/sessions/check", json=a_session()).status_code == 403


def _form(**changed: str) -> dict[str, str]:
    return {
        "id": str(new_id()),
        "title": "Know your rights",
        "activity_type": "awareness_session",
        "audience": "community",
        "date": "2027-11-22",
        "start": "08:30",
        "end": "10:30",
        "time_zone": "Asia/Beirut",
        "venue": "St Joseph hall · Beirut",
        "capacity": "100",
        "language": "am",
        "lead_organisation": "CARITAS",
        "facilitators.1": "chantal@caritas.example",
        **changed,
    }


def test_the_form_shows_what_was_found_and_saves_nothing(api: Client, browser: Client) -> None:
    bilal = browser("Bilal")
    looked = bilal.post("/sessions/new", data=_form(check="1"))
    assert looked.status_code == 200
    assert "Before you save" in looked.text
    assert "The venue holds 80 people; 100 seats are planned." in looked.text
    assert 'href="#facilitators.1"' in looked.text  # the row in which it was typed
    assert 'value="2027-11-22"' in looked.text
    assert api("Bilal").get("/sessions").json()["items"] == []
    saved = bilal.post("/sessions/new", data=_form())
    assert saved.status_code == 303
    # The same hall again: a planner is told, a coordinator may give a reason.
    for who, offered in (("Bilal", False), ("Amina", True)):
        page = browser(who).post("/sessions/new", data=_form(check="1"))
        assert "In the way:" in page.text
        assert ('name="override_reason"' in page.text) is offered
    where = saved.headers["location"]
    edited = bilal.post(f"{where}/edit", data=_form(check="1", version="1", capacity="40"))
    assert (edited.status_code, "In the way:" in edited.text) == (200, False)
    assert 'name="version" value="1"' in edited.text


def test_the_calendar_leads_to_a_form_on_its_day_and_a_copy_keeps_the_plan(
    api: Client, browser: Client
) -> None:
    there = propose(api("Bilal"), a_session(**AHEAD))
    page = browser("Bilal").get(f"/sessions/new?copy={there['id']}&date=2027-12-06")
    assert 'value="2027-12-06"' in page.text
    assert there["title"] in page.text
    assert browser("Bilal").get("/sessions/new?date=soon").status_code == 200
