"""Every page, English and Arabic, wide and on a telephone: nothing scrolls sideways, and axe finds nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser import axe
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


PALE = {"en": "Too pale to be read", "ar": "لا يقرأ"}
ALL_SAID = """async () => {
  const said = await axe.run({preload: false});
  const checked = (checks) => checks.map(({id, data}) => [id, data]);
  const line = (id, {target, any, all, none}) => JSON.stringify([id, target, checked(any), checked(all), checked(none)]);
  return Object.fromEntries(['violations', 'incomplete', 'passes', 'inapplicable'].map(
    (kind) => [kind, said[kind].flatMap(({id, nodes}) => nodes.length ? nodes.map((node) => line(id, node)) : [JSON.stringify([id])])]));
}"""


def test_axe_finds_what_it_would_find_by_itself_and_more_in_arabic(window: Page, stage: Live) -> None:
    """Of a broken page it says to the last colour what it says as delivered; in Arabic it looks at joined letters, too."""
    said: dict[tuple[str, bool], dict[str, set[str]]] = {}
    for language in LANGUAGES:
        window.context.clear_cookies()
        window.context.add_cookies(cookies_of(stage, "Bilal", language))
        for spared in (False, True):
            window.goto(f"{stage.url}/sessions/new")
            window.evaluate(BROKEN)
            window.evaluate(
                "(text) => { document.querySelector('#pale').textContent = text; }", PALE[language]
            )
            window.evaluate(axe.SCRIPT if spared else AXE_SCRIPT)
            said[language, spared] = {kind: set(lines) for kind, lines in window.evaluate(ALL_SAID).items()}
    assert said["en", True] == said["en", False]
    assert len(said["en", True]["passes"]) > 500
    for kind, lines in said["ar", False].items():
        assert lines <= said["ar", True][kind], kind
    for language in LANGUAGES:
        wrong = [json.loads(line) for line in said[language, True]["violations"]]
        assert ["color-contrast", ["#pale"]] in [one[:2] for one in wrong]
