"""Closing, what needs attention, paper, and the tablet itself: pairing, who is recording, signing out."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.field.weather import Weather, says
from tests.browser.looking import LANGUAGES
from tests.browser.screens.conftest import FOLDER, PUT, Take
from tests.browser.screens.held import BEIRUT, DEVICE, SESSION, a_session, bundle
from tests.browser.screens.test_looks import ANSWERS, CELL
from tests.world import an_id


def test_a_session_is_closed_with_everything_asked_once(take: Take) -> None:
    hand = take()
    page = hand.page
    hand.go("count")
    hand.box("f", "18-59").press("9")
    page.keyboard.press("Enter")
    page.locator(".foot .tap").press("1")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)
    hand.go("close")
    page.locator("#close-note").fill("call her on ٠٣ ١٢٣ ٤٥٦")
    send = page.locator("[data-do=send]")
    wrong = page.locator("[data-t=wrong]")
    send.click()
    expect(wrong).to_have_text("Please say why the counts differ.")
    page.locator("#close-gap").select_option("late_arrivals")
    send.click()
    expect(wrong).to_contain_text("not explained")
    page.locator("[name=returned]").fill("٣٩")
    page.locator("[name=reason]").fill("one was torn")
    send.click()
    expect(page.locator("[data-t=personal]")).to_contain_text("a phone number: 03 123 456")
    expect(wrong).to_contain_text("personal data")
    page.locator("#close-note").fill("The hall was full.")
    page.locator("#close-witness").select_option("LAW")
    send.click()
    question = page.locator("dialog")
    expect(question).to_contain_text("Ethiopian, Men, boys · Dignity kit, Damaged")
    page.locator("dialog .primary").click()
    expect(page.locator("[data-t=closed]")).to_contain_text("Closed")
    expect(page.locator("#close-form")).to_be_hidden()
    [event] = [event for event in hand.events() if event["kind"] == "close"]
    assert event["payload"]["report"] == {
        "gap_reason": "late_arrivals",
        "topics_covered": ["KAFALA"],
        "till": [{"item": "DK", "returned": 39, "damaged": 0, "unexplained": 1, "reason": "one was torn"}],
        "quiz": None,
        "referrals": [],
        "note": "The hall was full.",
        "note_reason": "",
        "witness": "LAW",
    }
    hand.go("#/today")
    expect(page.locator("#screen .card").first).to_contain_text("Closed on this tablet")


WATCH = """() => {
  const chip = document.querySelector('#chip');
  globalThis.said = [chip.textContent];
  new MutationObserver(() => globalThis.said.push(chip.textContent)).observe(chip, {subtree: true, childList: true, characterData: true});
}"""
"""Remembers whatever the chip says."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chip_says_where_the_work_is(take: Take, hall: tuple[str, Weather], language: str) -> None:
    """In four states and no other, each a sign and words, read out politely as they change."""
    hand = take(language)
    page, chip, turns = hand.page, hand.chip(), hall[1].turns
    assert chip.evaluate("(chip) => chip.closest('[aria-live]')?.ariaLive") == "polite"
    page.evaluate(WATCH)
    hand.go("count")
    turns.clear()
    turns.append(says("applied"))
    hand.box("f", "18-59").click()
    states = {
        "✓" + hand.word("Saved on this tablet (%(n)s)", n="N"),
        "↑" + hand.word("Sending"),
        "✓" + hand.word("Sent %(at)s", at="N"),
        "!" + hand.word("Needs attention (%(n)s)", n="N"),
    }
    expect(chip).to_contain_text(hand.word("Sent %(at)s", at=""), timeout=20_000)
    turns.append(says("conflict", "late"))
    hand.box("f", "18-59").click()
    chip.click()
    expect(chip).to_contain_text("!", timeout=20_000)
    heard = page.evaluate("globalThis.said")
    assert all(one != after for one, after in pairwise(heard)), "what is said is said once"
    said = {re.sub(r"[\d:٠-٩]+", "N", re.sub(r"\s+", " ", one)) for one in heard}
    assert {re.sub(r"\s", "", one) for one in said} == {re.sub(r"\s", "", one) for one in states}


def test_what_needs_attention_is_changed_taken_back_or_seen(take: Take) -> None:
    hand = take()
    page = hand.page
    answers = [
        [CELL, "conflict", "over_capacity"],
        [{**CELL, "community": "XX"}, "rejected", "malformed"],
        [CELL, "rejected", "unknown_session"],
    ]
    page.evaluate(ANSWERS, [FOLDER, str(SESSION), answers])
    expect(hand.chip()).to_contain_text("Needs attention (3)")
    hand.chip().click()
    cards = page.locator("article")
    expect(cards).to_have_count(3)
    page.locator("[data-do=seen]:visible").click()
    expect(cards).to_have_count(2)
    cards.filter(has_text="XX").locator("[data-do=edit]").click()
    page.get_by_label("Community").select_option("ET")
    page.get_by_label("How many?").fill("-٢")
    page.locator("dialog .primary").click()
    expect(cards).to_have_count(1)
    page.locator("[data-do=withdraw]").click()
    page.locator("#why-reason").fill("typed at the wrong session")
    page.locator("dialog .primary").click()
    expect(cards).to_have_count(0)
    waiting = [event["payload"] for event in hand.events() if event["state"] == "pending"]
    assert waiting == [{**CELL, "delta": -2}]

    with page.expect_download() as kept:
        page.locator("[data-do=file]").click()
    lines = Path(kept.value.path()).read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["count"] == len(lines) - 1 == 1
    expect(page.locator("[data-t=file]")).to_contain_text("1")
    page.locator("summary").click()
    expect(page.locator("[data-at=receipts] li")).to_have_count(1)


