"""Tablet and server together, through storms: every event is there exactly once, and both sides say the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from app.commands.ledgers import differences
from app.field.use_cases import pairing
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.browser.field.conftest import STORE, Tablet, drain, status, unsent, until
from tests.browser.field.weather import Weather, log_in_to_the_cafe, lost_on_the_way, proxy_error


def pair(page: Page, uow: UnitOfWork, label: str = "Tablet 3") -> str:
    """Pair with a code of the command line; the device's id."""
    code = pairing.pair_from_command_line(label, world.email_of("Chantal"), uow=uow)
    answer = page.evaluate("([code, label]) => K.device.claim(code, label)", [code, label])
    assert answer["ok"], answer
    return str(answer["device"]["device_id"])


def record(page: Page, session: str, kind: str, payload: dict[str, Any]) -> str:
    """Do something; the id of the event."""
    return str(
        page.evaluate(
            "([kind, session, payload]) => K.outbox.record(kind, session, payload).then(event => event.id)",
            [kind, session, payload],
        )
    )


def cell(delta: int) -> dict[str, Any]:
    """So many Ethiopian women more."""
    return {"community": "ET", "sex": "f", "age_band": "18-59", "delta": delta}


def seen(page: Page, session: str) -> tuple[int, int, int]:
    """What the tablet shows: people, door, kits given."""
    view = page.evaluate("(session) => K.local.sessionView(session)", session)
    return (
        sum(one["count"] for one in view["cells"]),
        view["door"],
        sum(line["given"] for line in view["bag"]),
    )


def counted(api: Callable[[str], TestClient], session: str) -> tuple[int, int]:
    """What the server knows: people, door."""
    told = api("Amina").get(f"/sessions/{session}/counts").json()
    return told["total"], told["door"]


def test_both_sides_say_the_same_before_while_and_after_sending(
    tablet: Tablet, weather: Weather, uow: UnitOfWork, api: Callable[[str], TestClient], session: str
) -> None:
    page = tablet.tab()
    device = pair(page, uow)
    held = page.evaluate("K.bundle.bundle()")
    assert held["device"]["id"] == device
    assert session in [one["id"] for one in held["sessions"]]
    assert "karama" in page.evaluate("K.talk.ask('/field/bundle').then(a => a.ours ? 'karama' : 'no')")

    (store,) = [place["id"] for one in held["sessions"] if one["id"] == session for place in one["places"]]
    record(page, session, "load", {"item": "DK", "quantity": 20, "from": store})
    first = record(page, session, "count", cell(12))
    taken_back = record(page, session, "count", cell(5))
    record(page, session, "door", {"delta": 11})
    record(page, session, "kit", {"item": "DK", "quantity": 3, "community": "ET", "sex": "f"})
    record(page, session, "void", {"event_id": taken_back, "reason": "undo"})
    assert seen(page, session) == (12, 11, 3)

    page.evaluate("K.rhythm.rhythm.patience = 1500")
    weather.turns.extend([lost_on_the_way, proxy_error, log_in_to_the_cafe])
    for _storm in range(3):
        assert drain(page) == "away"
        assert len(unsent(page)) == 6
        assert seen(page, session) == (12, 11, 3)
    assert counted(api, session) == (12, 11)
    assert drain(page) == "empty"
    outcomes = [(one["outcome"], one["reason"]) for one in page.evaluate("K.outbox.receipts()")]
    assert outcomes == [("duplicate", None)] * 6
    assert seen(page, session) == (12, 11, 3)
    page.evaluate("K.bundle.refreshBundle()")
    assert page.evaluate("K.bundle.bundle().then(b => b.applied_seq)") == 6
    assert seen(page, session) == (12, 11, 3)

    # Taken back when it is in the bundle already, and not yet sent.
    record(page, session, "void", {"event_id": first, "reason": "undo"})
    assert seen(page, session) == (0, 11, 3)
    assert drain(page) == "empty"
    page.evaluate("K.bundle.refreshBundle()")
    assert seen(page, session) == (0, 11, 3)
    assert counted(api, session) == (0, 11)
    assert differences(uow) == []


def test_a_revoked_tablet_keeps_its_work_until_it_is_paired_anew(
    tablet: Tablet, uow: UnitOfWork, api: Callable[[str], TestClient], session: str
) -> None:
    page = tablet.tab()
    device = pair(page, uow)
    record(page, session, "count", cell(4))
    assert api("Amina").post(f"/devices/{device}/revoke").status_code == 204
    record(page, session, "count", cell(3))
    assert drain(page) == "sign-in"
    assert status(page)["signIn"]
    assert len(unsent(page)) == 2
    assert seen(page, session)[0] == 7
    pair(page, uow, "Tablet 3, again")
    until(page, "K.state.state.now.saved === 0")
    assert not status(page)["signIn"]
    assert counted(api, session)[0] == 7
    assert seen(page, session)[0] == 7


