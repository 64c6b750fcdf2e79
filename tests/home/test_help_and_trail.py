from __future__ import annotations

from html import unescape

import pytest

from app.access.permissions import ROLE_NAMES
from tests.conftest import Client
from tests.world import an_id

ADDED = {"code": "UPEL", "names": {"en": "UPEL"}, "kind": "ngo"}


def test_help_is_open_to_everybody_and_names_every_role(browser: Client) -> None:
    shown = browser("").get("/help")
    assert shown.status_code == 200
    for name in ROLE_NAMES.values():
        assert str(name).capitalize() in shown.text
    assert "chip blue" not in shown.text


def test_help_marks_my_own_role(browser: Client) -> None:
    shown = browser("Chantal").get("/help").text
    part = shown[shown.index('id="facilitator"') : shown.index('id="planner"')]
    assert "chip blue" in part
    assert shown.count("chip blue") == 1


def test_the_trail_names_who_did_what_to_what(api: Client, browser: Client) -> None:
    assert api("Amina").post("/organisations", json=ADDED).status_code == 201
    shown = browser("Georges").get("/audit").text
    assert "organisation.added" in shown
    assert "Amina" in shown
    assert "UPEL" in shown


def test_the_trail_of_one_thing_and_its_pages(api: Client, browser: Client) -> None:
    amina = api("Amina")
    for number in range(60):
        body = {
            "code": f"NGO-{number}",
            "names": {"en": f"NGO {number}"},
            "kind": "ngo",
            "id": str(an_id(f"o{number}")),
        }
        assert amina.post("/organisations", json=body).status_code == 201
    reader = browser("Amina")
    first = unescape(reader.get("/audit").text)
    assert "NGO-59" in first
    assert "NGO-3<" not in first
    following = first[first.index('rel="next" href="') + len('rel="next" href="') :].split('"')[0]
    second = reader.get(following)
    assert second.status_code == 200
    assert "NGO-3<" in second.text
    assert 'rel="prev" href="/audit"' in second.text
    only = reader.get(f"/audit?subject_kind=organisation&subject_id={an_id('o7')}").text
    assert "NGO-7<" in only
    assert "NGO-8<" not in only


@pytest.mark.parametrize("name", ["Bilal", "Chantal", "Daoud", "Hanna", "Esther"])
def test_the_trail_is_for_coordinators_and_administrators(browser: Client, name: str) -> None:
    assert browser(name).get("/audit").status_code == 403


@pytest.mark.parametrize("query", ["cursor=x", "subject_kind=%00&subject_id=1", "cursor=WyJhIiwiYiJd"])
def test_nonsense_in_the_address_is_refused(browser: Client, query: str) -> None:
    assert browser("Amina").get(f"/audit?{query}").status_code == 422
