"""Every page, English and Arabic, wide and on a telephone: nothing scrolls sideways, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Live, cookies_of
from tests.browser.looking import LANGUAGES, faults, opened
from tests.house.walk import PAGES, PageVisit
from tests.scene import Scene


@pytest.fixture(scope="module")
def window(chromium: Browser, stage: Live) -> Iterator[Page]:
    """One window for the whole file: opening a window costs more than opening a page in it."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_a_page_is_for_everybody(
    window: Page, stage: Live, played: tuple[Path, Scene], visit: PageVisit
) -> None:
    found = []
    for language in LANGUAGES:
        window.context.clear_cookies()
        window.context.add_cookies(cookies_of(stage, visit.person, language))
        assert opened(window, stage.url, visit.address(played[1])) == 200
        assert window.locator("html").get_attribute("lang") == language
        found += [f"{language} {fault}" for fault in faults(window)]
    assert not found, "\n".join(found)


BROKEN = """() => {
  const main = document.querySelector('main');
  main.insertAdjacentHTML('beforeend', `<p id="pale">Too pale to be read</p><input><div id="wide">wide</div>`);
  Object.assign(document.querySelector('#pale').style, {color: '#bbb', backgroundColor: '#fff'});
  document.querySelector('#wide').style.inlineSize = '700px';
}"""


def test_what_is_wrong_with_a_page_is_seen(window: Page, stage: Live) -> None:
    """The look itself, at a page that was broken in three ways: all are found, at the width where they are."""
    window.context.clear_cookies()
    window.context.add_cookies(cookies_of(stage, "Bilal", "en"))
    assert opened(window, stage.url, "/sessions") == 200
    window.evaluate(BROKEN)
    seen = [fault.split(" ")[:2] for fault in faults(window)]
    for width in ("1280:", "360:"):
        assert {"color-contrast", "label"} <= {what for where, what in seen if where == width}
    assert [where for where, what in seen if what.isdigit()] == ["360:"], (
        "only the telephone scrolls sideways"
    )