def test_what_makes_no_sense_is_refused_alone(
    tablet: Tablet, uow: UnitOfWork, api: Callable[[str], TestClient], session: str
) -> None:
    page = tablet.tab()
    pair(page, uow)
    for place in range(5):
        record(page, session, "count", cell(1) if place != 2 else {"community": "ET"})
    record(page, str(uuid4()), "door", {"delta": 1})
    assert drain(page) == "empty"
    troubles = page.evaluate("K.outbox.attention()")
    assert [(one["reason"], one["outcome"]) for one in troubles] == [
        ("malformed", "rejected"),
        ("unknown_session", "rejected"),
    ]
    assert counted(api, session)[0] == 4
    page.evaluate("([id, payload]) => K.outbox.amend(id, payload)", [troubles[0]["id"], cell(1)])
    assert drain(page) == "empty"
    assert counted(api, session)[0] == 5


def test_two_tablets_without_a_network_and_one_ticket(
    chromium: Browser, tablet: Tablet, uow: UnitOfWork, api: Callable[[str], TestClient], session: str
) -> None:
    """One redemption, two kits gone, one exception that names both."""
    made = api("Bilal").post(f"/sessions/{session}/tickets", json={"id": str(uuid4()), "quantity": 5})
    assert made.status_code == 201, made.text
    code = made.json()["tickets"][0]
    hash_of = "([session, code]) => import(`${globalThis.BASE}screens/code.js`).then(m => m.ticketHash(session, code))"
    other = chromium.new_context(base_url=tablet.url, service_workers="block")
    pages = [tablet.tab(), Tablet(other, tablet.url).tab()]
    for number, page in enumerate(pages, 1):
        pair(page, uow, f"Tablet {number}")
        hashed = page.evaluate(hash_of, [session, code])
        assert hashed in [
            ticket["hash"]
            for ticket in page.evaluate("(s) => K.local.sessionView(s).then(v => v.tickets)", session)
        ]
        if number == 1:
            record(page, session, "load", {"item": "DK", "quantity": 20, "from": STORE})
        record(page, session, "check_in", {"ticket": hashed})
        record(page, session, "kit", {"item": "DK", "quantity": 1, "ticket": hashed})
        mark = page.evaluate(
            "([s, h]) => K.local.sessionView(s).then(v => v.tickets.find(t => t.hash === h))",
            [session, hashed],
        )
        assert (mark["state"], mark["here"], len(mark["kits"])) == ("attended", True, 1)
    assert code not in str(pages[0].evaluate("K.outbox.entries()"))
    ends = [drain(page) for page in pages]
    assert ends == ["empty", "empty"]
    assert pages[0].evaluate("K.outbox.attention()") == []
    reasons = sorted(one["reason"] for one in pages[1].evaluate("K.outbox.attention()"))
    assert reasons == ["already_checked_in", "already_got_kit"]
    view = pages[1].evaluate("(s) => K.bundle.refreshBundle().then(() => K.local.sessionView(s))", session)
    assert view["entered"] == 1
    assert [line["given"] for line in view["bag"] if line["item"] == "DK"] == [2]
    other.close()
    assert differences(uow) == []


def test_a_saved_file_is_brought_in_twice_and_the_tablet_sends_it_too(
    tablet: Tablet, uow: UnitOfWork, api: Callable[[str], TestClient], session: str
) -> None:
    page = tablet.tab()
    pair(page, uow)
    tablet.context.set_offline(True)  # it shall not send by itself before the file was brought in
    for delta in (3, 4, 5):
        record(page, session, "count", cell(delta))
    saved = page.evaluate("K.export.exportFile().then(file => file.blob.text())")
    for _time in range(2):
        brought = api("Amina").post("/field/imports", files={"file": ("outbox.jsonl", saved.encode())})
        assert brought.status_code == 200, brought.text
        assert counted(api, session)[0] == 12
    assert len(unsent(page)) == 3
    tablet.context.set_offline(False)
    assert drain(page) == "empty"
    assert counted(api, session)[0] == 12
    assert {receipt["outcome"] for receipt in page.evaluate("K.outbox.receipts()")} == {"duplicate"}
    assert differences(uow) == []
