"""Tickets at the door: never "invalid", one tap to let in and hand out, and the code itself is never kept."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from app.registration.rules.codes import hash_of
from tests.browser.screens.conftest import Take
from tests.browser.screens.held import FRESH, SESSION, STRANGE, USED, VOID


def test_what_a_ticket_is_told(take: Take) -> None:
    hand = take()
    page = hand.page
    hand.go("ticket")
    verdict = page.locator(".verdict")

    def show(code: str) -> None:
        page.locator("#ticket-code").fill("")
        page.locator("#ticket-code").press_sequentially(code)
        page.keyboard.press("Enter")

    show("7q2n9-xkd4p-z")
    expect(verdict).to_contain_text("One sign is not right")
    show("7q2m9")
    expect(verdict).to_contain_text("11 signs")
    show(FRESH.lower().replace("0", "o"))
    expect(page.locator("#ticket-code")).to_have_value("7Q2M9-XKD4P-Z")
    expect(verdict).to_contain_text("On the list")
    expect(verdict).to_contain_text("Due: Dignity kit")
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("Let in. Saved.")
    expect(page.locator("[data-at=verdict]")).to_be_focused()
    show(FRESH)
    expect(verdict).to_contain_text("Already used")
    expect(verdict).to_contain_text("On this tablet, at")
    expect(verdict).to_contain_text("Dignity kit: given at")
    expect(verdict.get_by_role("button")).to_have_count(0)
    show(USED)
    expect(verdict).to_contain_text("At 10:12")
    page.get_by_role("button", name="Hand out: Dignity kit").click()
    expect(verdict).to_contain_text("Handed out. Saved.")
    show(VOID)
    expect(verdict).to_contain_text("made void")
    show(STRANGE)
    expect(verdict).to_contain_text("Not on this tablet's list")
    page.get_by_role("button", name="Record for checking").click()
    expect(verdict).to_contain_text("Let in. Saved.")
    page.locator("[data-do=turned-away]").click()
    page.get_by_role("button", name="Save").click()

    events = hand.until_saved(5)
    assert [(event["kind"], event["payload"].get("ticket")) for event in events] == [
        ("check_in", hash_of(SESSION, FRESH)),
        ("kit", hash_of(SESSION, FRESH)),
        ("kit", hash_of(SESSION, USED)),
        ("check_in", hash_of(SESSION, STRANGE)),
        ("refused_at_door", None),
    ]
    kept = json.dumps(events)
    assert not any(code in kept for code in (FRESH, USED, STRANGE))
    expect(page.locator("[data-t=entered]")).to_have_text("2")


def test_a_tablet_without_a_camera_says_so(take: Take) -> None:
    hand = take()
    hand.go("ticket")
    hand.page.locator("[data-do=scan]").click()
    expect(hand.page.locator(".verdict")).to_contain_text("Type the code that is printed on the ticket.")
