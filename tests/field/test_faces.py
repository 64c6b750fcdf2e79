"""Pairing, bundle, batches, exceptions and files at the JSON face, and the pages of those who look after tablets."""

from __future__ import annotations

import asyncio
import hashlib
import re
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import event, text
from starlette.testclient import TestClient

from app.accounts.rules.pins import read_pin
from app.field.api import tablet as doors
from app.field.schemas.events import SendBatch
from app.field.use_cases.intake import Parcel, Taken, take_together
from app.kernel import clock
from app.kernel.errors import AppError
from app.kernel.ids import fingerprint
from app.platform.line import Line
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import LANGUAGE_COOKIE
from app.platform.web.turns import Turns
from tests.attendance.held import a_session
from tests.conftest import Client
from tests.field.tablet import Event, Tablet
from tests.world import WORLD_DAY, an_id, email_of


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The faces are the same on both databases; what differs is tried in the other files."""
    return sqlite_url


def at(app: FastAPI, token: str) -> TestClient:
    client = TestClient(app, base_url="http://testserver/api/v1", raise_server_exceptions=False)
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def saved(tablet: Tablet, *events: Event) -> bytes:
    lines = [orjson.dumps(event) for event in events]
    head = {
        "karama": "outbox",
        "device_id": str(tablet.id),
        "label": tablet.label,
        "count": len(lines),
        "sha256": hashlib.sha256(b"\n".join(lines)).hexdigest(),
        "saved_at": "2022-07-30T10:00:00Z",
    }
    return b"\n".join([orjson.dumps(head), *lines, b""])


def test_a_tablet_is_paired_once_and_opens_two_doors_only(api: Client, app: FastAPI, uow: UnitOfWork) -> None:
    body = {"id": str(uuid4()), "label": "Tablet 3", "user": email_of("Chantal")}
    made = api("Bilal").post("/devices", json=body)
    assert made.status_code == 201
    assert made.json()["url"].startswith("http://testserver/field#pair=")
    assert api("Bilal").post("/devices", json=body).json()["code"] is None
    assert api("Esther").post("/devices", json={**body, "id": str(uuid4())}).status_code == 422
    code = made.json()["code"].lower().replace("-", " ")
    assert api("").post("/devices/claim", json={"code": "0000-0000-1", "label": ""}).status_code == 404
    claimed = api("").post("/devices/claim", json={"code": code, "label": "Blue"})
    assert (claimed.status_code, claimed.headers["x-karama"]) == (201, app.state.instance)
    assert api("").post("/devices/claim", json={"code": code, "label": "Blue"}).status_code == 404
    client = at(app, claimed.json()["token"])
    device = client.get("/field/bundle").json()["device"]
    assert (device["label"], device["person"]) == ("Blue", str(an_id("Chantal")))
    assert client.get("/sessions").status_code == 401
    assert client.post("/devices", json=body).status_code == 401
    for stranger in (api("Chantal"), api(""), at(app, "nothing")):
        answer = stranger.post("/field/batches", json={})
        assert (answer.status_code, answer.headers["x-karama"]) == (401, app.state.instance)
    row = api("Amina").get("/devices").json()["items"][0]
    assert (row["label"], row["user"], row["good"]) == ("Blue", email_of("Chantal"), True)
    assert api("Esther").get("/devices").json()["items"] == []
    device = claimed.json()["device_id"]
    assert api("Esther").post(f"/devices/{device}/revoke").status_code == 404
    assert api("Georges").post(f"/devices/{device}/revoke").status_code == 204
    assert client.get("/field/bundle").status_code == 401


def test_a_code_runs_out_after_an_hour_and_a_credential_after_ninety_days(
    api: Client, app: FastAPI, uow: UnitOfWork
) -> None:
    with clock.at(WORLD_DAY):
        late = api("Amina").post("/devices", json={"label": "T", "user": email_of("Chantal")}).json()["code"]
        tablet = Tablet(uow)
        clock.advance(timedelta(hours=1))
        assert api("").post("/devices/claim", json={"code": late, "label": ""}).status_code == 404
        clock.advance(timedelta(days=89))
        assert at(app, tablet.token).get("/field/bundle").status_code == 200
        clock.advance(timedelta(days=1))
        assert at(app, tablet.token).get("/field/bundle").status_code == 401


def test_the_bundle_holds_what_a_day_without_network_needs(
    api: Client, app: FastAPI, uow: UnitOfWork, browser: Client
) -> None:
    session, tablet = a_session(uow), Tablet(uow)
    a_session(uow, facilitator=None)
    browser("Chantal").post("/me/pin", data={"pin": "٤٣٢١"})
    client = at(app, tablet.token)
    with clock.at(WORLD_DAY):
        tablet.send(tablet.count(session, 7), tablet.event("door", session, {"delta": 9}))
        bundle = client.get("/field/bundle", headers={"X-Karama-Tablet": "1.2"}).json()
        same = client.get(f"/field/bundle?since={bundle['token']}").json()
    (mine,) = bundle["sessions"]
    assert (mine["id"], mine["status"], mine["closed"]) == (str(session), "in_progress", False)
    assert mine["counts"] == {
        "cells": [{"community": "ET", "sex": "f", "age_band": "18-59", "count": 7}],
        "door": 9,
        "tickets": 0,
    }
    assert (bundle["applied_seq"], bundle["applied_beyond"]) == (2, [])
    assert mine["planned_kits"] == [{"item": "DK", "quantity": 20}]
    assert mine["expected"][0] == "ET"
    pins = {person["name"]: person["pin"] for person in bundle["people"]}
    derived = hashlib.pbkdf2_hmac(
        "sha256", b"4321", bytes.fromhex(pins["Chantal"]["salt"]), pins["Chantal"]["rounds"]
    )
    assert derived.hex() == pins["Chantal"]["hash"]
    assert pins["Bilal"] is None
    assert same == {"unchanged": True, "token": bundle["token"], "server_time": same["server_time"]}
    assert api("Amina").get("/devices").json()["items"][0]["app_version"] == "1.2"
    assert read_pin("12") is None


def test_limits_and_pressure_have_answers(
    app: FastAPI, uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, tablet = a_session(uow), Tablet(uow)
    client = at(app, tablet.token)
    many = [tablet.count(session) for _ in range(101)]
    assert client.post("/field/batches", json=tablet.body(*many)).status_code == 413
    assert (
        client.post("/field/batches", json=tablet.body(*many[:60], app_version="x" * 66_000)).status_code
        == 413
    )
    assert client.post("/field/batches", content=b"{").status_code == 422
    assert client.post("/field/batches", json=tablet.body(), headers={}).json()["results"] == []
    other = client.post("/field/batches", json=tablet.body(many[0], device_id=str(uuid4())))
    assert other.status_code == 403
    answer = client.post("/field/batches", json=tablet.body(*many[:100], queue_length=101))
    assert answer.status_code == 200
    assert {one["outcome"] for one in answer.json()["results"]} == {"applied", "conflict"}
    assert answer.json()["next_expected_seq"] == 101
    assert_sent_away_from_the_line(client, app, monkeypatch, tablet.body(many[100]))


def assert_sent_away_from_the_line(
    client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch, body: dict[str, Any]
) -> None:
    """Somebody else is written for longer than a batch has patience."""
    monkeypatch.setattr(doors, "PATIENCE_SECONDS", 0)
    begun, go = threading.Event(), threading.Event()

    def write(_parcels: Sequence[Parcel]) -> Sequence[Taken | AppError | None]:
        begun.set()
        assert go.wait(30)
        return []

    line: doors.Batches = Line(write)
    monkeypatch.setattr(app.state, "batches", line)
    other = line.join(Parcel(SendBatch.model_validate(body), b"", shown=fingerprint("")))
    assert begun.wait(30)
    refused = client.post("/field/batches", json=body)
    go.set()
    assert other.result(30) is None
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "3")
    assert refused.headers["x-karama"] == app.state.instance


def test_one_that_cannot_go_with_the_others_waits_for_its_turn_too(
    app: FastAPI, uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line leaves it out; it goes by itself, beside no more than a few, and else is asked to come back."""
    session, tablet = a_session(uow), Tablet(uow)
    client = at(app, tablet.token)
    leaves_out: doors.Batches = Line(lambda parcels: [None] * len(parcels))
    monkeypatch.setattr(app.state, "batches", leaves_out)
    busy = Turns(at_once=1, patience=0, retry_after=3)
    monkeypatch.setattr(doors, "ALONE", busy)
    body = tablet.body(tablet.count(session))
    with busy.take():
        refused = client.post("/field/batches", json=body)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "3")
    assert client.post("/field/batches", json=body).json()["results"][0]["outcome"] == "applied"


