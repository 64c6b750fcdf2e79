"""Before the work: is this tablet fit for it? While it is open: does it look for work at every sign of life?"""

from __future__ import annotations

import hashlib

import pytest
from playwright.sync_api import Page

from tests.browser.field.conftest import SESSION, Tablet, count, until
from tests.browser.field.weather import Weather, says

HOLD = """(data) => K.store.write('karama-bundle', ['kept'],
  (tx) => tx.objectStore('kept').put({data, fetched_at: 1, checked_at: 1}, 'bundle'))"""


def lacks(page: Page) -> set[str]:
    """What this tablet lacks."""
    return set(page.evaluate("K.prepare.readiness().then(found => found.lacks)"))


def test_it_says_what_is_missing(tablet: Tablet) -> None:
    page = tablet.tab()
    page.evaluate("() => { Object.defineProperty(navigator, 'serviceWorker', {value: undefined}); }")
    page.evaluate("() => { navigator.storage.estimate = async () => ({quota: 5e9, usage: 1e6}); }")
    assert lacks(page) == {"files", "paired", "bundle"}
    probe = page.evaluate("K.prepare.probe()")
    assert (probe["storage"], probe["freeMb"], probe["secure"], probe["locks"]) == (True, 4999, True, True)
    page.evaluate("() => { navigator.storage.estimate = async () => ({quota: 20e6, usage: 15e6}); }")
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('no', 'QuotaExceededError'); }; }"
    )
    probe = page.evaluate("K.prepare.probe()")
    assert (probe["storage"], probe["problem"], probe["enough"]) == (False, "QuotaExceededError", False)
    assert {"storage", "room"} <= lacks(page)


@pytest.mark.parametrize(("granted", "said"), [("true", "granted"), ("false", "refused")])
def test_the_browser_is_asked_to_keep_what_is_written(tablet: Tablet, granted: str, said: str) -> None:
    page = tablet.tab()
    page.evaluate(
        f"() => {{ navigator.storage.persisted = async () => false; navigator.storage.persist = async () => {granted}; }}"
    )
    assert page.evaluate("K.prepare.persist()") == said


def test_a_pin_is_checked_without_the_server(tablet: Tablet) -> None:
    page = tablet.tab()
    salt = bytes(range(16))
    made = hashlib.pbkdf2_hmac("sha256", b"2580", salt, 1000)
    people = [
        {"id": "one", "name": "One", "pin": {"salt": salt.hex(), "rounds": 1000, "hash": made.hex()}},
        {"id": "two", "name": "Two", "pin": None},
    ]
    page.evaluate(HOLD, {"sessions": [], "people": people})
    tries = [("one", "2580"), ("one", "2581"), ("one", ""), ("two", ""), ("nobody", "")]
    assert [page.evaluate("([who, pin]) => K.device.checkPin(who, pin)", list(one)) for one in tries] == [
        True, False, False, True, False,
    ]  # fmt: skip


def test_it_looks_for_work_at_every_sign_of_life(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    ids = count(page, 1)
    good = says("applied")
    weather.turns.append(good)
    page.evaluate("() => { K.rhythm.rhythm.beat = 50; void K.heart.beat(); }")
    until(page, "K.state.state.now.saved === 0")
    deeds = [
        "document.dispatchEvent(new Event('visibilitychange'))",
        "dispatchEvent(new Event('pageshow'))",
        "dispatchEvent(new Event('online'))",
        "true",  # after a while by itself
    ]
    page.evaluate("K.state.whenSaved(() => {})")
    for deed in deeds:
        weather.turns.append(good)
        ids += count(page)
        page.evaluate(f"() => {{ {deed}; }}")
        until(page, "K.state.recount().then(() => K.state.state.now.saved === 0)")
    assert [event["id"] for batch in weather.batches for event in batch["events"]] == ids


def test_what_is_saved_is_sent_at_once_and_being_offline_is_no_gate(tablet: Tablet, weather: Weather) -> None:
    """A browser that believes it is offline is not believed."""
    page = tablet.paired()
    page.evaluate(
        "() => { Object.defineProperty(navigator, 'onLine', {value: false}); void K.heart.beat(); }"
    )
    weather.turns.append(says("applied"))
    (saved,) = count(page)
    until(page, "K.state.recount().then(() => K.state.state.now.saved === 0)")
    assert weather.batches[0]["events"][0]["id"] == saved


def test_an_old_bundle_is_no_reason_to_lose_the_new_count(tablet: Tablet) -> None:
    """The view is the bundle and what was done here since; nothing is counted twice."""
    page = tablet.paired()
    ids = count(page, 4)
    device = page.evaluate("K.identity.identity().then(me => me.device_id)")
    held = {
        "device": {"id": device, "label": ""}, "applied_seq": 2, "applied_beyond": [4], "people": [],
        "sessions": [{"id": SESSION, "counts": {"cells": [], "door": 30, "tickets": 0}, "bag": [], "tickets": [], "closed": False}],
    }  # fmt: skip
    page.evaluate(HOLD, held)
    view = page.evaluate("(session) => K.local.sessionView(session)", SESSION)
    assert (view["door"], view["unsent"]) == (31, len(ids))
