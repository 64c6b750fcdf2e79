"""Counting and handing out by tapping: what was tapped is what is kept, and the screen never says more than that."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.looking import LANGUAGES
from tests.browser.screens.conftest import BREAK, Take
from tests.browser.screens.held import SESSION

DIGITS = {"en": ("12", "7"), "ar": ("١٢", "۷")}
FEEL = "globalThis.felt = []; Navigator.prototype.vibrate = (how) => { felt.push(how); return true; };"
"""Keeps how the tablet shook: its motor is not to be looked at."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_people_and_twenty_kits(take: Take, language: str) -> None:
    """By taps, by a number in the reader's digits, with a slip undone; then kits."""
    hand = take(language)
    page = hand.page
    page.locator("#screen .card").first.click()
    for _person in range(20):
        hand.box("f", "18-59").click()
    many, seven = DIGITS[language]
    page.locator("[data-do=many]").click()
    hand.box("m", "18-59").click()
    page.locator("#keypad-many").fill(many)
    page.locator("[value=add]").click()
    page.locator("[data-do=many]").click()
    hand.box("f", "60+").dispatch_event("keydown", {"key": seven})
    page.keyboard.press("Enter")
    page.locator(".pick", has_text={"en": "Filipino", "ar": "فلبينية"}[language]).click()
    for _person in range(3):
        hand.box("f", "5-11").click()
    page.locator("[data-do=undo]").click()
    expect(page.locator("[data-t=all]")).to_have_text("41")
    page.locator("[data-do=undo]").click()
    expect(page.locator("[data-t=all]")).to_have_text("40")
    page.locator(".foot .tap").click()

    page.locator("[data-go=kits]").click()
    kits = page.locator(".grid .tap").first
    for _kit in range(20):
        kits.click()
    expect(page.locator("[data-t=remains]")).to_have_text("20")
    expect(kits.locator("b")).to_have_text("20")

    events = hand.until_saved(20 + 1 + 1 + 3 + 2 + 1 + 20)
    people = sum(event["payload"]["delta"] for event in events if event["kind"] == "count")
    taken_back = {event["payload"]["event_id"] for event in events if event["kind"] == "void"}
    undone = sum(event["payload"]["delta"] for event in events if event["id"] in taken_back)
    assert (people, undone) == (42, 2)
    assert sum(event["payload"]["quantity"] for event in events if event["kind"] == "kit") == 20
    assert {event["session_id"] for event in events} == {str(SESSION)}
    assert len({event["actor_claimed"] for event in events} - {None}) == 1
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    page.reload()
    page.locator("[data-go=count]").click()
    expect(page.locator("[data-t=all]")).to_have_text("40")


def test_odd_numbers_are_asked_about_and_never_refused(take: Take) -> None:
    hand = take()
    page = hand.page
    hand.go("count")
    hand.box("f", "18-59").press("4")
    page.locator("#keypad-many").fill("480")
    page.locator("[value=add]").click()
    question = page.locator("dialog [role=alert]")
    expect(question).to_contain_text("480")
    page.locator("[value=add]").click()
    expect(page.locator("[data-t=all]")).to_have_text("480")
    hand.box("f", "18-59").press("5")
    page.locator("#keypad-many").fill("500")
    page.locator("[value=take]").click()
    expect(question).to_contain_text("480")
    page.locator("#keypad-many").fill("40")
    page.locator("[value=take]").click()
    expect(page.locator("[data-t=all]")).to_have_text("440")
    assert [event["payload"]["delta"] for event in hand.until_saved(2)] == [480, -40]
    hand.box("m", "0-4").press("1")
    page.locator("#keypad-many").fill("many")
    page.locator("[value=add]").click()
    expect(question).to_contain_text("12")


def test_a_finger_that_stays_asks_for_a_number(take: Take) -> None:
    """And whoever comes next with a short tap is counted: the hold ended in no click that would be waited for."""
    hand = take(before=FEEL)
    hand.go("count")
    hand.box("f", "18-59").click(delay=700)
    expect(hand.page.locator("#keypad-many")).to_be_focused()
    assert hand.page.evaluate("felt") == [40], "a longer one, to say that a number is asked for"
    hand.page.keyboard.type("12")
    hand.page.keyboard.press("Enter")
    expect(hand.page.locator("[data-t=all]")).to_have_text("12")
    assert len(hand.until_saved(1)) == 1
    hand.box("f", "18-59").click()
    expect(hand.page.locator("[data-t=all]")).to_have_text("13")


def test_the_last_ten_taps_can_be_taken_back(take: Take) -> None:
    hand = take()
    page = hand.page
    hand.go("count")
    for _person in range(12):
        hand.box("f", "18-59").click()
    hand.until_saved(12)
    undo, everybody = page.locator("[data-do=undo]"), page.locator("[data-t=all]")
    for left in range(11, 1, -1):
        undo.click()
        expect(everybody).to_have_text(str(left))
    expect(undo).to_be_disabled()
    assert [event["kind"] for event in hand.until_saved(22)].count("void") == 10