def test_the_loop_of_all_requests_never_waits_for_the_database(app: FastAPI, uow: UnitOfWork) -> None:
    """The door of batches is the only one that is `async`: whatever it asks the database, it asks in a thread."""
    asked_by: set[str] = set()
    session, tablet = a_session(uow), Tablet(uow)
    for database in {app.state.uow.database.writer, app.state.uow.database.reader}:
        event.listen(
            database,
            "before_cursor_execute",
            lambda *_about: asked_by.add("the loop" if asyncio._get_running_loop() else "a thread"),
        )
    client = at(app, tablet.token)
    assert at(app, "nobody's").post("/field/batches", json=tablet.body()).status_code == 401
    assert client.post("/field/batches", content=b"{").status_code == 422
    for sent in (tablet.count(session), tablet.kit(session, community="ET")):
        assert client.post("/field/batches", json=tablet.body(sent)).status_code == 200
    assert asked_by == {"a thread"}


def test_a_saved_outbox_is_brought_in_twice(api: Client, browser: Client, uow: UnitOfWork) -> None:
    session, tablet = a_session(uow), Tablet(uow, label="Blue")
    file = saved(tablet, tablet.count(session, 3), tablet.event("door", session, {"delta": 3}))
    with uow.begin("the story of a test") as tx:
        tx.db.execute(text("UPDATE device SET revoked_at = paired_at"))
    first = api("Amina").post("/field/imports", files={"file": ("outbox.jsonl", file)})
    assert first.json() == {
        "device": str(tablet.id),
        "label": "Blue",
        "total": 2,
        "applied": 2,
        "duplicate": 0,
        "conflict": 0,
        "rejected": 0,
    }
    page = browser("Amina").post("/devices/import", files={"file": ("outbox.jsonl", file)})
    assert page.status_code == 200
    assert "Here before" in page.text
    assert api("Amina").get(f"/sessions/{session}/counts").json()["total"] == 3
    damaged = api("Amina").post("/field/imports", files={"file": ("outbox.jsonl", file[:-20])})
    assert (damaged.status_code, damaged.json()["errors"][0]["code"]) == (422, "outbox.damaged")
    foreign = api("Esther").post("/field/imports", files={"file": ("outbox.jsonl", file)})
    assert foreign.json()["errors"][0]["code"] == "outbox.unknown_tablet"
    assert browser("Amina").post("/devices/import", data={}).status_code == 422


