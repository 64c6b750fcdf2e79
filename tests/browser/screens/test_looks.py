"""Every screen in every state: no fault for assistive technology, readable in sunlight, big enough for a thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.looking import LANGUAGES
from tests.browser.screens.conftest import BREAK, FOLDER, Hand, Take
from tests.browser.screens.held import FRESH, SESSION, STRANGE, USED

LOOK = """async () => {
  const found = [];
  const root = document.documentElement;
  const wider = root.scrollWidth - root.clientWidth;
  if (wider > 0) found.push(`${wider} px wider than the screen`);
  const top = document.querySelector('dialog[open]') ?? document;
  for (const target of top.querySelectorAll('a, button, select, textarea, summary, input')) {
    const around = target.closest('label.choice') ?? target;
    const {width, height} = around.getBoundingClientRect();
    if (!target.checkVisibility({visibilityProperty: true})) continue;
    if (width < 47.5 || height < 47.5) found.push(`${Math.round(width)} × ${Math.round(height)} px: ${target.outerHTML.slice(0, 90)}`);
  }
  document.querySelectorAll('.hot').forEach((one) => one.classList.remove('hot'));
  const rules = {'color-contrast-enhanced': {enabled: true}, 'color-contrast': {enabled: false}};
  found.push(...await axe.run(top, {reporter: 'wrong', preload: false, rules}));
  return found;
}"""
"""`color-contrast-enhanced` is 7:1 for text (4.5:1 for large text)."""

ANSWERS = """async ([folder, session, answers]) => {
  const outbox = await import(folder + 'outbox.js');
  const {recount} = await import(folder + 'state.js');
  for (const [payload, outcome, reason] of answers) {
    const event = await outbox.record('count', session, payload);
    const [taken] = (await outbox.take()).filter(({id}) => id === event.id);
    await outbox.settle([taken], [{id: event.id, outcome, reason}], 1);
  }
  await recount();
}"""
"""Counts that the server has answered."""

CELL = {"community": "ET", "sex": "f", "age_band": "18-59", "delta": 1}


class Looker:
    """Looks at state after state and remembers what was wrong where."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.wrong: dict[str, list[str]] = {}
        hand.page.evaluate(axe.SCRIPT)

    def look(self, state: str) -> None:
        """At the state that is on the screen now."""
        if found := self.hand.page.evaluate(LOOK):
            self.wrong[state] = found

    def leave(self) -> None:
        """Close the dialog that is open."""
        self.hand.page.locator("dialog [data-leave]").click()


def _sessions(it: Looker) -> None:
    page = it.hand.page
    it.look("today")
    it.hand.go("count")
    it.look("count, nobody yet")
    it.hand.box("f", "18-59").click()
    page.locator("[data-do=undo]:enabled").wait_for()
    it.look("count, one")
    page.locator("summary").click()
    it.look("count, folded boxes")
    page.locator("[data-do=many]").click()
    it.hand.box("f", "18-59").click()
    it.look("how many?")
    page.locator("#keypad-many").fill("480")
    page.locator("[value=add]").click()
    it.look("an odd number")
    it.leave()
    page.locator(".more").click()
    it.look("search a community")
    page.locator("#search-find").fill("qq")
    it.look("no such community")
    it.leave()
    it.hand.go("kits")
    it.look("kits")
    page.locator("[data-do=load]").click()
    it.look("load")
    page.locator("dialog .primary").click()
    it.look("load nothing")
    it.leave()
    page.locator("[data-do=back]").click()
    it.look("brought back")
    it.leave()


def _tickets(it: Looker) -> None:
    page = it.hand.page
    it.hand.go("ticket")
    for state, code in (("wrong", "7Q2N9XKD4PZ"), ("fresh", FRESH), ("used", USED), ("strange", STRANGE)):
        page.locator("#ticket-code").fill(code)
        page.keyboard.press("Enter")
        page.locator(".verdict").wait_for()
        it.look(f"ticket {state}")
    page.locator("[data-do=turned-away]").click()
    it.look("turned away")
    it.leave()


def _endings(it: Looker) -> None:
    page = it.hand.page
    it.hand.go("close")
    page.locator("summary").first.click()
    page.locator("#close-note").fill("call 03 123 456")
    page.locator("[data-do=send]").click()
    expect(page.locator("[data-t=personal]")).to_be_visible()
    it.look("close, refused")
    it.hand.go("paper")
    page.locator("[form=sheet-form]").click()
    it.look("paper, refused")
    page.evaluate("Object.defineProperty(navigator.serviceWorker, 'ready', {value: Promise.resolve(null)})")
    it.hand.go("#/prepare")
    expect(page.locator("[data-step=shell].bad")).to_be_visible()
    it.look("prepare, not ready")
    page.locator("[data-do=sign-out]").click()
    it.look("sign out")
    it.leave()
    it.hand.go("#/attention")
    it.look("nothing needs attention")
    answers = [[CELL, "conflict", "late"], [CELL, "rejected", "malformed"]]
    page.evaluate(ANSWERS, [FOLDER, str(SESSION), answers])
    expect(page.locator("article")).to_have_count(2)
    it.look("needs attention")
    page.locator("[data-do=edit]:visible").click()
    it.look("change and send again")
    it.leave()
    it.hand.go("count")
    page.evaluate(BREAK)
    it.hand.box("f", "18-59").click()
    expect(page.locator("#unsaved .note")).to_be_visible()
    it.look("not saved")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_for_everybody(take: Take, language: str) -> None:
    it = Looker(take(language))
    _sessions(it)
    _tickets(it)
    _endings(it)
    assert it.wrong == {}


def test_a_new_tablet_the_dark_and_a_wide_screen(take: Take) -> None:
    new = Looker(take(held=False))
    new.look("not paired")
    wide = take(width=800)
    wide.page.emulate_media(color_scheme="dark")
    it = Looker(wide)
    _sessions(it)
    _tickets(it)
    assert new.wrong | it.wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_the_page_points_at_the_office_form(take: Take, language: str) -> None:
    """Playwright's way of switching scripts off leaves `noscript` unshown, so it is read from the page's source."""
    hand = take(language, held=False)
    page = hand.page.request.get(f"/field?lang={language}").text()
    told = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert hand.word("Count people") in told
    assert '<a class="btn primary" href="/sessions">' in told


def test_the_chip_leaves_the_word_beside_it_in_sight(take: Take) -> None:
    """French words are longer: « Aujourd'hui » is not covered on a small telephone."""
    page = take("fr").page
    over = page.evaluate(
        """() => {
          const [word, chip] = ['.mark span', '#chip'].map((it) => document.querySelector(it).getBoundingClientRect());
          return word.right - chip.left;
        }"""
    )
    assert over <= 0


def test_a_phone_on_its_side_shows_boxes_above_the_foot(take: Take) -> None:
    hand = take()
    hand.page.set_viewport_size({"width": 740, "height": 360})
    hand.go("count")
    foot = hand.page.locator(".foot").bounding_box()
    assert foot is not None
    assert foot["height"] < 360 * 0.4
    expect(hand.page.locator("[data-t=all]")).to_be_in_viewport()
