"""Every page, English and Arabic, wide and on a telephone: axe finds nothing, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import Live, open_for
from tests.house.walk import PAGES, PageVisit
from tests.scene import Scene

WIDTHS = (1280, 360)
LANGUAGES = ("en", "ar")

Windows = dict[tuple[str, str], BrowserContext]


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    """One window a person and language, kept for the whole file."""
    opened: Windows = {}
    yield opened
    for context in opened.values():
        context.close()


@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_a_page_is_for_everybody(
    chromium: Browser, stage: Live, played: tuple[Path, Scene], windows: Windows, visit: PageVisit
) -> None:
    found = []
    for language in LANGUAGES:
        key = (visit.person, language)
        if key not in windows:
            windows[key] = open_for(chromium, stage, visit.person, language=language)
        page = windows[key].new_page()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            answer = page.goto(visit.address(played[1]))
            assert answer is not None
            assert answer.status == 200
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wider > 0:
                found.append(f"{language} {width}: {wider} px wider than the screen")
            for violation in Axe().run(page).response["violations"]:
                nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                found.append(f"{language} {width}: {violation['id']} {nodes}")
        page.close()
    assert found == []
