from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Client
from tests.world import an_id

PROJECT: dict[str, Any] = {
    "code": "GLOS83",
    "title": {"en": "Global action", "fr": "Action mondiale", "ar": "عمل عالمي"},
    "agency": "UNODC",
    "starts_on": "2021-01-01",
    "ends_on": "2026-12-31",
    "donors": [{"organisation": "NL", "grant_reference": "NL-7", "amount": 1200000.5, "currency": "EUR"}],
}
CAMPAIGN = {"code": "BLUE-HEART", "names": {"en": "Blue Heart"}, "starts_on": "2022-01-01"}
INDICATOR = {
    "project": "LBNT39",
    "code": "1.1",
    "title": {"en": "Women reached", "fr": "Femmes atteintes"},
    "measure": "people_reached",
    "filter": {"sex": "f", "community": ["ET", "BD"]},
    "baseline": 0,
    "aggregation": "sum",
    "targets": [
        {"from": "2022-01-01", "to": "2022-03-31", "value": 100},
        {"from": "2022-04-01", "to": "2022-06-30", "value": 150},
    ],
}


def test_a_project_comes_back_as_it_was_sent(api: Client) -> None:
    added = api("Amina").post("/projects", json=PROJECT)
    assert added.status_code == 201, added.text
    body = added.json()
    assert {key: body[key] for key in PROJECT if key != "donors"} == {
        key: value for key, value in PROJECT.items() if key != "donors"
    }
    assert body["donors"][0] | PROJECT["donors"][0] == body["donors"][0]
    assert body["version"] == 1
    assert api("Chantal").get("/projects/GLOS83").json() == body


def test_the_same_project_again_is_answered_again(api: Client) -> None:
    body = {**PROJECT, "id": str(uuid4())}
    answers = [api("Amina").post("/projects", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()


def test_a_taken_project_code_is_refused(api: Client) -> None:
    refused = api("Amina").post("/projects", json={**PROJECT, "code": "LBNT39"})
    assert (refused.status_code, refused.json()["code"]) == (409, "project.code_taken")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"ends_on": "2020-12-31"}, "ends_on", "dates.order"),
        ({"agency": "NOBODY"}, "agency", "organisation.unknown"),
        ({"donors": [{"organisation": "XX"}]}, "donors.0.organisation", "organisation.unknown"),
        ({"donors": [{"organisation": "NL"}] * 2}, "donors.1.organisation", "donor.twice"),
        ({"donors": [{"organisation": "NL", "amount": 5}]}, "donors.0.currency", "currency.missing"),
    ],
)
def test_a_wrong_project_is_refused_at_its_field(
    api: Client, change: dict[str, object], field: str, code: str
) -> None:
    refused = api("Amina").post("/projects", json={**PROJECT, **change})
    assert refused.status_code == 422
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [(field, code)]
    assert api("Amina").get("/projects/GLOS83").status_code == 404


def test_a_change_names_what_it_changes(api: Client) -> None:
    amina = api("Amina")
    donors = [{"organisation": "NL", "grant_reference": "NL-9"}]
    changed = amina.patch("/projects/LBNT39", json={"donors": donors}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert [donor["organisation"] for donor in changed.json()["donors"]] == ["NL"]
    assert changed.json()["title"]["en"] == "Counter-trafficking in Lebanon"
    stale = amina.patch("/projects/LBNT39", json={"donors": []}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


def test_who_may_look_and_who_may_change(api: Client) -> None:
    assert api("Bilal").get("/projects").status_code == 200
    assert api("Bilal").post("/projects", json=PROJECT).status_code == 403
    assert api("Hanna").get("/projects").status_code == 403
    assert api("").get("/projects").status_code == 401


def test_a_campaign_may_go_on_without_end(api: Client) -> None:
    amina = api("Amina")
    added = amina.post("/campaigns", json=CAMPAIGN)
    assert (added.status_code, added.json()["ends_on"]) == (201, None)
    closed = amina.patch("/campaigns/BLUE-HEART", json={"ends_on": "2022-12-31"}, headers={"If-Match": '"1"'})
    assert closed.json()["ends_on"] == "2022-12-31"
    opened = amina.patch("/campaigns/BLUE-HEART", json={"ends_on": None}, headers={"If-Match": '"2"'})
    assert opened.json()["ends_on"] is None
    wrong = amina.patch("/campaigns/BLUE-HEART", json={"ends_on": "2021-01-01"}, headers={"If-Match": '"3"'})
    assert wrong.status_code == 422
    assert [item["code"] for item in amina.get("/campaigns").json()["items"]] == ["BLUE-HEART", "WD-TIP-2022"]


def test_an_indicator_comes_back_with_its_targets(api: Client) -> None:
    amina = api("Amina")
    added = amina.post("/indicators", json=INDICATOR)
    assert added.status_code == 201, added.text
    body = added.json()
    assert {key: body[key] for key in INDICATOR if key != "title"} == {
        key: value for key, value in INDICATOR.items() if key != "title"
    }
    listed = amina.get("/indicators", params={"project": "LBNT39"}).json()["items"]
    assert listed == [body]
    assert amina.get("/indicators", params={"project": "GLOT59"}).json()["items"] == []
    assert amina.get(f"/indicators/{body['id']}").json() == body
    target = [{"from": "2022-01-01", "to": "2022-12-31", "value": 900}]
    changed = amina.patch(
        f"/indicators/{body['id']}", json={"targets": target, "baseline": 3}, headers={"If-Match": '"1"'}
    )
    assert (changed.json()["targets"], changed.json()["baseline"]) == (target, 3)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"project": "NONE"}, "project"),
        ({"measure": "names_of_people"}, "measure"),
        ({"targets": [{"from": "2022-02-01", "to": "2022-01-01", "value": 1}]}, "targets.0.to"),
        ({"targets": [{"from": "2022-01-01", "to": "2022-02-01", "value": 1}] * 2}, "targets.1.from"),
        ({"targets": [{"from": "2022-01-01", "to": "2022-02-01", "value": -1}]}, "targets.0.value"),
    ],
)
def test_a_wrong_indicator_is_refused_at_its_field(
    api: Client, change: dict[str, object], field: str
) -> None:
    refused = api("Amina").post("/indicators", json={**INDICATOR, **change})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]


def test_an_indicator_code_is_taken_within_its_project_only(api: Client) -> None:
    amina = api("Amina")
    assert amina.post("/indicators", json=INDICATOR).status_code == 201
    again = amina.post("/indicators", json=INDICATOR)
    assert (again.status_code, again.json()["code"]) == (409, "indicator.code_taken")
    assert amina.post("/indicators", json={**INDICATOR, "project": "GLOT59"}).status_code == 201


def test_indicators_come_in_pages(api: Client) -> None:
    amina = api("Amina")
    for code in ("1", "2", "3"):
        amina.post("/indicators", json={**INDICATOR, "code": code})
    first = amina.get("/indicators", params={"limit": 2}).json()
    rest = amina.get("/indicators", params={"limit": 2, "cursor": first["next"]}).json()
    assert [item["code"] for item in first["items"] + rest["items"]] == ["1", "2", "3"]
    assert rest["next"] is None
    assert amina.get("/indicators", params={"cursor": "bm8"}).status_code == 422


def test_an_unknown_indicator_is_not_there(api: Client) -> None:
    assert api("Amina").get(f"/indicators/{an_id('nothing')}").status_code == 404


def test_a_code_that_cannot_be_one_is_refused(api: Client) -> None:
    assert api("Amina").get("/projects/%00").status_code == 422
    assert api("Amina").get("/indicators", params={"project": "\x00"}).status_code == 422
