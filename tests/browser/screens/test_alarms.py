"""What is wrong with the tablet as a whole is said where people are, and what to do about it is at hand."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.browser.screens.conftest import FOLDER, Take
from tests.browser.screens.held import DEVICE, SESSION
from tests.browser.screens.test_looks import ANSWERS, CELL
from tests.world import an_id


def test_a_tablet_that_the_server_does_not_know_any_more_is_paired_again(take: Take) -> None:
    """It was revoked: it calls itself ready no longer, and the code can be typed without signing out first."""
    hand = take(before="Object.defineProperty(navigator, 'serviceWorker', {value: undefined});")
    page = hand.page
    again = "Pair this tablet again. Nothing is lost."
    expect(page.locator("[data-t=sign-in]")).to_have_text(again)
    expect(hand.chip()).to_contain_text("Needs attention (1)")
    hand.go("#/attention")
    expect(page.locator("[data-t=sign-in]")).to_have_text(again)
    expect(page.locator("[data-t=nothing]")).to_be_hidden()
    hand.go("#/prepare")
    expect(page.locator("[data-t=alarm]")).to_have_text(again)
    expect(page.locator("[data-step=paired]")).to_have_class("bad")
    expect(page.locator("#pair-code")).to_be_visible()
    hand.go("count")
    hand.box("f", "18-59").click()
    hand.go("#/today")
    expect(page.locator("[data-t=sign-in]")).to_have_text(
        "Pair this tablet again to send 1 items. Nothing is lost."
    )


def test_a_code_held_out_to_a_paired_tablet_is_not_overlooked(take: Take) -> None:
    page = take().page
    page.goto("/field?lang=fr#pair=7Q2M9XKD4")
    expect(page.locator("#pair-code")).to_have_value("7Q2M9XKD4")
    expect(page.locator("#pair-code")).to_be_visible()


def test_an_address_that_cannot_be_read_still_opens_the_page(take: Take) -> None:
    """A code was scanned from something else: it is shown as it is, and can be typed over."""
    page = take().page
    page.goto("/field?lang=fr#pair=100%")
    expect(page.locator("#pair-code")).to_have_value("100%")


def test_a_storage_that_was_emptied_is_told_on_the_first_screen(take: Take) -> None:
    hand = take()
    mark = json.dumps({"device": DEVICE, "seq": 3})
    hand.page.evaluate("(mark) => localStorage.setItem('karama-marker', mark)", mark)
    hand.page.reload()
    expect(hand.page.locator("[data-t=sign-in]")).to_contain_text("The storage of this tablet was emptied.")


def test_a_browser_that_keeps_nothing_is_told_before_it_is_paired(take: Take) -> None:
    """A private window without a database: the code would be used up for nothing."""
    broken = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };"
    hand = take(held=False, before=broken)
    expect(hand.page.locator("[data-t=ready]")).to_contain_text("This browser cannot keep work here")


def test_forty_taps_with_a_wrong_clock_are_seen_with_one(take: Take) -> None:
    """Each of them is flagged; nobody has to say forty times that they have understood."""
    hand = take()
    page = hand.page
    page.evaluate(ANSWERS, [FOLDER, str(SESSION), [[CELL, "conflict", "clock_suspect"]] * 40])
    hand.go("#/attention")
    expect(page.locator("article")).to_have_count(40)
    page.locator("[data-do=all-seen]").click()
    expect(page.locator("article")).to_have_count(0)
    expect(page.locator("[data-do=all-seen]")).to_be_hidden()


def test_a_load_that_the_store_did_not_hold_is_not_called_handed_out(take: Take) -> None:
    hand = take()
    told = ANSWERS.replace("'count'", "'load'")
    load = {"item": "DK", "quantity": 20, "from": str(an_id("Caritas store"))}
    hand.page.evaluate(told, [FOLDER, str(SESSION), [[load, "conflict", "stock_negative"]]])
    hand.go("#/attention")
    expect(hand.page.locator("article .note")).to_contain_text("More was loaded than the store held")


def test_whoever_took_over_in_another_tab_records_here_too(take: Take) -> None:
    hand = take()
    hand.go("count")
    bilal = str(an_id("Bilal"))
    hand.page.evaluate(
        f"(who) => import('{FOLDER}identity.js').then((identity) => identity.setRecorder(who))", bilal
    )
    hand.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hand.page.wait_for_timeout(300)
    hand.box("f", "18-59").click()
    assert [event["actor_claimed"] for event in hand.until_saved(1)] == [bilal]


def test_a_row_under_a_finger_stays_where_it_is(take: Take) -> None:
    """The state of the page changes all the time; a tap in that moment still opens the session."""
    page = take().page
    expect(page.locator("[data-t=sign-in]")).to_be_visible()
    page.evaluate("() => { globalThis.row = document.querySelector('#screen a.card'); row.focus(); }")
    page.evaluate(f"import('{FOLDER}state.js').then((state) => state.tell({{paused: 1}}))")
    page.wait_for_timeout(500)
    assert page.evaluate("row.isConnected && document.activeElement === row")


def test_a_network_that_answers_in_the_servers_place_does_not_spoil_a_code(take: Take) -> None:
    """The page of the café says 404: the code was never tried, and is not called wrong."""
    page = take(held=False).page
    page.route("**/api/v1/devices/claim", lambda route: route.fulfill(status=404, body="<h1>Wi-Fi</h1>"))
    page.locator("#pair-code").fill("7Q2M9XKD4")
    page.locator("form[data-at=pair] .primary").click()
    expect(page.locator("[data-t=wrong]")).to_contain_text("No answer from the server")
