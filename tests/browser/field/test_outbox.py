"""What is done on the tablet is written before anything else, and nothing but a receipt takes it away."""

from __future__ import annotations

import hashlib
import json
import re
from uuid import UUID

from playwright.sync_api import Page

from app.platform.web.pinned import ROOT
from tests.browser.field.conftest import DEVICE, PAIR, SESSION, Tablet, count, drain, status, unsent
from tests.browser.field.weather import Weather, says
from tests.world import an_id

ALL = "K.outbox.entries()"


def test_an_event_is_whole_and_its_number_has_no_gap(tablet: Tablet) -> None:
    page = tablet.paired()
    ids = count(page, 3)
    events = page.evaluate(ALL)
    assert [event["id"] for event in events] == ids
    assert [event["seq"] for event in events] == [1, 2, 3]
    assert {UUID(one).version for one in ids} == {7}
    assert sorted(ids) == ids
    assert {event["device_id"] for event in events} == {DEVICE}
    assert status(page)["saved"] == 3


def test_two_tabs_write_one_row(tablet: Tablet) -> None:
    first, second = tablet.paired(), tablet.tab()
    taps = "(session) => Promise.all(Array.from({length: 20}, () => K.outbox.record('door', session, {delta: 1}))).then(() => 1)"
    handles = [
        page.evaluate_handle(f"(s) => {{ globalThis.busy = ({taps})(s); }}", SESSION)
        for page in (first, second)
    ]
    assert len(handles) == 2
    for page in (first, second):
        page.evaluate("busy")
    assert sorted(event["seq"] for event in first.evaluate(ALL)) == list(range(1, 41))
    assert status(second)["saved"] == 40


def test_a_number_is_not_used_when_nothing_was_written(tablet: Tablet) -> None:
    page = tablet.paired()
    count(page)
    why = page.evaluate(
        """async (session) => {
          const big = 'x'.repeat(20_000);
          return K.outbox.record('close', session, {report: {note: big}}).catch(problem => problem.why);
        }""",
        SESSION,
    )
    assert why == "too_large"
    count(page)
    assert [event["seq"] for event in page.evaluate(ALL)] == [1, 2]


def test_a_full_disk_is_said_and_nothing_half_written(tablet: Tablet) -> None:
    page = tablet.paired()
    count(page)
    page.evaluate(
        """() => {
          const add = IDBObjectStore.prototype.add;
          IDBObjectStore.prototype.add = function (...what) {
            IDBObjectStore.prototype.add = add;
            throw new DOMException('full', 'QuotaExceededError');
          };
        }"""
    )
    attempt = "(s) => K.outbox.record('door', s, {delta: 1}).then(() => 'saved', (p) => `${p.name} ${p.why}`)"
    assert page.evaluate(attempt, SESSION) == "NotSaved quota"
    assert page.evaluate(attempt, SESSION) == "saved"
    assert [event["seq"] for event in page.evaluate(ALL)] == [1, 2]


def test_an_aborted_commit_is_not_saved(tablet: Tablet) -> None:
    """Success of a request is no commit: the transaction must complete."""
    page = tablet.paired()
    page.evaluate(
        """() => {
          const open = IDBDatabase.prototype.transaction;
          let times = 0;
          IDBDatabase.prototype.transaction = function (stores, mode, how) {
            const tx = open.call(this, stores, mode, how);
            if (mode === 'readwrite' && stores.includes('events')) {
              globalThis.durability = tx.durability;
              const put = tx.objectStore('meta');
              put.get('nothing').onsuccess = () => { if (times++ < 2) setTimeout(() => {}, 0), tx.abort(); };
            }
            return tx;
          };
        }"""
    )
    attempt = "(s) => K.outbox.record('door', s, {delta: 1}).then(() => 'saved', (p) => `${p.name} ${p.why}`)"
    assert page.evaluate(attempt, SESSION) == "NotSaved storage"
    assert page.evaluate("durability") == "strict"
    assert unsent(page) == []


def test_a_closed_connection_is_opened_once_more(tablet: Tablet) -> None:
    page = tablet.paired()
    count(page)
    page.evaluate(
        """() => {
          const open = IDBDatabase.prototype.transaction;
          let times = 0;
          IDBDatabase.prototype.transaction = function (...how) {
            if (how[1] === 'readwrite' && times++ === 0) this.close();
            return open.apply(this, how);
          };
        }"""
    )
    count(page)
    assert len(unsent(page)) == 2


