"""Every page, English and Arabic, wide and on a telephone: nothing scrolls sideways, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Live, cookies_of
from tests.browser.looking import LANGUAGES, faults
from tests.house.walk import PAGES, PageVisit
from tests.scene import Scene


@pytest.fixture(scope="module")
def window(chromium: Browser, stage: Live) -> Iterator[Page]:
    """One window for the whole file: opening a window costs more than opening a page in it."""
    context = chromium.new_context(base_url=stage.url)
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
        answer = window.goto(visit.address(played[1]))
        assert answer is not None
        assert answer.status == 200
        assert window.locator("html").get_attribute("lang") == language
        found += [f"{language} {fault}" for fault in faults(window)]
    assert not found, "\n".join(found)
