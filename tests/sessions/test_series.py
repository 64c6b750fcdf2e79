from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, func, select

from app.kernel.ids import new_id
from app.platform.unit_of_work import UnitOfWork
from app.sessions.tables import AwarenessSession, SessionSeries
from tests.conftest import Client
from tests.sessions.asked import HALL, a_session, propose, step
from tests.sessions.series_process import rule_of

WEEKLY = {"frequency": "weekly", "interval": 1, "count": 40}


def a_series(**changed: Any) -> dict[str, Any]:
    return a_session(**{"rule": WEEKLY, **changed})


def _how_many(uow: UnitOfWork) -> tuple[int, int]:
    with Session(uow.database.reader) as db:
        return (
            db.exec(select(func.count()).select_from(AwarenessSession)).one(),
            db.exec(select(func.count()).select_from(SessionSeries)).one(),
        )


def test_a_series_is_all_of_its_sessions_or_nothing(api: Client, uow: UnitOfWork) -> None:
    bilal = api("Bilal")
    the_37th = date(2022, 7, 30) + timedelta(weeks=36)
    in_the_way = propose(
        bilal,
        a_session(
            starts_at=f"{the_37th}T07:00:00Z", ends_at=f"{the_37th}T08:00:00Z", facilitators=[], partners=[]
        ),
    )
    body = a_series(facilitators=["chantal@caritas.example"])
    tried = bilal.post("/series", json={**body, "dry_run": True})
    assert tried.status_code == 200, tried.text
    shown = tried.json()
    assert (len(shown["occurrences"]), shown["clashes"]) == (40, 1)
    assert shown["occurrences"][36]["clashes"][0]["session"] == in_the_way["code"]
    assert [one["holidays"] for one in shown["occurrences"] if one["date"] == "2022-12-31"] == [[]]
    refused = bilal.post("/series", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "session.clash")
    [error] = refused.json()["errors"]
    assert (error["field"], error["date"], error["session"], error["occurrence"]) == (
        "venue",
        str(the_37th),
        in_the_way["code"],
        37,
    )
    # A stranger to the session in the way learns only that the hall is taken.
    esther = api("Esther").post(
        "/series",
        json=a_series(lead_organisation="KAFA", partners=[], facilitators=[], projects=[], dry_run=True),
    )
    assert esther.json()["occurrences"][36]["clashes"][0]["session"] is None
    assert _how_many(uow) == (1, 0)
    assert step(api("Amina"), in_the_way, "cancelled", "No electricity.")["status"] == "cancelled"
    made = bilal.post("/series", json=body)
    assert made.status_code == 201, made.text
    series = made.json()
    assert len(series["sessions"]) == 40
    assert series["rule"]["except"] == []
    # In Beirut it is 09:30 in summer and in winter.
    assert {one["starts_at"][11:16] for one in series["sessions"]} == {"06:30", "07:30"}
    assert bilal.post("/series", json=body).status_code == 200
    assert bilal.post("/series", json={**body, "title": "Other"}).json()["code"] == "id.reused"
    assert bilal.post("/sessions", json=a_session(id=series["sessions"][0]["id"])).status_code == 409
    assert api("Esther").get(f"/series/{series['id']}").status_code == 404
    assert api("Lina").get(f"/series/{series['id']}").status_code == 200
    assert _how_many(uow) == (41, 1)


def test_a_look_at_a_series_weighs_all_of_its_sessions_together(api: Client, uow: UnitOfWork) -> None:
    """Three times sixty kits, one speaker of another language, and a project that ends before the last day."""
    body = a_series(
        rule={"frequency": "weekly", "count": 3}, planned_kits=[{"item": "DK", "quantity": 60}], capacity=900
    )
    shown = api("Bilal").post("/series", json={**body, "dry_run": True}).json()
    weighed = {one["code"]: one for one in shown["findings"]}
    assert weighed["plan.kits_short"]["facts"]["wanted"] == 180
    assert weighed["plan.over_capacity"]["weight"] == "warns"
    assert [one["weight"] for one in shown["findings"]] == sorted(
        (one["weight"] for one in shown["findings"]), key=["blocks", "warns", "tells"].index
    )
    assert all(one["findings"] == [] for one in shown["occurrences"])
    hours = {"opens": "09:00", "closes": "18:00", "closed_days": [7]}
    assert api("Bilal").patch(f"/venues/{HALL}", json=hours, headers={"If-Match": '"1"'}).status_code == 200
    at_night = {**body, "starts_at": "2022-07-30T22:30:00Z", "ends_at": "2022-07-30T23:30:00Z"}
    shown = api("Bilal").post("/series", json={**at_night, "dry_run": True}).json()
    assert [[found["code"] for found in one["findings"]] for one in shown["occurrences"]] == [
        ["plan.closed"]
    ] * 3
    ended = {**body, "starts_at": "2032-07-30T06:30:00Z", "ends_at": "2032-07-30T08:30:00Z"}
    [first, *_rest] = api("Bilal").post("/series", json={**ended, "dry_run": True}).json()["occurrences"]
    assert {found["code"] for found in first["findings"]} == {"plan.outside_project"}
    assert _how_many(uow) == (0, 0)


