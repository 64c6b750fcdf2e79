"""Somebody who uses no mouse: everything is reached with Tab, typed, chosen with arrows and sent with Enter."""

from __future__ import annotations

from datetime import date, time

from playwright.sync_api import ElementHandle, Locator, Page, expect

from app.platform import catalogues
from tests.browser.conftest import Live, cookies_of

MOST_STOPS = 400
"""More than the longest form has."""


class Seat:
    """A window in which the people of the world take turns, in one language.

    Finds things as a reader does: by role and label, in the words of the language. Tab only goes forward here,
    so a page whose order does not follow its text fails.
    """

    def __init__(self, page: Page, live: Live, language: str) -> None:
        self.page = page
        self.live = live
        self.language = language

    def sit_down(self, person: str, path: str = "/") -> None:
        """Another person takes the seat and types an address."""
        self.page.context.clear_cookies()
        self.page.context.add_cookies(cookies_of(self.live, person, self.language))
        self.page.goto(self.live.url + path)

    def word(self, msgid: str) -> str:
        """A text as this reader sees it."""
        with catalogues.speaking(self.language):
            return catalogues.gettext(msgid)

    def link(self, msgid: str) -> Locator:
        """The first link that says so."""
        return self.page.get_by_role("link", name=self.word(msgid), exact=True).first

    def button(self, msgid: str) -> Locator:
        """The button that says so."""
        return self.page.get_by_role("button", name=self.word(msgid), exact=True)

    def field(self, msgid: str, **facts: str) -> Locator:
        """The field whose label begins so."""
        return self.page.get_by_label(self.word(msgid) % facts if facts else self.word(msgid)).first

    def reach(self, target: Locator) -> ElementHandle:
        """Press Tab until the focus is there. It is found by its words once: every stop would read the page again."""
        expect(target).to_have_count(1)
        found = target.element_handle()
        for _stop in range(MOST_STOPS):
            if found.evaluate("here => here === document.activeElement"):
                return found
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {target} with the Tab key")

    def press(self, target: Locator) -> None:
        """Reach a link or a button and press Enter; the next page has come when this ends."""
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        """Reach a field and type over what it holds."""
        self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        assert target.input_value() == text

    def write_day(self, target: Locator, day: date) -> None:
        """Type a day into the browser's own field, whose parts are in American order here."""
        self.reach(target)
        self.page.keyboard.type(day.strftime("%m%d%Y"))
        assert target.input_value() == day.isoformat()

    def write_time(self, target: Locator, at: time) -> None:
        """Type a time into the browser's own field."""
        self.reach(target)
        self.page.keyboard.type(at.strftime("%I%M%p"))
        assert target.input_value() == at.strftime("%H:%M")

    def choose(self, target: Locator, value: str) -> None:
        """Go down a list with the arrow until the value is chosen."""
        found = self.reach(target)
        for _option in range(MOST_STOPS):
            if found.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {value} in {target}")

    def tick(self, target: Locator) -> None:
        """Reach a box and tick it."""
        self.reach(target)
        if not target.is_checked():
            self.page.keyboard.press("Space")
        assert target.is_checked()
