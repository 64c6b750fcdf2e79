"""One quarter for three readers in three languages, from an empty list to files in hand; then a correction arrives.

A coordinator with a mouse in a real browser. Clicks and choices are counted: at a generous ten seconds each they fit into
the ten minutes that this work may take.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Live, cookies_of, serve
from tests.factories import a_verified_session, filled
from tests.reports.story import story

SECONDS_A_STEP = 10
MOST_SECONDS = 600


@dataclass
class Hand:
    """A hand on a mouse, which counts what it does."""

    page: Page
    steps: int = 0
    kept: dict[str, bytes] = field(default_factory=dict)

    def click(self, what: Locator) -> None:
        self.steps += 1
        what.click()

    def choose(self, label: str, value: str) -> None:
        self.steps += 1
        self.page.get_by_label(label, exact=True).select_option(value)

    def write(self, label: str, words: str) -> None:
        self.steps += 1
        self.page.get_by_label(label, exact=True).fill(words)

    def take(self, link: str) -> bytes:
        """Click a file and keep it."""
        with self.page.expect_download() as coming:
            self.click(self.page.get_by_role("link", name=link, exact=True))
        return Path(coming.value.path()).read_bytes()


@pytest.fixture
def desk(chromium: Browser, sqlite_world: Path, tmp_path: Path) -> Iterator[tuple[Hand, str]]:
    """Amina's desk after the quarter, and the address of the database."""
    database = f"sqlite:///{tmp_path / 'karama.db'}"
    house = serve(sqlite_world, tmp_path)
    live: Live = next(house)
    filled(database, story)
    context = chromium.new_context(base_url=live.url, accept_downloads=True)
    context.add_cookies(cookies_of(live, "Amina", "en"))
    page = context.new_page()
    page.goto("/")
    yield Hand(page), database
    context.close()
    next(house, None)


def a_lens(hand: Hand, name: str, project: str, language: str) -> None:
    page = hand.page
    hand.click(page.get_by_role("link", name="New lens"))
    hand.choose("Project", project)
    hand.write("Name", name)
    hand.choose("Language of the report", language)
    hand.click(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("link", name=name)).to_be_visible()


def a_report(hand: Hand, lens: str, first: str, last: str) -> None:
    page = hand.page
    page.goto("/reports")
    hand.click(page.get_by_role("link", name="New report"))
    hand.steps += 1
    chosen = page.get_by_label("Lens", exact=True)
    chosen.select_option(
        label=next(words for words in chosen.locator("option").all_inner_texts() if lens in words)
    )
    hand.write("First day", first)
    page.get_by_label("Last day").fill(last)
    hand.steps += 1
    hand.click(page.get_by_role("button", name="Make the draft"))
    expect(page.get_by_role("article")).to_be_visible()


def test_three_donors_three_languages_one_quarter_and_a_correction(desk: tuple[Hand, str]) -> None:
    hand, database = desk
    page = hand.page
    hand.steps += 1  # signed in with one tap
    hand.click(page.get_by_role("link", name="Make a report"))
    for name, project, language, files in (
        ("Switzerland", "LBNT39", "en", ("PDF to print", "Excel workbook")),
        ("Netherlands", "GLOT59", "fr", ("PDF to print", "IATI, an indicator for each group")),
        ("Ministry", "LBNT39", "ar", ("PDF to print", "JSON")),
    ):
        a_lens(hand, name, project, language)
        a_report(hand, name, "2022-07-01", "2022-09-30")
        expect(page.get_by_role("article")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        hand.click(page.get_by_role("button", name="Submit", exact=True))
        expect(page.get_by_text("Frozen: these figures stay the same")).to_be_visible()
        for link in files:
            hand.kept[f"{name}: {link}"] = hand.take(link)
        page.goto("/reports")
    assert hand.steps * SECONDS_A_STEP <= MOST_SECONDS, hand.steps
    assert all(file[:4] == b"%PDF" for name, file in hand.kept.items() if "PDF" in name)
    assert hand.kept["Switzerland: Excel workbook"][:2] == b"PK"
    assert not etree.fromstring(hand.kept["Netherlands: IATI, an indicator for each group"]).xpath(
        "//dimension"
    )
    assert json.loads(hand.kept["Ministry: JSON"])["figures"]["people_reached"] == 89

    filled(
        database,
        lambda db: a_verified_session(
            db, day=date(2022, 8, 20), cells={("ET", "f", "18-59"): 25}, code="BEY-2022-08-20-01"
        ),
    )
    a_report(hand, "Switzerland", "2022-10-01", "2022-12-31")
    told = page.get_by_role("region", name="Corrected since earlier reports")
    expect(told).to_contain_text("from 89 to 114")