def questionable(uow: UnitOfWork, **other: Any) -> tuple[UUID, Tablet]:
    session, tablet = a_session(uow, "reported"), Tablet(uow, label="Blue <b>")
    tablet.send(tablet.count(session, 4), **other)
    return session, tablet


def test_exceptions_at_the_json_face(api: Client, uow: UnitOfWork) -> None:
    session, _tablet = questionable(uow)
    listed = api("Amina").get(f"/exceptions?state=open&session={session}").json()["items"]
    assert [(one["reason"], one["devices"][0]["label"]) for one in listed] == [("late", "Blue <b>")]
    path = f"/exceptions/{listed[0]['id']}"
    assert api("Amina").get(path).json()["events"][0]["said"]["delta"] == 4
    assert api("Amina").post(f"{path}/resolve", json={"action": "swap"}).status_code == 422
    settled = api("Amina").post(f"{path}/resolve", json={"action": "accept", "note": "Fine."})
    assert (settled.json()["state"], settled.json()["resolved_by"]) == ("resolved", "Amina")
    assert api("Amina").post(f"{path}/resolve", json={"action": "reverse"}).status_code == 409
    assert api("Amina").get("/exceptions?state=open").json()["items"] == []
    assert api("Bilal").get("/exceptions").status_code == 403


