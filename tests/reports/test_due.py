"""From the rule of a lens to the report that is sent in time: who sees it owed, who is told, one click to the draft."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.kernel import clock
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork
from app.reports.use_cases.due import remind_of_reports
from tests.conftest import Client
from tests.factories import a_session, filled
from tests.reports.story import story
from tests.world import an_id

LENS = {
    "id": str(an_id("a lens")),
    "project": "LBNT39",
    "name": "Switzerland, quarterly",
    "from": "2022-04-01",
    "to": "2023-03-31",
    "due": {"every": "quarter", "days": 30, "first": "2022-07-01"},
}


def _at(month: int, day: int, year: int = 2022) -> Any:
    return clock.at(datetime(year, month, day, 9, tzinfo=UTC))


def _owed(client: TestClient) -> list[dict[str, Any]]:
    answer = client.get("/reports/due")
    assert answer.status_code == 200, answer.text
    return list(answer.json())


@pytest.fixture
def quarter(database_url: str, api: Client) -> Callable[[str], TestClient]:
    """The story of the third quarter, a session of Caritas that nobody reported, and the lens of Switzerland."""
    filled(database_url, story)
    filled(database_url, lambda db: a_session(db, day=date(2022, 9, 1), status="confirmed", lead="CARITAS"))
    added = api("Amina").post("/lenses", json=LENS)
    assert added.status_code == 201, added.text
    assert added.json()["due"]["year_begins"] == 1
    return api


def test_each_sees_and_hears_of_a_report_what_concerns_her(quarter: Client, uow: UnitOfWork) -> None:
    with _at(10, 20):
        last, running = _owed(quarter("Amina"))
        assert (last["from"], last["to"], last["due_on"]) == ("2022-07-01", "2022-09-30", "2022-10-30")
        assert (last["state"], last["days_left"], last["waiting"]) == ("due", 10, 2)
        assert (running["from"], running["state"]) == ("2022-10-01", "running")
        assert [(one["state"], one["waiting"], one["lens_name"]) for one in _owed(quarter("Hanna"))] == [
            ("due", None, "Switzerland, quarterly"),
            ("running", None, "Switzerland, quarterly"),
        ]
        (held_up,) = _owed(quarter("Bilal"))
        assert (held_up["project"], held_up["waiting"], held_up["lens_name"]) == ("LBNT39", 2, "")
        assert _owed(quarter("Esther")) == [], "nothing waits for sessions of hers"
    with _at(11, 2):
        assert [(one["state"], one["days_left"]) for one in _owed(quarter("Amina"))][:1] == [("overdue", -3)]
    _coordinators_are_told_once_in_time_and_once_when_it_is_late(quarter, uow)
    _what_was_sent_is_not_owed_and_what_was_sent_back_is_again(quarter)


def _what_was_sent_is_not_owed_and_what_was_sent_back_is_again(quarter: Client) -> None:
    amina = quarter("Amina")
    with _at(10, 20):
        days = {"lens": LENS["id"], "from": "2022-07-01", "to": "2022-09-30"}
        draft = amina.post("/reports", json=days).json()["id"]
        assert _owed(amina)[0]["report"] == draft
        assert amina.post(f"/reports/{draft}/submit").status_code == 200
        assert [one["state"] for one in _owed(amina)] == ["running"]
        back = quarter("Hanna").post(f"/reports/{draft}/answer", json={"to": "sent_back", "note": "Ages?"})
        assert back.status_code == 200
        assert next((one["state"], one["report"]) for one in _owed(amina)) == ("due", draft)


def _coordinators_are_told_once_in_time_and_once_when_it_is_late(quarter: Client, uow: UnitOfWork) -> None:
    amina = quarter("Amina")
    told: list[str] = []
    for month, day, new in (
        (9, 30, None),
        (10, 22, None),
        (10, 23, "report_due"),
        (10, 24, None),
        (10, 30, None),
        (10, 31, "report_overdue"),
        (11, 20, None),
    ):
        with _at(month, day):
            remind_of_reports(uow, Settings())
            told += [new] if new else []
            assert [one["kind"] for one in reversed(amina.get("/notices").json()["items"])] == told
    late, due = amina.get("/notices").json()["items"]
    assert due["text"] == (
        "The donor report LBNT39, Switzerland, quarterly, for 1 July 2022 to 30 September 2022 is due on "
        "30 October 2022."
    )
    assert "was due on 30 October 2022" in late["text"]
    assert late["link"] == "/reports"
    for name in ("Bilal", "Hanna", "Daoud"):
        assert quarter(name).get("/notices").json()["items"] == []


@pytest.mark.usefixtures("quarter")
def test_amina_writes_the_rule_in_a_form_and_begins_the_draft_with_one_click(browser: Client) -> None:
    amina = browser("Amina")
    page = f"/reports/lenses/{LENS['id']}"
    known = {"name": LENS["name"], "from": LENS["from"], "to": LENS["to"]}
    wrong = amina.post(
        page, data={**known, "version": "1", "due.first": "2022-08-01", "due.last": "2022-07-01"}
    )
    assert wrong.status_code == 422
    assert 'href="#due.last"' in wrong.text
    form = amina.get(page).text
    assert re.search(r'name="due.first"[^>]*value="2022-07-01"|value="2022-07-01"[^>]*name="due.first"', form)
    answers = {**known, "version": "1"}
    answers |= {"due.every": "quarter", "due.days": "٤٥", "due.year_begins": "7", "due.first": ""}
    assert amina.post(page, data=answers).status_code == 303
    with _at(10, 20):
        start = amina.get("/").text
        assert "Reports due" in start
        assert "due in 25 days" in start
        assert "Apr" in amina.get("/reports").text, "without a first day, all days of the lens are owed"
        sent = re.search(
            r'action="/reports/new">\s*<input type="hidden" name="id" value="([^"]+)">\s*'
            r'<input type="hidden" name="lens" value="([^"]+)">\s*'
            r'<input type="hidden" name="from" value="(2022-07-01)">\s*'
            r'<input type="hidden" name="to" value="(2022-09-30)">',
            start,
        )
        assert sent is not None, start
        click = dict(zip(("id", "lens", "from", "to"), sent.groups(), strict=True))
        first = amina.post("/reports/new", data=click)
        again = amina.post("/reports/new", data=click)
        assert first.status_code == 303
        assert first.headers["location"] == again.headers["location"], "two clicks make one draft"
        assert f'href="{first.headers["location"]}"' in amina.get("/").text
        assert "its period still runs" in amina.get("/reports").text
        assert "Reports due" in browser("Hanna").get("/").text
        assert "Make the draft" not in browser("Hanna").get("/reports").text
        assert "2 sessions" in browser("Bilal").get("/").text
