"""What the server would refuse is not saved first and refused afterwards: it is said while somebody can still mend it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.looking import LANGUAGES
from tests.browser.screens.conftest import FOLDER, PUT, Hand, Take
from tests.browser.screens.held import DEVICE, SESSION, a_session, bundle
from tests.browser.screens.test_looks import ANSWERS, CELL
from tests.world import an_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_more_than_the_server_takes_at_once_is_not_called_saved(take: Take, language: str) -> None:
    """A zero too many: in a box, on a sheet, in a load, and where a refused count is changed."""
    hand = take(language)
    page = hand.page
    said = hand.word("At most %(n)s at once.", n="").split()[0]
    hand.go("count")
    hand.box("f", "18-59").press("1")
    for _again in range(2):
        page.locator("#keypad-many").fill("١٢٠٠٠")
        page.locator("[value=add]").click()
        expect(page.locator("dialog [role=alert]")).to_contain_text(said)
        expect(page.locator("#keypad-many")).to_be_focused()
    page.keyboard.press("Escape")
    hand.go("kits")
    page.locator("[data-do=load]").click()
    page.locator("#load-quantity").fill("12000")
    page.locator("dialog .primary").click()
    expect(page.locator("dialog [role=alert]")).to_contain_text(said)
    page.keyboard.press("Escape")
    hand.go("paper")
    page.locator("#sheet-id").fill("2")
    page.locator(".grid input").first.fill("12000")
    page.locator("[form=sheet-form]").click()
    expect(page.locator("[data-t=wrong]")).to_contain_text(said)
    assert hand.events() == []


def test_why_something_is_taken_back_names_nobody(take: Take) -> None:
    """The server refuses such a reason, and with it that the count is taken back."""
    hand = take()
    page = hand.page
    page.evaluate(ANSWERS, [FOLDER, str(SESSION), [[CELL, "conflict", "over_capacity"]]])
    hand.go("#/attention")
    page.locator("[data-do=withdraw]").click()
    page.locator("#why-reason").fill("her number is 03 123 456")
    page.locator("dialog .primary").click()
    expect(page.locator("dialog [role=alert]")).to_have_text("No names, phone numbers or documents.")
    page.locator("#why-reason").fill("typed twice")
    page.locator("dialog .primary").click()
    expect(page.locator("article")).to_have_count(0)
    assert [event["payload"]["reason"] for event in hand.events()] == ["typed twice"]


def _about_to_close(take: Take) -> Hand:
    """Two people were counted, all kits came back: only the note is left."""
    hand = take()
    hand.go("count")
    hand.box("f", "18-59").click()
    hand.box("m", "18-59").click()
    hand.go("close")
    hand.page.locator("[name=returned]").fill("40")
    hand.page.locator("[name=damaged]").fill("0")
    return hand


def test_the_reason_why_a_note_must_stay_names_nobody_either(take: Take) -> None:
    hand = _about_to_close(take)
    page = hand.page
    page.locator("#close-note").fill("call 03 123 456")
    page.locator("#close-note").blur()
    page.locator("#close-note-reason").fill("Maya asks: 03 654 321")
    page.locator("[data-do=send]").click()
    expect(page.locator("[data-t=wrong]")).to_contain_text("a phone number: 03 654 321")
    expect(page.locator("#close-note-reason")).to_be_focused()
    page.locator("#close-note-reason").fill("the number of the hall")
    page.locator("[data-do=send]").click()
    expect(page.locator("[data-t=closed]")).to_contain_text("Closed")


def test_a_bag_is_not_loaded_from_a_store_that_there_is_not(take: Take) -> None:
    """The organisation that leads the session has no store: the load would have gone out without one."""
    hand = take()
    page = hand.page
    bare = a_session("the session on the tablet", places=[], bag=[])
    page.evaluate(PUT, [FOLDER, DEVICE, {**bundle(), "sessions": [bare]}])
    hand.go("kits")
    expect(page.locator("[data-do=load]")).to_be_hidden()
    expect(page.locator("[data-do=back]")).to_be_visible()


def test_undoing_a_tap_that_was_refused_takes_nothing_else_away(take: Take) -> None:
    """It counts nowhere any more: a void of it would make the box say one less than were counted."""
    hand = take()
    page = hand.page
    hand.go("count")
    hand.box("f", "18-59").click()
    hand.until_saved(1)
    page.evaluate(
        """async (folder) => {
          const outbox = await import(folder + 'outbox.js');
          const {recount} = await import(folder + 'state.js');
          const taken = await outbox.take();
          await outbox.settle(taken, taken.map(({id}) => ({id, outcome: 'rejected', reason: 'malformed'})), 2);
          await recount();
        }""",
        FOLDER,
    )
    everybody = page.locator("[data-t=all]")
    expect(everybody).to_have_text("0")
    page.locator("[data-do=undo]").click()
    expect(page.locator("[data-t=last-state]")).to_have_text("taken back")
    expect(everybody).to_have_text("0")
    assert [(event["kind"], event["state"]) for event in hand.events()] == [("count", "withdrawn")]


def test_a_till_follows_what_other_tablets_gave_while_the_report_is_written(take: Take) -> None:
    """The report would have said what was true when the screen was opened, and not added up at the server."""
    hand = take()
    page = hand.page
    hand.go("close")
    page.locator("[name=damaged]").fill("2")
    bag = [
        {"item": "DK", "loaded": 40, "given": 30, "returned": 0, "damaged": 0, "remains": 10},
        {"item": "BR", "loaded": 5, "given": 5, "returned": 0, "damaged": 0, "remains": 0},
    ]
    later = a_session("the session on the tablet", bag=bag)
    page.evaluate(PUT, [FOLDER, DEVICE, {**bundle(), "sessions": [later]}])
    page.evaluate("(folder) => import(folder + 'state.js').then(({tell}) => tell({bundleAt: 7}))", FOLDER)
    sums = page.locator("[data-t=sum]")
    expect(sums).to_have_text(["Not explained: 8", "✓ Adds up"])
    expect(page.locator("[name=damaged]").first).to_have_value("2")


def test_a_report_that_did_not_add_up_is_not_typed_in_once_more(take: Take) -> None:
    """The server kept it apart: what was said in it stands in the form that is opened for it again."""
    hand = _about_to_close(take)
    page = hand.page
    page.locator("#close-note").fill("The hall was full.")
    page.locator("[data-do=send]").click()
    expect(page.locator("#close-form")).to_be_hidden()
    given = [{"item": "DK", "loaded": 40, "given": 3, "returned": 0, "damaged": 0, "remains": 37}]
    open_yet = a_session("the session on the tablet", bag=given, status="in_progress")
    news = {**bundle(), "sessions": [open_yet], "applied_seq": 3}
    page.evaluate(PUT, [FOLDER, DEVICE, news])
    hand.go("#/today")
    hand.go("close")
    expect(page.locator("#close-note")).to_have_value("The hall was full.")
    expect(page.locator("[name=returned]")).to_have_value("40")
    expect(page.locator("[data-t=sum]")).to_have_text("Too many: 3")


def test_who_goes_through_what_needs_attention_by_keyboard_stays_in_it(take: Take) -> None:
    """The card that was seen goes; the next one is at hand, and at the end the head of the screen."""
    hand = take()
    page = hand.page
    flagged = [[{**CELL, "delta": delta}, "conflict", "over_capacity"] for delta in (1, 2)]
    page.evaluate(ANSWERS, [FOLDER, str(SESSION), flagged])
    hand.go("#/attention")
    cards = page.locator("article")
    cards.first.locator("[data-do=seen]").focus()
    page.keyboard.press("Enter")
    expect(cards).to_have_count(1)
    expect(cards.locator("[data-do=seen]")).to_be_focused()
    page.evaluate("(folder) => import(folder + 'state.js').then(({tell}) => tell({bundleAt: 7}))", FOLDER)
    expect(cards.locator("[data-do=seen]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cards).to_have_count(0)
    expect(page.locator("h1")).to_be_focused()


def test_work_of_which_nobody_said_whose_it_is_stays_with_the_person_of_the_tablet(take: Take) -> None:
    """Later the tablet may be paired for somebody else: what waits on it must not become theirs."""
    hand = take()
    page = hand.page
    chantal, bilal = ({"id": str(an_id(name)), "name": name, "pin": None} for name in ("Chantal", "Bilal"))
    lent = {"id": DEVICE, "label": "Blue 3", "person": chantal["id"]}
    page.evaluate(PUT, [FOLDER, DEVICE, {**bundle(), "device": lent, "people": [bilal, chantal]}])
    page.reload()
    page.evaluate("(to) => { location.hash = to; }", f"#/session/{SESSION}/count")
    page.locator("dialog [data-leave]").click()
    hand.box("f", "18-59").click()
    assert [event["actor_claimed"] for event in hand.until_saved(1)] == [chantal["id"]]
    hand.go("#/today")
    expect(page.locator("[data-do=who]")).to_be_hidden()