def test_the_roster_tells_how_old_unsent_work_is_and_whose_clock_is_wrong(
    browser: Client, uow: UnitOfWork
) -> None:
    """What a coordinator would ring somebody up for."""
    session = a_session(uow)
    clocks = {"Fast": timedelta(minutes=12), "Slow": timedelta(hours=-2), "Right": timedelta(seconds=-200)}
    for label, off in clocks.items():
        tablet = Tablet(uow, label=label, clock_off=off)
        queue = 3 if label == "Slow" else 1
        tablet.send(tablet.count(session), queue_length=queue, oldest_at="2022-07-29T07:05:00Z")
    Tablet(uow, label="Silent")
    page = browser("Amina").get("/devices").text
    cells = {
        label: re.findall(r'<td data-label="(?:Not sent yet|Clock)".*?</td>', row, re.DOTALL)
        for row in page.split("<tr")
        if (label := next((one for one in (*clocks, "Silent") if f"<bdi>{one}</bdi>" in row), ""))
    }
    said = {
        label: [" ".join(re.sub("<.*?>", " ", cell).split()) for cell in two] for label, two in cells.items()
    }
    assert said == {
        "Fast": ["0", "△ 12 min fast"],
        "Slow": ["2 since 29 Jul 2022, 10:05", "△ 120 min slow"],
        "Right": ["0", "right"],
        "Silent": ["–", "–"],
    }


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_tablets_and_exceptions(browser: Client, uow: UnitOfWork, language: str) -> None:
    questionable(uow, queue_length=15, oldest_at="2022-07-30T07:00:00Z")
    amina = browser("Amina")
    amina.cookies.set(LANGUAGE_COOKIE, language)
    roster = amina.get("/devices")
    assert roster.status_code == 200
    assert "Blue &lt;b&gt;" in roster.text
    row = next(one for one in roster.text.split("<tr") if "Blue &lt;b&gt;" in one)
    assert "14" in row or "١٤" in row, "what still waits on the tablet: one of its fifteen has come"
    asked = {"label": "Tablet 4", "user": email_of("Chantal"), "id": str(uuid4())}
    code = amina.post("/devices", data=asked)
    assert (code.status_code, "<svg" in code.text) == (200, True)
    assert amina.post("/devices", data=asked).status_code == 303
    assert amina.post("/devices", data={"label": "", "user": "nobody@x.example"}).status_code == 422
    by_name = amina.post("/devices", data={**asked, "id": str(uuid4()), "user": "chantal"})
    assert (by_name.status_code, "<svg" in by_name.text) == (200, True)
    stranger = amina.post("/devices", data={**asked, "id": str(uuid4()), "user": "Somebody"})
    assert (stranger.status_code, 'value="Somebody"' in stranger.text) == (422, True)
    listed = amina.get("/exceptions?state=all&reason=late")
    address = listed.text.split('href="/exceptions/')[1].split('"')[0]
    page = amina.get(f"/exceptions/{address}")
    assert page.status_code == 200
    assert {"en": "<bdi>Ethiopian</bdi>", "ar": "<bdi>إثيوبية</bdi>"}[language] in page.text
    assert 'value="reverse"' in page.text
    assert 'value="swap"' not in page.text
    assert amina.post(f"/exceptions/{address}/resolve", data={}).status_code == 422
    assert amina.post(f"/exceptions/{address}/resolve", data={"action": "note"}).status_code == 422
    noted = amina.post(f"/exceptions/{address}/resolve", data={"action": "note", "note": "Asked."})
    assert noted.headers["location"] == f"/exceptions/{address}"
    assert amina.post(f"/exceptions/{address}/resolve", data={"action": "reverse"}).status_code == 303
    assert "Asked." in amina.get(f"/exceptions/{address}").text
    assert amina.get("/exceptions").status_code == 200


def test_a_pin_is_four_to_six_digits_or_none(browser: Client, uow: UnitOfWork) -> None:
    chantal = browser("Chantal")
    assert chantal.post("/me/pin", data={"pin": "12"}).status_code == 422
    assert chantal.post("/me/pin", data={"pin": "123456"}).status_code == 303
    assert "autocomplete" in chantal.get("/me").text
    assert chantal.post("/me/pin", data={"pin": ""}).status_code == 303
    with uow.read() as look:
        kept = look.db.execute(text("SELECT count(pin_hash) FROM person")).scalar_one()
    assert kept == 0


def test_the_short_way_says_the_same(uow: UnitOfWork) -> None:
    """An answer of which everything is new and in order is written without results; it reads like any other."""
    tablet, session = Tablet(uow), a_session(uow)
    events = [tablet.count(session) for _tap in range(3)][
        ::-1
    ]  # told in another order than they were numbered
    parcel = Parcel(SendBatch.model_validate(tablet.body(*events)), b"k", shown=fingerprint(tablet.token))
    (taken,) = take_together([parcel], uow=uow)
    assert isinstance(taken, Taken)
    assert taken.as_json() == taken.answer().as_json()
    assert [one["id"] for one in orjson.loads(taken.as_json())["results"]] == [one["id"] for one in events]