REFUSED = """async ([folder, session]) => {
  const outbox = await import(folder + 'outbox.js');
  const {recount} = await import(folder + 'state.js');
  const cell = {community: 'ET', sex: 'f', age_band: '18-59', delta: 1};
  const count = await outbox.record('count', session, cell);
  await outbox.record('check_in', session, {ticket: '0'.repeat(32)});
  await outbox.record('close', session, {report: {}});
  const taken = await outbox.take();
  await outbox.record('void', session, {event_id: count.id, reason: 'undo'});
  taken.push(...(await outbox.take()).filter(({kind}) => kind === 'void'));
  const refused = ({id}) => ({id, outcome: 'rejected', reason: 'unknown_session'});
  await outbox.settle(taken, taken.map(refused), 1);
  await recount();
}"""
"""A count, a ticket, a report, and the count taken back: of a session that the server does not know."""


def test_whatever_was_refused_can_be_sent_again_or_taken_back(take: Take) -> None:
    """Also what holds nothing to change, and a count with the void that speaks of it."""
    hand = take()
    page = hand.page
    page.evaluate(REFUSED, [FOLDER, str(SESSION)])
    hand.chip().click()
    cards = page.locator("article")
    expect(cards).to_have_count(4)
    for said in ("Ticket let in", "Report of the session"):
        cards.filter(has_text=said).locator("[data-do=resend]").click()
        expect(cards.filter(has_text=said)).to_have_count(0)
    assert {event["kind"] for event in hand.events() if event["state"] == "pending"} == {"check_in", "close"}
    for left in (1, 0):
        cards.locator("[data-do=withdraw]").first.click()
        page.locator("#why-reason").fill("not our session")
        page.locator("dialog .primary").click()
        expect(cards).to_have_count(left)
    expect(cards).to_have_count(0)


def test_a_paper_sheet_is_typed_in_once(take: Take) -> None:
    hand = take()
    page = hand.page
    hand.go("paper")

    def type_in(sheet: str, people: str) -> None:
        page.locator("#sheet-id").fill(sheet)
        page.get_by_label("Women, girls · \u206618-59\u2069").fill(people)
        page.locator("[form=sheet-form]").click()

    wrong = page.locator("[data-t=wrong]")
    type_in("7", "12")
    expect(wrong).to_contain_text("No sheet of this session")
    type_in("١", "12")
    expect(wrong).to_contain_text("Each sheet counts once")
    type_in("2", "١٢")
    expect(page.locator("[data-t=done]")).to_contain_text("Sheet 2 is saved")
    scanned = f"https://karama.example/sessions/{SESSION}/sheets/{an_id('sheet 2')}"
    type_in(scanned, "9")
    expect(wrong).to_contain_text("Each sheet counts once")
    [event] = hand.events()
    assert event["payload"] == {**CELL, "delta": 12, "sheet": str(an_id("sheet 2"))}


HELD = "navigator.locks.query().then(({held}) => held.some(({name}) => name === 'karama-dirty'))"
"""Whether a new version of the page has to wait."""


def test_a_sheet_is_saved_whole_or_not_at_all_and_no_new_version_takes_it_away(take: Take) -> None:
    """The disk is full at the second box of two: nothing of the sheet is saved, so that it can be typed in once more."""
    hand = take()
    page = hand.page
    hand.go("paper")
    assert not page.evaluate(HELD)
    page.locator("#sheet-id").fill("2")
    for band, people in (("18-59", "12"), ("60+", "3")):
        page.get_by_label(f"Women, girls · \u2066{band}\u2069").fill(people)
    assert page.evaluate(HELD)
    page.evaluate(
        """() => {
          const add = IDBObjectStore.prototype.add;
          let left = 1;
          globalThis.mend = () => { IDBObjectStore.prototype.add = add; };
          IDBObjectStore.prototype.add = function (...all) {
            if (left-- > 0) return add.apply(this, all);
            throw new DOMException('full', 'QuotaExceededError');
          };
        }"""
    )
    page.locator("[form=sheet-form]").click()
    expect(page.locator("[data-t=wrong]")).to_contain_text("NOT saved")
    page.evaluate("mend()")
    page.locator("[form=sheet-form]").click()
    expect(page.locator("[data-t=done]")).to_contain_text("Sheet 2 is saved")
    assert [event["payload"]["delta"] for event in hand.events()] == [12, 3]
    assert not page.evaluate(HELD)


