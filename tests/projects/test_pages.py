from __future__ import annotations

import re
from uuid import uuid4

from tests.conftest import Client

PROJECT = {
    "code": "GLOS83",
    "title.en": "Global action",
    "agency": "UNODC",
    "starts_on": "2021-01-01",
    "ends_on": "2026-12-31",
    "donors.0.organisation": "",
    "donors.1.organisation": "NL",
    "donors.1.grant_reference": "NL-7",
    "donors.1.amount": "1200.50",
    "donors.1.currency": "EUR",
}
INDICATOR = {
    "code": "1.1",
    "title.en": "Women reached",
    "measure": "people_reached",
    "unit": "people",
    "baseline": "٣",
    "aggregation": "sum",
    "disaggregation": ["sex", "community"],
    "filter.0.dimension": "sex",
    "filter.0.codes": "f",
    "filter.1.dimension": "community",
    "filter.1.codes": "ET BD",
    "targets.0.from": "2022-01-01",
    "targets.0.to": "2022-03-31",
    "targets.0.value": "100",
    "targets.3.from": "2022-04-01",
    "targets.3.to": "2022-06-30",
    "targets.3.value": "150",
}


def test_a_project_is_added_with_its_donors_in_any_row(browser: Client, api: Client) -> None:
    form = {**PROJECT, "id": str(uuid4())}
    amina = browser("Amina")
    for _again in range(2):
        sent = amina.post("/settings/projects/new", data=form)
        assert (sent.status_code, sent.headers["location"]) == (303, "/settings/projects/GLOS83")
    donors = api("Amina").get("/projects/GLOS83").json()["donors"]
    assert [(donor["organisation"], donor["amount"], donor["currency"]) for donor in donors] == [
        ("NL", 1200.5, "EUR")
    ]


def test_a_wrong_donor_is_told_beside_its_row(browser: Client) -> None:
    form = {**PROJECT, "donors.1.currency": ""}
    sent = browser("Amina").post("/settings/projects/new", data=form)
    assert sent.status_code == 422
    assert 'id="donors.0.currency-wrong"' in sent.text
    assert 'value="NL-7"' in sent.text


def test_an_emptied_row_takes_a_donor_off(browser: Client, api: Client) -> None:
    form = {"version": "1", "title.en": "Lebanon", "agency": "IOM", "donors.0.organisation": ""}
    sent = browser("Amina").post("/settings/projects/LBNT39", data=form)
    assert sent.status_code == 303
    project = api("Amina").get("/projects/LBNT39").json()
    assert (project["donors"], project["title"]["en"]) == ([], "Lebanon")


def test_a_stale_form_shows_what_was_saved_meanwhile(browser: Client, api: Client) -> None:
    saved = api("Amina").patch(
        "/projects/LBNT39", json={"title": {"en": "Saved by Farid"}}, headers={"If-Match": '"1"'}
    )
    assert saved.status_code == 200
    form = {"version": "1", "title.en": "Typed by Amina", "agency": "IOM"}
    sent = browser("Amina").post("/settings/projects/LBNT39", data=form)
    assert sent.status_code == 412
    assert "Saved in the meantime: Saved by Farid" in sent.text
    assert 'value="Typed by Amina"' in sent.text
    assert 'name="version" value="2"' in sent.text
    decided = browser("Amina").post("/settings/projects/LBNT39", data={**form, "version": "2"})
    assert decided.status_code == 303


def test_an_indicator_is_added_and_shown_below_its_project(browser: Client, api: Client) -> None:
    amina = browser("Amina")
    sent = amina.post("/settings/projects/LBNT39/indicators/new", data={**INDICATOR, "id": str(uuid4())})
    assert (sent.status_code, sent.headers.get("location")) == (303, "/settings/projects/LBNT39"), sent.text
    indicator = api("Amina").get("/indicators", params={"project": "LBNT39"}).json()["items"][0]
    assert indicator["filter"] == {"sex": "f", "community": ["ET", "BD"]}
    assert indicator["baseline"] == 3
    assert [target["value"] for target in indicator["targets"]] == [100, 150]
    address = f"/settings/projects/LBNT39/indicators/{indicator['id']}"
    assert address in amina.get("/settings/projects/LBNT39").text
    shown = amina.get(address).text
    assert 'value="ET BD"' in shown
    values = dict(re.findall(r'name="(targets\.\d+\.\w+)"\s+value="([^"]*)"', shown))
    assert (values["targets.1.to"], values["targets.5.to"]) == ("2022-06-30", "")
    assert amina.get(address.replace("LBNT39", "GLOT59")).status_code == 404


def test_an_indicator_keeps_and_loses_targets(browser: Client, api: Client) -> None:
    amina = browser("Amina")
    amina.post("/settings/projects/LBNT39/indicators/new", data={**INDICATOR, "id": str(uuid4())})
    indicator = api("Amina").get("/indicators").json()["items"][0]
    form = {
        **{name: value for name, value in INDICATOR.items() if not name.startswith("targets.0")},
        "targets.0.from": "",
        "version": "1",
    }
    form.pop("code")
    form["filter.1.dimension"] = form["filter.1.codes"] = ""
    sent = amina.post(f"/settings/projects/LBNT39/indicators/{indicator['id']}", data=form)
    assert sent.status_code == 303, sent.text
    after = api("Amina").get(f"/indicators/{indicator['id']}").json()
    assert [target["value"] for target in after["targets"]] == [150]
    assert after["filter"] == {"sex": "f"}


def test_a_wrong_target_is_told_beside_its_row(browser: Client) -> None:
    form = {**INDICATOR, "targets.3.to": "2022-03-01", "id": str(uuid4())}
    sent = browser("Amina").post("/settings/projects/LBNT39/indicators/new", data=form)
    assert sent.status_code == 422
    assert 'id="targets.1.to-wrong"' in sent.text
    assert 'value="ET BD"' in sent.text


def test_a_campaign_is_added_and_its_end_taken_away(browser: Client, api: Client) -> None:
    amina = browser("Amina")
    form = {
        "id": str(uuid4()),
        "code": "BLUE-HEART",
        "names.en": "Blue Heart",
        "starts_on": "2022-01-01",
        "ends_on": "2022-12-31",
    }
    assert amina.post("/settings/campaigns/new", data=form).status_code == 303
    change = {"version": "1", "names.en": "Blue Heart", "starts_on": "2022-01-01", "ends_on": ""}
    assert amina.post("/settings/campaigns/BLUE-HEART", data=change).status_code == 303
    assert api("Amina").get("/campaigns/BLUE-HEART").json()["ends_on"] is None


def test_what_is_wrong_with_a_limit_stands_where_it_was_typed(browser: Client) -> None:
    def told(**limit: str) -> str:
        typed = {"id": str(uuid4()), "code": "1.1", "title.en": "Women reached", "baseline": "0"}
        typed |= {"measure": "kits_received"} | {f"filter.0.{name}": value for name, value in limit.items()}
        sent = browser("Amina").post("/settings/projects/LBNT39/indicators/new", data=typed)
        assert sent.status_code == 422
        return sent.text

    assert 'id="filter.0.codes-wrong"' in told(dimension="community", codes="")
    assert 'id="filter.0.dimension-wrong"' in told(dimension="", codes="ET")
    unfit = told(dimension="sex", codes="f")
    assert 'class="wrong" id="filter"' in unfit
    assert "cannot be cut by sex" in unfit
