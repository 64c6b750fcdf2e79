"""Who reads what in the inbox when sessions are planned, answered, confirmed, changed and called off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.testclient import TestClient

from app.kernel import clock
from app.platform.unit_of_work import UnitOfWork
from app.sessions.use_cases.reminding import remind
from tests.closing.hall import Hall
from tests.conftest import Client
from tests.sessions.asked import on_day, propose, step
from tests.world import WORLD_DAY


def _inbox(client: TestClient) -> list[tuple[str, str]]:
    """(kind, text) of every notice, newest first."""
    return [(one["kind"], one["text"]) for one in client.get("/notices").json()["items"]]


def _kinds(client: TestClient) -> list[str]:
    return [kind for kind, _text in _inbox(client)]


def _change(client: TestClient, session: dict[str, Any], **values: Any) -> None:
    known = client.get(f"/sessions/{session['id']}").json()["version"]
    answer = client.patch(f"/sessions/{session['id']}", json=values, headers={"If-Match": f'"{known}"'})
    assert answer.status_code == 200, answer.text


def test_a_plan_reaches_those_it_concerns_and_nobody_else(api: Client) -> None:
    amina, bilal, chantal, lina, esther = (api(n) for n in ("Amina", "Bilal", "Chantal", "Lina", "Esther"))
    session = propose(bilal, on_day(3))
    assert _kinds(amina) == ["proposed"]
    assert _kinds(lina) == ["invited"]
    assert f"CARITAS invites you to {session['code']}" in _inbox(lina)[0][1]

    answered = lina.post(f"/sessions/{session['id']}/partners/LAW/answer", json={"accepted": True})
    assert answered.status_code == 200, answered.text
    assert "LAW takes part" in _inbox(bilal)[0][1]
    step(amina, session, "confirmed")
    assert _kinds(chantal) == ["confirmed"]
    _change(bilal, session, starts_at="2022-08-03T07:30:00Z", ends_at="2022-08-03T09:30:00Z")
    _change(bilal, session, capacity=55)  # nobody must know that before she sets out
    step(bilal, session, "cancelled", "The hall is flooded.")

    assert _kinds(chantal) == ["cancelled", "changed", "confirmed"]
    assert _kinds(lina) == ["cancelled", "changed", "confirmed", "invited"]
    assert _kinds(bilal) == ["confirmed", "accepted"], "what Bilal did himself is no news to him"
    assert chantal.get("/notices").json()["items"][0]["reason"] == "The hall is flooded."
    assert _kinds(esther) == []


def test_read_is_read_and_only_for_oneself(api: Client) -> None:
    bilal, amina, lina = api("Bilal"), api("Amina"), api("Lina")
    for day in (4, 5):
        propose(bilal, on_day(day))
    first, second = amina.get("/notices").json()["items"]
    stolen = lina.post("/notices/read", json={"ids": [first["id"], second["id"]]})
    assert stolen.json() == {"marked": 0}
    assert amina.post("/notices/read", json={"ids": [first["id"]]}).json() == {"marked": 1}
    assert [one["id"] for one in amina.get("/notices?unread=true").json()["items"]] == [second["id"]]
    assert amina.post("/notices/read", json={"up_to": second["made_at"]}).json() == {"marked": 1}
    page = amina.get("/notices?limit=1").json()
    assert page["items"][0]["id"] == first["id"]
    assert amina.get(f"/notices?limit=1&cursor={page['next']}").json()["items"][0]["id"] == second["id"]
    assert amina.get("/notices?cursor=bm90IG91cnM").status_code == 422


def test_reminders_come_in_time_and_once(api: Client, uow: UnitOfWork) -> None:
    bilal, amina, chantal = api("Bilal"), api("Amina"), api("Chantal")
    session = propose(bilal, on_day(9))
    step(amina, session, "confirmed")
    starts = datetime(2022, 8, 9, 6, 30, tzinfo=UTC)
    expected = ["confirmed"]
    for before, kind in (
        (timedelta(hours=30), None),
        (timedelta(hours=20), "tomorrow"),
        (timedelta(hours=2), None),
        (-timedelta(days=1), None),
        (-timedelta(days=3), "overdue"),
        (-timedelta(days=4), None),
        (-timedelta(days=9), "overdue"),
        (-timedelta(days=60), None),
    ):
        with clock.at(starts - before):
            remind(uow)
        expected += [kind] if kind else []
        assert sorted(_kinds(chantal)) == sorted(expected), before
    assert _kinds(bilal).count("overdue") == 2


def test_a_no_a_new_date_and_a_report_reach_those_who_must_act(api: Client, uow: UnitOfWork) -> None:
    amina, bilal, chantal, lina = (api(name) for name in ("Amina", "Bilal", "Chantal", "Lina"))
    session = propose(bilal, on_day(20))
    answered = lina.post(
        f"/sessions/{session['id']}/partners/LAW/answer",
        json={"accepted": False, "reason": "Nobody is free."},
    )
    assert answered.status_code == 200, answered.text
    assert "LAW does not take part" in _inbox(bilal)[0][1]
    new_date = {"starts_at": "2022-08-27T06:30:00Z", "ends_at": "2022-08-27T08:30:00Z"}
    moved = amina.post(
        f"/sessions/{session['id']}/transitions",
        json={"to": "postponed", "reason": "A strike.", "postponed": new_date},
    )
    assert moved.status_code == 200, moved.text
    told = chantal.get("/notices").json()["items"]
    assert [(one["kind"], one["reason"]) for one in told] == [("postponed", "A strike.")]
    assert "postponed" in _kinds(bilal)

    hall = Hall(uow)
    hall.close()
    assert _kinds(amina)[0] == "reported"
    with clock.at(WORLD_DAY + timedelta(days=3)):
        remind(uow)
    assert "overdue" not in _kinds(chantal), "who has reported owes nothing"
    hall.step("in_progress", reason="The door count is missing.")
    for person in (bilal, chantal):
        newest = person.get("/notices").json()["items"][0]
        assert (newest["kind"], newest["reason"]) == ("sent_back", "The door count is missing.")


def test_many_of_a_kind_in_one_step_are_told_as_a_number(api: Client, uow: UnitOfWork) -> None:
    """A series or an import says "40 sessions", not forty times the same."""
    sessions = [propose(api("Bilal"), on_day(day)) for day in (10, 11, 12, 13)]
    for together in (sessions[:3], sessions):
        with uow.begin() as tx:
            for session in together:
                tx.record("session.confirm", None, "session", session["id"])
    told = [text for kind, text in _inbox(api("Chantal")) if kind == "confirmed"]
    assert len(told) == 4, "three by name, then four in one go as one"
    assert told[0] == "4 sessions were confirmed."
