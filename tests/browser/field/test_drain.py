"""Whatever stands between tablet and server: everything is kept until the server names it, and sent once."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from starlette.responses import JSONResponse, Response

from tests.browser.field.conftest import SESSION, Tablet, count, drain, status, unsent, until
from tests.browser.field.weather import (
    Body,
    Turn,
    Weather,
    answers,
    come_back_later,
    json_of_a_stranger,
    log_in_to_the_cafe,
    lost_on_the_way,
    proxy_error,
    refused,
    says,
    too_large,
)

good = says("applied")


def ids_sent(weather: Weather) -> list[list[str]]:
    """The ids of each batch that left the tablet."""
    return [[event["id"] for event in batch["events"]] for batch in weather.batches]


@pytest.mark.parametrize(
    "trouble", [proxy_error, log_in_to_the_cafe, json_of_a_stranger, lost_on_the_way, says("who knows")]
)
def test_what_is_no_receipt_keeps_everything(tablet: Tablet, weather: Weather, trouble: Turn) -> None:
    page = tablet.paired()
    ids = count(page, 3 if trouble == proxy_error else 1)
    page.evaluate("K.rhythm.rhythm.patience = 300")
    weather.turns.append(trouble)
    assert drain(page) == "away"
    assert unsent(page) == ids
    assert status(page)["paused"] is not None
    assert page.evaluate("K.drain.drain()") == "waiting"
    weather.turns.append(good)
    assert drain(page) == "empty"
    assert unsent(page) == []
    assert ids_sent(weather) == [ids, ids]
    assert [receipt["id"] for receipt in page.evaluate("K.outbox.receipts()")] == ids
    assert status(page)["sentAt"]


def test_a_failed_send_is_repeated_by_itself(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    page.evaluate("K.rhythm.rhythm.firstWait = K.rhythm.rhythm.longestWait = 20")
    count(page)
    weather.turns.extend([proxy_error, proxy_error, good])
    drain(page)
    until(page, "K.state.state.now.saved === 0")
    assert len(weather.batches) == 3


def test_the_server_says_when_to_come_back(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    count(page)
    weather.turns.append(come_back_later)
    before = page.evaluate("Date.now()")
    assert drain(page) == "away"
    assert status(page)["paused"] >= before + 119_000
    assert page.evaluate("K.drain.networkChanged()") == "waiting"


def test_the_wait_doubles_is_scattered_and_ends_at_five_minutes(tablet: Tablet) -> None:
    page = tablet.tab()
    page.evaluate("Object.assign(K.rhythm.rhythm, {firstWait: 2000, longestWait: 300_000})")
    waits = page.evaluate(
        "Array.from({length: 12}, (_, n) => Array.from({length: 50}, () => K.rhythm.waitAfter(n + 1)))"
    )
    for tries, some in enumerate(waits):
        whole = min(300_000, 2000 * 2**tries)
        assert whole / 2 <= min(some) < max(some) <= whole


def test_one_malformed_event_holds_up_nothing(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    ids = count(page, 5)
    weather.turns.append(says("rejected", "malformed", place=2))
    assert drain(page) == "empty"
    assert unsent(page) == []
    (trouble,) = page.evaluate("K.outbox.attention()")
    assert (trouble["id"], trouble["reason"], trouble["outcome"]) == (ids[2], "malformed", "rejected")
    assert len(page.evaluate("K.outbox.receipts()")) == 4
    # Corrected it is another event; taken back it rests; sent again as it is it may be known by now.
    page.evaluate("(id) => K.outbox.resend(id)", ids[2])
    weather.turns.append(says("rejected", "malformed"))
    drain(page)
    page.evaluate("(id) => K.outbox.amend(id, {delta: 2})", ids[2])
    weather.turns.append(good)
    assert drain(page) == "empty"
    assert [event["payload"] for event in weather.batches[-1]["events"]] == [{"delta": 2}]
    assert status(page)["attention"] == 0


def test_a_flagged_event_is_sent_and_shown_once(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    (one,) = count(page)
    weather.turns.append(says("conflict", "late"))
    assert drain(page) == "empty"
    assert status(page)["attention"] == 1
    page.evaluate("(id) => K.outbox.acknowledge(id)", one)
    assert status(page)["attention"] == 0
    page.evaluate("(id) => K.outbox.withdraw(id, 'counted twice')", one)
    page.evaluate("(id) => K.outbox.withdraw(id, 'counted twice')", one)
    weather.turns.append(good)
    drain(page)
    (void,) = weather.batches[-1]["events"]
    assert (void["kind"], void["payload"]) == ("void", {"event_id": one, "reason": "counted twice"})


def test_without_a_credential_everything_waits_for_one(tablet: Tablet, weather: Weather) -> None:
    """401 in the middle: the first batch is sent, the second is refused, none is lost."""
    page = tablet.paired()
    ids = count(page, 130)
    weather.turns.extend([good, refused])
    assert drain(page) == "sign-in"
    assert status(page)["signIn"]
    assert unsent(page) == ids[100:]
    weather.turns.append(good)
    assert drain(page) == "empty"
    assert not status(page)["signIn"]
    assert ids_sent(weather) == [ids[:100], ids[100:], ids[100:]]


def test_whatever_it_is_told_it_keeps_and_says(tablet: Tablet, weather: Weather) -> None:
    """Too slow, too early, too many, broken and too busy are tried again; forbidden asks for a new pairing."""
    page = tablet.paired()
    (one,) = count(page)
    ends = {408: "away", 425: "away", 429: "away", 500: "away", 503: "away", 403: "sign-in"}
    for answer, end in ends.items():
        # Chromium itself asks once more where a 408 came over a line that it had used before.
        weather.turns.extend([answers(answer)] * (2 if answer == 408 else 1))
        assert drain(page) == end, answer
        weather.turns.clear()
        assert unsent(page) == [one]
        assert status(page)["signIn"] is (answer == 403)
        assert page.evaluate("K.drain.drain()") == "waiting", "each is given time before the next try"
    weather.turns.append(good)
    assert drain(page) == "empty"
    sent = ids_sent(weather)
    assert sent == [[one]] * len(sent)
    assert len(sent) in {len(ends) + 1, len(ends) + 2}


def test_too_much_is_halved(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    ids = count(page, 5)
    weather.turns.extend([too_large, too_large, too_large, *[good] * 4])
    assert drain(page) == "empty"
    sizes = [len(batch) for batch in ids_sent(weather)]
    assert sizes[:3] == [5, 2, 1]
    assert [one["id"] for one in page.evaluate("K.outbox.attention()")] == ids[:1]
    assert unsent(page) == []


def test_a_batch_stays_below_64_kilobytes(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    page.evaluate(
        """async (session) => {
          for (let n = 0; n < 9; n += 1)
            await K.outbox.record('close', session, {report: {note: 'ملاحظة '.repeat(1100)}});
        }""",
        SESSION,
    )
    weather.turns.extend([good] * 9)
    assert drain(page) == "empty"
    assert max(len(json.dumps(batch, ensure_ascii=False).encode()) for batch in weather.batches) <= 64 * 1024
    assert sum(len(batch["events"]) for batch in weather.batches) == 9


def test_twenty_events_are_at_most_six_kilobytes_up(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    page.evaluate(
        """async (session) => {
          for (let n = 0; n < 20; n += 1)
            await K.outbox.record('count', session, {community: 'ET', sex: 'f', age_band: '18-59', delta: 1}, {actor: session});
        }""",
        SESSION,
    )
    weather.turns.append(good)
    drain(page)
    assert len(gzip.compress(json.dumps(weather.batches[0], separators=(",", ":")).encode())) <= 6_000


def test_two_tabs_send_each_event_once(tablet: Tablet, weather: Weather) -> None:
    first, second = tablet.paired(), tablet.tab()
    ids = count(first, 3)

    def slow(weather: Weather, body: Body) -> Response:
        """While the first tab waits for its answer the second one tries."""
        return good(weather, body) or Response()

    weather.turns.extend([slow, good])
    first.evaluate("() => { globalThis.sending = K.drain.wake(); }")
    second.evaluate("() => { globalThis.sending = K.drain.wake(); }")
    ends = [first.evaluate("sending"), second.evaluate("sending")]
    assert "empty" in ends
    assert sorted(one for batch in ids_sent(weather) for one in batch) == sorted(ids)


def test_what_the_other_tab_saves_is_sent_too(tablet: Tablet, weather: Weather) -> None:
    first, second = tablet.paired(), tablet.tab()
    first.evaluate("K.state.whenSaved(() => void K.drain.drain())")
    weather.turns.append(good)
    count(second)
    until(second, "K.state.state.now.sentAt")
    assert unsent(second) == []


def test_the_page_is_killed_between_save_and_send(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    ids = count(page, 2)
    page.evaluate("() => { void K.drain.wake(); }")
    page.close()
    weather.turns.extend([good, good])
    again = tablet.tab()
    drain(again)
    until(again, "K.state.recount().then(() => K.state.state.now.saved === 0)")
    assert {one for batch in ids_sent(weather) for one in batch} == set(ids)


@pytest.mark.parametrize(
    ("off", "shown"), [({"hours": 3}, True), ({"days": -2}, True), ({"minutes": 4}, False)]
)
def test_a_wrong_clock_is_said(tablet: Tablet, weather: Weather, off: dict[str, Any], *, shown: bool) -> None:
    page = tablet.paired()
    wrong = datetime.now(UTC) + timedelta(**off)
    page.evaluate(
        "(at) => { const real = Date.now; const off = at - real(); Date.now = () => real() + off; }",
        wrong.timestamp() * 1000,
    )
    page.evaluate(
        """() => { const Real = Date; globalThis.Date = class extends Real {
          constructor(...parts) { parts.length ? super(...parts) : super(Real.now()); } }; }"""
    )
    count(page)

    def right_time(weather: Weather, body: Body) -> Response:
        return weather.ours(
            body, [{"id": body["events"][0]["id"], "outcome": "applied"}], datetime.now(UTC).isoformat()
        )

    weather.turns.append(right_time)
    assert drain(page) == "empty"
    skew = status(page)["clockSkewMs"]
    if shown:
        assert skew == pytest.approx(timedelta(**off).total_seconds() * 1000, abs=20_000)
    else:
        assert skew == 0
    sent = weather.batches[0]
    assert abs(datetime.fromisoformat(sent["sent_at_device"]) - wrong) < timedelta(seconds=60)


def test_unsent_work_turns_amber_then_red(tablet: Tablet) -> None:
    page = tablet.paired()
    count(page)
    assert status(page)["level"] == "ok"
    page.evaluate("K.rhythm.rhythm.amber = 0")
    assert status(page)["level"] == "amber"
    page.evaluate("K.rhythm.rhythm.red = 0")
    assert status(page)["level"] == "red"


def test_the_number_goes_on_where_the_server_is(tablet: Tablet, weather: Weather) -> None:
    """A tablet put back to an older copy of its storage uses no number twice."""
    page = tablet.paired()

    def further(weather: Weather, body: Body) -> Response:
        told = {
            "results": [{"id": body["events"][0]["id"], "outcome": "applied"}],
            "next_expected_seq": 41,
            "server_time": body["sent_at_device"],
        }
        return JSONResponse(told, headers={"X-Karama": weather.name})

    count(page)
    weather.turns.append(further)
    drain(page)
    count(page)
    assert [event["seq"] for event in page.evaluate("K.outbox.entries()")] == [41]


def test_receipts_stay_seven_days_and_unseen_ones_longer(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    first, second = count(page, 2)
    weather.turns.append(says("conflict", "late"))
    drain(page)
    page.evaluate("K.rhythm.rhythm.receipts = -1000")
    drain(page)
    assert [receipt["id"] for receipt in page.evaluate("K.outbox.receipts()")] == [first]
    assert first != second


def sign_out(page: Page, choice: str) -> dict[str, Any]:
    """Sign out so."""
    return dict(
        page.evaluate(
            "(choice) => K.device.signOut(choice).then(({signedOut, left, file}) => ({signedOut, left, count: file?.count}))",
            choice,
        )
    )


def test_signing_out_with_unsent_work(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    page.evaluate(
        "K.store.write('karama-bundle', ['kept'], (tx) => tx.objectStore('kept').put({data: {sessions: []}}, 'bundle'))"
    )
    ids = count(page, 3)
    weather.turns.append(proxy_error)
    assert sign_out(page, "send") == {"signedOut": False, "left": 3, "count": None}
    assert page.evaluate("K.device.device()")["token"] == "a-secret"
    assert sign_out(page, "file") == {"signedOut": True, "left": 3, "count": 3}
    assert page.evaluate("K.device.device()") is None
    assert page.evaluate("K.bundle.bundle()") is None
    assert unsent(page) == ids
    assert drain(page) == "unpaired"
    page.evaluate("K.identity.identity().then(me => K.identity.remember({...me, token: 'again'}))")
    weather.turns.append(good)
    assert drain(page) == "empty"
    assert ids_sent(weather) == [ids, ids]
