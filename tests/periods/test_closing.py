"""A month is closed, nothing moves its figures, and what comes late waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from typer.testing import CliRunner

from app.commands import app as karama
from app.kernel import clock
from app.kernel.ids import new_id
from app.periods.public import days_to_forget
from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.periods.july import FIRST_OF_AUGUST, JULY, close, close_out, count, held, refused, taken
from tests.sessions.asked import a_session, on_day, propose, step


def test_the_list_begins_with_the_first_session_and_ends_with_this_month(api: Client) -> None:
    amina = api("Amina")
    with clock.at(FIRST_OF_AUGUST):
        only = taken(amina.get("/periods"))["items"]
        assert [one["code"] for one in only] == ["2022-08"]
        held(api, to="confirmed")
        first, second = taken(amina.get("/periods?limit=2"))["items"]
        assert (first["code"], second["code"], second["state"]) == ("2022-08", "2022-07", "open")
        page = taken(amina.get("/periods?limit=1"))
        rest = taken(amina.get(f"/periods?limit=1&cursor={page['next']}"))
        assert (rest["items"][0]["code"], rest["next"]) == ("2022-07", None)
        assert taken(amina.get(f"/periods/{second['id']}"))["code"] == "2022-07"
        assert taken(amina.get("/periods?state=closed"))["items"] == []
    assert amina.get("/periods/1850-01").status_code == 404
    assert amina.get("/periods/soon").status_code == 404
    assert amina.get("/periods?cursor=soon").status_code == 422
    assert api("Chantal").get("/periods").status_code == 403


def test_closing_lets_held_sessions_be_finished_and_plans_nothing_new(api: Client) -> None:
    amina, bilal, chantal = api("Amina"), api("Bilal"), api("Chantal")
    with clock.at(FIRST_OF_AUGUST):
        open_one, proposed = held(api, to="confirmed"), held(api, hour=12, to="proposed")
        assert taken(amina.post(f"{JULY}/close", json={"to": "closing"}))["state"] == "closing"
        assert taken(amina.post(f"{JULY}/close", json={"to": "closing"}))["version"] == 2
        late_day = {"starts_at": "2022-07-29T06:30:00Z", "ends_at": "2022-07-29T08:30:00Z"}
        refused(bilal.post("/sessions", json=a_session(**late_day)), "period.closing")
        refused(amina.post(f"/sessions/{proposed}/transitions", json={"to": "confirmed"}), "period.closing")
        change = bilal.patch(
            f"/sessions/{open_one}", headers={"If-Match": "2"}, json={"title": "Other words"}
        )
        refused(change, "period.closing")
        postponed = {"to": "postponed", "reason": "no hall", "postponed": {**late_day}}
        refused(bilal.post(f"/sessions/{proposed}/transitions", json=postponed), "period.closing")
        # What was held is counted, reported and verified; what was not is called off.
        taken(count(chantal, open_one, 9))
        taken(chantal.post(f"/sessions/{open_one}/door", json={"id": str(new_id()), "delta": 9}))
        taken(close_out(chantal, open_one))
        step(amina, {"id": open_one}, "verified")
        step(bilal, {"id": proposed}, "cancelled", "the hall was flooded")
        propose(bilal, on_day(20))


def test_a_closed_month_keeps_its_figures(api: Client) -> None:
    amina, chantal = api("Amina"), api("Chantal")
    with clock.at(FIRST_OF_AUGUST):
        verified, reported, started = held(api), held(api, 9, to="reported"), held(api, 12, to="in_progress")
        closed = close(amina)
        assert closed["figures"] == {"people_reached": 12, "sessions_held": 1, "kits_given": 0}
        assert closed["figures_now"] == closed["figures"]
        told = count(chantal, verified, 1)
        refused(told, "period.closed")
        assert told.json()["errors"][0]["message"].startswith("The period July 2022 is closed.")
        refused(count(chantal, started, 1), "period.closed")
        refused(
            chantal.post(f"/sessions/{started}/door", json={"id": str(new_id()), "delta": 1}), "period.closed"
        )
        refused(close_out(chantal, started), "period.closed")
        give = {"id": str(new_id()), "session": started, "item": "DK", "quantity": 1, "community": "ET"}
        refused(chantal.post("/handouts", json=give), "period.closed")
        refused(amina.post(f"/sessions/{reported}/transitions", json={"to": "verified"}), "period.closed")
        back = {"to": "in_progress", "reason": "look again"}
        refused(amina.post(f"/sessions/{reported}/transitions", json=back), "period.closed")
        # Again and backwards.
        assert taken(amina.post(f"{JULY}/close", json={}))["version"] == closed["version"]
        refused(amina.post(f"{JULY}/close", json={"to": "closing"}), "period.step")
        refused(amina.post("/periods/2022-09/close", json={}), "period.not_begun")
        ahead = {"cut_off_at": "2022-08-09T00:00:00Z"}
        refused(amina.post("/periods/2022-08/close", json=ahead), "invalid", 422)
    assert api("Bilal").post(f"{JULY}/close", json={}).status_code == 403


def test_a_reopened_month_closes_itself_again(
    api: Client, uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina, chantal = api("Amina"), api("Chantal")
    until = FIRST_OF_AUGUST + timedelta(days=2)
    with clock.at(FIRST_OF_AUGUST):
        started = held(api, to="in_progress")
        refused(amina.post(f"{JULY}/reopen", json={"until": until.isoformat(), "reason": "x"}), "period.step")
        close(amina)
        ask = {"until": until.isoformat(), "reason": "Two sheets were typed in twice."}
        for wrong in ("2022-07-01T00:00:00Z", "2023-01-01T00:00:00Z"):
            refused(amina.post(f"{JULY}/reopen", json={**ask, "until": wrong}), "invalid", 422)
        assert amina.post(f"{JULY}/reopen", json={**ask, "reason": ""}).status_code == 422
        assert taken(amina.post(f"{JULY}/reopen", json=ask))["state"] == "reopened"
        taken(count(chantal, started, 1))
    with clock.at(until):
        assert taken(amina.get(JULY))["state"] == "closed"
        refused(count(chantal, started, 1), "period.closed")
        monkeypatch.setenv("KARAMA_DATABASE_URL", uow.database.url.render_as_string(hide_password=False))
        told = CliRunner().invoke(karama, ["tidy"])
        assert "1 reopened periods closed themselves again." in told.output, told.output
        assert "closed themselves" not in CliRunner().invoke(karama, ["tidy"]).output
        after = taken(amina.get(JULY))
        assert (after["state"], after["reopened_until"]) == ("closed", None)
        actions = [one["action"] for one in taken(amina.get("/audit?limit=200"))["items"]]
        assert sorted(one for one in actions if one.startswith("period.")) == [
            "period.closed",
            "period.closed_again",
            "period.closing",
            "period.reopened",
        ]


def test_a_plan_and_a_closing_at_once_are_one_after_the_other(api: Client) -> None:
    """Whoever comes second sees the first: a session is in the closed month only if it was there before."""
    amina, bilal = api("Amina"), api("Bilal")
    body = a_session(starts_at="2022-07-30T06:30:00Z", ends_at="2022-07-30T08:30:00Z")
    answers: dict[str, int] = {}
    together = Barrier(2)

    def plan() -> None:
        together.wait()
        answers["plan"] = bilal.post("/sessions", json=body).status_code

    def shut() -> None:
        together.wait()
        answers["shut"] = amina.post(f"{JULY}/close", json={"to": "closed"}).status_code

    threads = [Thread(target=plan), Thread(target=shut)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert answers["shut"] == 200
    assert answers["plan"] in {201, 409}
    refused(bilal.post("/sessions", json=a_session()), "period.closed")


def test_tickets_are_forgotten_ninety_days_after_the_closing(api: Client, uow: UnitOfWork) -> None:
    with clock.at(FIRST_OF_AUGUST):
        close(api("Amina"))

    def forgotten(day: datetime) -> bool:
        with clock.at(day), uow.read() as look:
            return any(
                first.isoformat() <= "2022-07-30" <= last.isoformat() for first, last in days_to_forget(look)
            )

    assert not forgotten(FIRST_OF_AUGUST + timedelta(days=89))
    assert forgotten(FIRST_OF_AUGUST + timedelta(days=90))
    # A month that nobody ever closes is forgotten a year after its end.
    with clock.at(datetime(2022, 10, 1, tzinfo=UTC)), uow.read() as look:
        assert days_to_forget(look)[-1][1].isoformat() == "2021-09-30"