def test_an_open_question_keeps_a_new_version_waiting(take: Take) -> None:
    """The number that somebody is typing must not go with the page."""
    hand = take()
    hand.go("count")
    hand.box("f", "18-59").press("4")
    expect(hand.page.locator("#keypad-many")).to_have_value("4")
    assert hand.page.evaluate(HELD)
    hand.page.keyboard.press("Enter")
    expect(hand.page.locator("dialog")).to_have_count(0)
    assert not hand.page.evaluate(HELD)


def test_what_goes_on_past_midnight_is_todays_and_what_is_postponed_is_no_success(take: Take) -> None:
    hand = take()
    now = datetime.now(UTC)
    yesterday = (now.astimezone(BEIRUT) - timedelta(days=1)).date().isoformat()
    night = a_session(
        "the long night",
        title="Until after midnight",
        status="in_progress",
        local_date=yesterday,
        starts_at=(now - timedelta(hours=1)).isoformat(),
        ends_at=(now + timedelta(hours=1)).isoformat(),
    )
    moved = a_session("moved", title="Another day", status="postponed")
    hand.page.evaluate(PUT, [FOLDER, DEVICE, {**bundle(), "sessions": [night, moved]}])
    hand.page.reload()
    today = hand.page.locator("[data-at=today]")
    expect(today).to_contain_text("Until after midnight")
    expect(hand.page.locator("[data-at=before]")).to_be_hidden()
    expect(today.locator("a", has_text="Another day")).to_contain_text("△")


def test_what_was_typed_into_the_report_is_there_after_a_look_at_the_kits(take: Take) -> None:
    """And what the kits say meanwhile stands where nothing was typed."""
    hand = take()
    page = hand.page
    hand.go("close")
    page.locator("#close-note").fill("The hall was full.")
    page.locator("[name=damaged]").fill("2")
    page.get_by_label("Forced labour").check()
    page.locator("summary", has_text="Quiz").click()
    page.locator("#close-asked").fill("12")
    hand.go("kits")
    page.locator("[data-do=back]").click()
    page.locator("#back-returned").fill("30")
    page.locator("dialog .primary").click()
    expect(page.locator("[data-t=remains]")).to_have_text("10")
    hand.go("close")
    expect(page.locator("#close-note")).to_have_value("The hall was full.")
    expect(page.locator("#close-asked")).to_have_value("12")
    expect(page.get_by_label("Forced labour")).to_be_checked()
    expect(page.locator("[name=returned]")).to_have_value("30")
    expect(page.locator("[name=damaged]")).to_have_value("2")
    expect(page.locator("[data-t=sum]")).to_have_text("Not explained: 8")


def test_a_report_that_is_sent_lets_no_new_version_take_away_the_one_of_another_session(take: Take) -> None:
    hand = take()
    page = hand.page
    both = [a_session("the session on the tablet"), a_session("the hall next door", bag=[])]
    page.evaluate(PUT, [FOLDER, DEVICE, {**bundle(), "sessions": both}])
    hand.go("close")
    page.locator("#close-note").fill("The hall was full.")
    next_door = f"#/session/{an_id('the hall next door')}"
    hand.go(f"{next_door}/count")
    for sex in ("f", "m"):
        hand.box(sex, "18-59").click()
    hand.go(f"{next_door}/close")
    page.locator("#close-note").fill("All went well.")
    page.locator("[data-do=send]").click()
    expect(page.locator("#close-form")).to_be_hidden()
    assert page.evaluate(HELD)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("postponed", "This session was cancelled or moved."),
        ("cancelled", "This session was cancelled or moved."),
        ("reported", "What you add now is marked as late and looked at."),
    ],
)
def test_a_session_that_the_office_ended_says_so_where_it_is_counted(
    take: Take, status: str, said: str
) -> None:
    """And its last screen does not speak of a report that this tablet would send."""
    hand = take()
    ended = a_session("the session on the tablet", status=status, closed=True)
    hand.page.evaluate(PUT, [FOLDER, DEVICE, {**bundle(), "sessions": [ended]}])
    for screen in ("count", "close"):
        hand.go(screen)
        expect(hand.page.locator("[data-t=closed]")).to_contain_text(said)
    expect(hand.page.locator("#close-form")).to_be_hidden()


def test_a_session_that_came_with_the_network_is_shown_at_once(take: Take) -> None:
    """Chantal looks at her list while it is brought up to date: nobody has to leave it and come back."""
    hand = take()
    new = {**bundle(), "sessions": [a_session("planned this morning", title="Planned this morning")]}
    hand.page.route(
        "**/api/v1/field/bundle*", lambda route: route.fulfill(json=new, headers={"X-Karama": "test"})
    )
    hand.page.reload()
    cards = hand.page.locator("#screen .card:not(.soft)")
    expect(cards).to_have_count(1)
    expect(cards).to_contain_text("Planned this morning")