def test_what_is_not_written_is_not_called_saved(take: Take) -> None:
    """Each tap is felt, the failure too: the number goes back, the page says what to write on paper, and another
    try saves it.
    """
    hand = take(before=FEEL)
    page = hand.page
    hand.go("count")
    page.evaluate(BREAK)
    glows = hand.box("f", "18-59").evaluate("(box) => { box.click(); return box.classList.contains('hot'); }")
    assert glows
    hand.box("f", "18-59").click()
    alert = page.locator("#unsaved")
    expect(alert).to_contain_text("NOT saved. Write it on paper")
    expect(alert).to_contain_text("Ethiopian")
    expect(alert).to_contain_text("× 2")
    assert sorted(map(str, page.evaluate("felt"))) == ["15", "15", "[80, 60, 80]", "[80, 60, 80]"]
    expect(page.locator("[data-t=all]")).to_have_text("0")
    expect(page.locator("[data-t=last-state]")).to_be_hidden()
    page.evaluate("mend()")
    page.locator("[data-do=again]").click()
    expect(alert).to_be_empty()
    expect(page.locator("[data-t=all]")).to_have_text("2")
    assert len(hand.events()) == 2


def test_an_empty_bag_asks_and_a_store_fills_it(take: Take) -> None:
    hand = take()
    page = hand.page
    hand.go("kits")
    page.locator("[data-do=many]").click()
    page.locator(".grid .tap").first.click()
    page.locator("#keypad-many").fill("40")
    page.locator("[value=add]").click()
    page.locator("[data-do=many]").click()
    page.locator(".grid .tap").first.click()
    page.get_by_role("button", name="Yes, they were handed out").click()
    expect(page.locator("[data-t=remains]")).to_have_text("-1")
    page.locator("[data-do=load]").click()
    page.locator("#load-quantity").fill("۵")
    page.locator("dialog .primary").click()
    expect(page.locator("[data-t=remains]")).to_have_text("4")
    page.locator("[data-do=back]").click()
    page.locator("#back-returned").fill("3")
    page.locator("#back-damaged").fill("1")
    page.locator("dialog .primary").click()
    expect(page.locator("[data-t=remains]")).to_have_text("0")
    assert [event["kind"] for event in hand.until_saved(4)] == ["kit", "kit", "load", "till"]


def test_each_item_says_what_the_bag_holds_of_it_now(take: Take) -> None:
    """Kits and brochures: the number beside a name falls with what is given of it."""
    hand = take()
    page = hand.page
    hand.go("kits")
    page.locator("[data-do=load]").click()
    page.locator("#load-item").select_option("BR")
    page.locator("#load-quantity").fill("20")
    page.locator("dialog .primary").click()
    kits, brochures = (page.locator(".pick", has_text=name) for name in ("Dignity kit", "Brochure"))
    expect(brochures).to_have_text("Brochure 20")
    for _person in range(3):
        page.locator(".grid .tap").first.click()
    expect(brochures).to_have_text("Brochure 17")
    page.locator("[data-do=undo]").click()
    expect(brochures).to_have_text("Brochure 18")
    expect(kits).to_have_text("Dignity kit 40")


def test_the_whole_work_by_keyboard(take: Take) -> None:
    """Tab, Enter, digits and Escape are enough."""
    hand = take()
    page = hand.page
    hand.go("count")

    def reach(wanted: str) -> None:
        for _stop in range(60):
            if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
                return
            page.keyboard.press("Tab")
        raise AssertionError(wanted)

    reach("[data-code=BD]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-code=BD]")).to_be_focused()
    expect(page.locator("[data-code=BD]")).to_have_attribute("aria-pressed", "true")
    reach(".grid .tap")
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.locator("#keypad-many")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("9")
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("[data-t=all]")).to_have_text("10")
    reach("[data-do=undo]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-t=all]")).to_have_text("1")
    reach("[data-go=close]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()


def test_a_digit_right_after_a_question_is_left_asks_anew(take: Take) -> None:
    """Fast fingers: the next digit comes before the page has heard that the last question is closed."""
    hand = take()
    page = hand.page
    hand.go("count")
    page.locator(".grid .tap").first.focus()
    page.keyboard.press("3")
    page.evaluate(
        """() => {
            document.querySelector("dialog[open]").close("");
            const digit = new KeyboardEvent("keydown", { key: "9", bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(digit);
        }"""
    )
    expect(page.locator("dialog[open] #keypad-many")).to_have_value("9")
    page.keyboard.press("Enter")
    expect(page.locator("[data-t=all]")).to_have_text("9")