def test_a_database_blocked_by_another_tab_is_said(tablet: Tablet) -> None:
    """An old tab keeps it open and does not make room: the tap is not left hanging."""
    tablet.paired()
    page = tablet.tab()
    page.evaluate(
        """() => new Promise((resolve) => {
          const open = indexedDB.open.bind(indexedDB);
          const hold = open('held', 1);
          hold.onsuccess = () => {
            indexedDB.open = () => open('held', 2);
            K.rhythm.rhythm.opening = 60;
            resolve(1);
          };
        })"""
    )
    attempt = "(s) => K.outbox.record('door', s, {delta: 1}).then(() => 'saved', (p) => `${p.name} ${p.why}`)"
    assert page.evaluate(attempt, SESSION) == "NotSaved blocked"
    assert page.evaluate("K.state.state.now.blocked")


def test_a_newer_page_may_change_the_shape_at_once(tablet: Tablet) -> None:
    """This tab makes room, and says "not saved" rather than writing into a shape that it does not know."""
    page, newer = tablet.paired(), tablet.tab()
    count(page)
    newer.evaluate(
        """() => new Promise((resolve, reject) => {
          const opening = indexedDB.open('karama-outbox', 2);
          opening.onblocked = () => reject(new Error('blocked'));
          opening.onsuccess = () => { opening.result.close(); resolve(1); };
        })"""
    )
    attempt = "(s) => K.outbox.record('door', s, {delta: 1}).then(() => 'saved', (p) => p.why)"
    assert page.evaluate(attempt, SESSION) == "storage"


def test_an_unpaired_tablet_says_so(tablet: Tablet) -> None:
    page = tablet.tab()
    attempt = "(s) => K.outbox.record('door', s, {delta: 1}).then(() => 'saved', (p) => p.why)"
    assert page.evaluate(attempt, SESSION) == "unpaired"
    assert drain(page) == "unpaired"