def test_of_twenty_writers_of_overlapping_series_one_wins_and_the_others_get_the_list(
    lone_uow: UnitOfWork, database_url: str
) -> None:
    """Twenty at once from two processes: nothing in the memory of one of them keeps the series apart."""
    crowd = [sys.executable, "-m", "tests.sessions.series_process", database_url, "2", "10"]
    told = subprocess.run(crowd, stdout=subprocess.PIPE, text=True, timeout=100, check=True).stdout
    answers = [json.loads(line) for line in told.splitlines()]
    assert [answer["number"] for answer in answers] == list(range(20))
    [winner] = [answer for answer in answers if "days" in answer]
    taken = set(winner["days"])
    for answer in answers:
        if answer is not winner:
            rule = rule_of(answer["number"])
            mine = {
                str(date(2022, 7, 30) + timedelta(weeks=rule["interval"] * n)) for n in range(rule["count"])
            }
            assert answer["code"] == "session.clash"
            assert {tuple(one) for one in answer["told"]} == {
                (day, field) for day in mine & taken for field in ("venue", "facilitators.0")
            }
    assert _how_many(lone_uow) == (len(taken), 1)


def test_one_this_and_later_and_all_are_changed_and_called_off(api: Client, uow: UnitOfWork) -> None:
    bilal, amina = api("Bilal"), api("Amina")
    series = bilal.post("/series", json=a_series(rule={"frequency": "weekly", "count": 6})).json()
    sessions = series["sessions"]
    step(amina, sessions[0], "confirmed")
    step(api("Chantal"), sessions[0], "in_progress")
    where = f"/series/{series['id']}"
    assert bilal.patch(where, json={"scope": "all", "title": "Rights"}).status_code == 412
    assert api("Lina").patch(where, json={"scope": "all"}).status_code == 403
    assert api("Esther").patch(where, json={"scope": "all"}).status_code == 404
    later = bilal.patch(
        where,
        json={
            "scope": "this_and_later",
            "from": sessions[3]["id"],
            "start": "15:00",
            "end": "17:00",
            "facilitators": [],
        },
        headers={"If-Match": '"1"'},
    )
    assert later.status_code == 200, later.text
    split = later.json()["series"]
    assert split["split_from"] == series["id"]
    assert [one["starts_at"][11:16] for one in split["sessions"]] == ["12:00"] * 3
    assert [one["version"] for one in split["sessions"]] == [2, 2, 2]
    first = bilal.get(where).json()
    assert (len(first["sessions"]), first["rule"]["until"], first["version"]) == (3, "2022-08-19", 2)
    whole = bilal.patch(
        where, json={"scope": "all", "capacity": 70, "title": "Rights"}, headers={"If-Match": '"2"'}
    ).json()
    assert [one["status"] for one in whole["untouched"]] == ["in_progress"]
    assert whole["changed"] == [one["code"] for one in sessions[1:3]]
    assert whole["series"]["title"] == "Rights"
    assert bilal.get(f"/sessions/{sessions[1]['id']}").json()["capacity"] == 70
    # Moved into the later part's hours: refused as a whole, with both clashes told.
    clash = bilal.patch(
        f"/series/{split['id']}",
        json={"scope": "all", "start": "09:30", "end": "11:30"},
        headers={"If-Match": '"1"'},
    )
    assert clash.status_code == 200
    another = bilal.post(
        "/series",
        json=a_series(
            starts_at="2022-08-20T12:00:00Z",
            ends_at="2022-08-20T13:00:00Z",
            rule={"frequency": "weekly", "count": 2},
            facilitators=[],
        ),
    )
    assert another.status_code == 201
    refused = bilal.patch(
        f"/series/{split['id']}",
        json={"scope": "all", "start": "15:00", "end": "17:00"},
        headers={"If-Match": '"2"'},
    )
    assert [one["date"] for one in refused.json()["errors"]] == ["2022-08-20", "2022-08-27"]
    assert bilal.post(f"{where}/cancel", json={"scope": "all"}).status_code == 422
    gone = bilal.post(
        f"{where}/cancel", json={"scope": "one", "from": sessions[1]["id"], "reason": "No hall."}
    ).json()
    assert gone["changed"] == [sessions[1]["code"]]
    gone = bilal.post(f"{where}/cancel", json={"scope": "all", "reason": "No money."}).json()
    assert (gone["changed"], len(gone["untouched"])) == ([sessions[2]["code"]], 2)
    assert bilal.post(f"{where}/cancel", json={"scope": "all", "reason": "No."}).status_code == 409
    wrong = bilal.post(f"{where}/cancel", json={"scope": "one", "from": str(new_id()), "reason": "x"})
    assert wrong.status_code == 422
    trail = amina.get("/audit?limit=200").json()["items"]
    told = [one["action"] for one in trail]
    assert told.count("session.cancel") == 2
    assert told.count("series.changed") == 3
    assert told.count("session.changed") == 8
