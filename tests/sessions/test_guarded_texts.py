"""Title and note of a plan hold no personal data: a soft stop, passed by a reason that stays in the audit trail."""

from __future__ import annotations

from sqlalchemy import text

from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.sessions.asked import a_session, propose
from tests.sessions.schedules import a_row, send, workbook
from tests.sessions.test_pages import sent, the_form
from tests.sessions.test_series import a_series

KEY_HOLDER = "The key is with the warden, 03 123 456"
OUR_OFFICE = "it is the number of our own office"


def _reasons_kept(uow: UnitOfWork) -> int:
    query = text("SELECT count(*) FROM audit_event WHERE CAST(data AS TEXT) LIKE :reason")
    with uow.read() as look:
        return int(look.db.connection().execute(query, {"reason": f"%{OUR_OFFICE}%"}).scalar_one())


def test_a_telephone_in_a_note_is_asked_about_and_kept_for_a_reason(api: Client, uow: UnitOfWork) -> None:
    bilal = api("Bilal")
    body = a_session(note=KEY_HOLDER, title="Ring me at mariam@example.org")
    refused = bilal.post("/sessions", json=body)
    assert refused.status_code == 422
    told = [(one["field"], one["code"]) for one in refused.json()["errors"]]
    assert told == [("title", "note.personal_data"), ("note", "note.personal_data")]
    no_reason = bilal.post("/sessions", json={**body, "note_reason": "or ask 70 123 456"})
    assert [one["field"] for one in no_reason.json()["errors"]] == ["note_reason"]
    kept = {**body, "note_reason": OUR_OFFICE}
    assert [bilal.post("/sessions", json=kept).status_code for _time in range(2)] == [201, 200]
    assert _reasons_kept(uow) == 1


def test_what_was_kept_before_is_not_asked_about_again(api: Client, uow: UnitOfWork) -> None:
    bilal = api("Bilal")
    session = propose(bilal, a_session(note=KEY_HOLDER, note_reason=OUR_OFFICE))
    address = f"/sessions/{session['id']}"
    same = bilal.patch(address, json={"note": KEY_HOLDER, "capacity": 70}, headers={"If-Match": '"1"'})
    assert same.status_code == 200
    other = {"note": f"{KEY_HOLDER}, or 70 654 321"}
    refused = bilal.patch(address, json=other, headers={"If-Match": '"2"'})
    assert [one["field"] for one in refused.json()["errors"]] == ["note"]
    with_reason = {**other, "note_reason": OUR_OFFICE}
    assert bilal.patch(address, json=with_reason, headers={"If-Match": '"2"'}).status_code == 200
    assert _reasons_kept(uow) == 2


def test_a_series_and_a_schedule_are_looked_at_too(api: Client, uow: UnitOfWork) -> None:
    bilal = api("Bilal")
    body = a_series(note=KEY_HOLDER, rule={"frequency": "weekly", "interval": 1, "count": 2})
    assert [one["field"] for one in bilal.post("/series", json=body).json()["errors"]] == ["note"]
    made = bilal.post("/series", json={**body, "note_reason": OUR_OFFICE})
    assert made.status_code == 201
    change = {"scope": "all", "title": "Call 03 123 456"}
    address, seen = f"/series/{made.json()['id']}", {"If-Match": f'"{made.json()["version"]}"'}
    refused = bilal.patch(address, json=change, headers=seen)
    assert [one["field"] for one in refused.json()["errors"]] == ["title"]
    assert bilal.patch(address, json={**change, "note_reason": OUR_OFFICE}, headers=seen).status_code == 200
    assert _reasons_kept(uow) == 3, "the series, and each of its two sessions"
    told = send(bilal, workbook([a_row(note=KEY_HOLDER)]), "schedule.xlsx", dry_run=True).json()
    assert [one["column"] for one in told["errors"]] == ["note"]


def test_the_form_asks_why_it_must_stay(browser: Client) -> None:
    bilal, form = browser("Bilal"), the_form(title="Ring 03 123 456")
    assert "Why it must stay" not in bilal.get("/sessions/new").text
    asked = bilal.post("/sessions/new", data=form)
    assert asked.status_code == 422
    assert "This looks like a phone number: 03 123 456." in asked.text
    assert "Why it must stay" in asked.text
    page = bilal.get(sent(bilal, {**form, "note_reason": OUR_OFFICE}))
    assert "Ring 03 123 456" in page.text