def test_an_event_is_rewritten_only_before_it_was_tried(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    early, late = count(page, 2)
    amended = page.evaluate("(id) => K.outbox.amend(id, {delta: 5}).then(event => event.id)", early)
    assert amended == early
    weather.turns.append(says("nonsense"))
    weather.turns.append(says("nonsense", place=1))
    drain(page)
    page.evaluate("(id) => K.outbox.amend(id, {delta: 7})", late)
    kinds = [(event["kind"], event["payload"]) for event in page.evaluate(ALL)]
    assert ("void", {"event_id": late, "reason": "amended"}) in kinds
    assert kinds[-1] == ("door", {"delta": 7})
    seqs = [event["seq"] for event in page.evaluate(ALL)]
    assert seqs[-2:] == [3, 4]


def test_a_refused_event_is_corrected_withdrawn_or_sent_again(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    ids = count(page, 3)
    weather.turns.append(says("rejected", "malformed"))
    drain(page)
    assert [one["id"] for one in page.evaluate("K.outbox.attention()")] == ids[:1]
    assert status(page)["attention"] == 1
    page.evaluate("(id) => K.outbox.amend(id, {delta: 2})", ids[0])
    after = {event["id"]: event for event in page.evaluate(ALL)}
    assert after[ids[0]]["state"] == "withdrawn"
    assert after[ids[0]]["withdrawn"]["replaced_by"] in after
    assert status(page)["saved"] == 1


def test_what_cannot_be_read_is_shown_exported_and_never_dropped(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    good = count(page, 1)
    page.evaluate(
        """async () => {
          await K.store.write('karama-outbox', ['events'], async (tx) => {
            await tx.objectStore('events').put({id: 'broken', seq: 0, state: 'pending', saved_at: 1, payload: null});
            await tx.objectStore('events').put({id: 'worse', thing: 1});
          });
        }"""
    )
    weather.turns.append(says("applied"))
    drain(page)
    assert [event["id"] for event in weather.batches[0]["events"]] == good
    troubles = page.evaluate("K.outbox.attention()")
    assert {(one["id"], one["outcome"]) for one in troubles} == {
        ("broken", "unreadable"),
        ("worse", "unreadable"),
    }
    assert status(page)["attention"] == 2
    text = page.evaluate("K.export.exportFile().then(file => file.blob.text())")
    assert '"broken"' in text


def test_what_was_refused_leaves_no_hole_in_the_row_of_the_next_pairing(
    tablet: Tablet, weather: Weather
) -> None:
    """The tablet is paired again; the roster must not miss a number that nobody is going to send."""
    page = tablet.paired()
    (one,) = count(page)
    weather.turns.append(says("rejected", "unknown_session"))
    drain(page)
    again = str(an_id("the same tablet, paired again"))
    page.evaluate(PAIR, again)
    assert page.evaluate("(device) => K.outbox.adopt(device)", again) == 0
    count(page)
    weather.turns.extend([says("applied")] * 2)
    assert drain(page) == "empty"
    assert [event["seq"] for event in weather.batches[-1]["events"]] == [1]
    page.evaluate("(id) => K.outbox.resend(id)", one)
    assert drain(page) == "empty"
    assert [(event["id"], event["seq"]) for event in weather.batches[-1]["events"]] == [(one, 2)]


def test_the_file_says_how_much_it_holds_and_its_sum(tablet: Tablet) -> None:
    page = tablet.paired()
    ids = count(page, 4)
    text = page.evaluate("K.export.exportFile().then(file => file.blob.text())")
    first, *lines = text.splitlines()
    told = json.loads(first)
    assert told["karama"] == "outbox"
    assert (told["count"], told["device_id"], told["label"]) == (4, DEVICE, "Tablet 3")
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == told["sha256"]
    assert [json.loads(line)["id"] for line in lines] == ids
    assert set(json.loads(lines[0])) == {
        "id", "seq", "kind", "session_id", "payload", "payload_version", "occurred_at_device", "tz_offset",
        "actor_claimed",
    }  # fmt: skip
    assert unsent(page) == ids


def test_an_emptied_storage_is_noticed(tablet: Tablet) -> None:
    page = tablet.paired()
    count(page, 2)
    assert not page.evaluate("K.marker.wiped()")
    page.evaluate(
        "K.store.write('karama-outbox', ['events', 'meta'], async (tx) => { await tx.objectStore('events').clear(); await tx.objectStore('meta').clear(); })"
    )
    assert page.evaluate("K.marker.wiped()")
    page.evaluate("K.marker.forgetWiped()")
    assert not page.evaluate("K.marker.wiped()")


def test_work_of_an_earlier_pairing_goes_on_in_the_new_row(tablet: Tablet, weather: Weather) -> None:
    page = tablet.paired()
    ids = count(page, 3)
    page.evaluate(
        "K.identity.remember({device_id: '11111111-1111-7111-8111-111111111111', label: 'New', token: 't', claimed_at: 0, expires_at: null})"
    )
    weather.turns.append(says("applied"))
    assert drain(page) == "empty"
    sent = weather.batches[0]
    assert sent["device_id"].startswith("11111111")
    assert [(event["id"], event["seq"]) for event in sent["events"]] == [
        (one, place) for place, one in enumerate(ids, 1)
    ]
    count(page)
    assert [event["seq"] for event in page.evaluate(ALL)] == [4]


def test_one_place_alone_deletes_from_the_outbox() -> None:
    """And it deletes what a receipt of the same transaction names."""
    found = []
    for module in (ROOT / "field").rglob("*.js"):
        for number, line in enumerate(module.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"\.(delete|clear)\(|deleteDatabase", line):
                found.append((module.name, number, line.strip()))
    of_events = [
        line for name, _number, line in found if re.search(r"\bevents\b", line) or "deleteDatabase" in line
    ]
    assert of_events == ["await events.delete(receipt.id);"]
    stores = [line for _name, _number, line in found if "objectStore" in line]
    assert sorted(stores) == [
        "await asked(base.transaction('probe', 'readwrite').objectStore('probe').delete('sign'));",
        "export const forgetBundle = () => write(BUNDLE, ['kept'], (tx) => tx.objectStore('kept').clear());",
        "if (!unseen) await tx.objectStore('receipts').delete(id);",
    ]


def tap(page: Page, kind: str, payload: object) -> str:
    """Record something; its id."""
    return str(
        page.evaluate(
            "([kind, session, payload]) => K.outbox.record(kind, session, payload).then(event => event.id)",
            [kind, SESSION, payload],
        )
    )
