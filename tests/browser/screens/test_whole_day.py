"""A facilitator's day against the real server: pair, prepare, count and hand out without a network, close, send."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from app.main import create_app
from app.platform.settings import Settings
from tests import world
from tests.browser.conftest import serving
from tests.browser.looking import LANGUAGES
from tests.browser.screens.conftest import Hand
from tests.browser.screens.held import BEIRUT
from tests.conftest import at_the_json_face
from tests.scene import Stage
from tests.world import an_id


@pytest.fixture
def office(sqlite_world: Path, tmp_path: Path) -> Iterator[tuple[str, FastAPI]]:
    """A server with its own copy of the world."""
    shutil.copy(sqlite_world, tmp_path / "karama.db")
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'karama.db'}", data_dir=tmp_path))
    with serving(app) as url:
        yield url, app


def _fresh_kits(stage: Stage) -> None:
    """Seventy kits in the store; the scene's own lot has expired long before today."""
    store, _lot, _movement = stage.receive()
    supplier, lot = str(an_id("Supplier")), str(an_id("fresh lot"))
    assert stage.daoud.post("/lots", json={"id": lot, "item": "DK", "label": "Fresh"}).status_code == 201
    stage.move("receipt", supplier, store, 70, lot=lot)


def _sheets(stage: Stage, session: str) -> None:
    """Two numbered tally sheets."""
    body = {"id": str(an_id("sheets of the day")), "quantity": 2, "communities": ["ET"]}
    assert stage.chantal.post(f"/sessions/{session}/sheets", json=body).status_code == 201


DIGITS = {"en": ("1", "2", "3", "10", "30"), "ar": ("١", "٢", "۳", "١٠", "۳۰")}


def _count_forty(hand: Hand) -> None:
    """Thirty-six by tapping, one by the keyboard, three from a sheet of paper."""
    page = hand.page
    one, two, three, _ten, _thirty = DIGITS[hand.language]
    page.locator("#screen .card").first.click()
    for _person in range(36):
        hand.box("f", "18-59").click()
    hand.box("m", "18-59").dispatch_event("keydown", {"key": one})
    page.keyboard.press("Enter")
    expect(page.locator("[data-t=all]")).to_have_text("37")
    page.locator("[data-go=paper]").click()
    page.locator("#sheet-id").fill(two)
    page.locator(".grid input").first.fill(three)
    page.locator("[form=sheet-form]").click()
    expect(page.locator("[data-t=done]")).to_be_visible()


def _hand_out_twenty(hand: Hand) -> None:
    """Thirty into the bag, twenty-one out of it, one of them taken back."""
    page = hand.page
    page.locator("[data-go=kits]").click()
    page.locator("[data-do=load]").click()
    page.locator("#load-quantity").fill(DIGITS[hand.language][4])
    page.locator("dialog .primary").click()
    expect(page.locator("[data-t=remains]")).to_have_text("30")
    for _kit in range(21):
        page.locator(".grid .tap").first.click()
    page.locator("[data-do=undo]").click()
    expect(page.locator("[data-t=remains]")).to_have_text("10")


def _close(hand: Hand) -> None:
    """Ten kits come back; what is blank is nobody."""
    page = hand.page
    page.locator("[data-go=close]").click()
    page.locator("[name=returned]").fill(DIGITS[hand.language][3])
    page.locator("[data-do=send]").click()
    page.locator("dialog .primary").click()
    expect(page.locator("[data-t=closed]")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_without_a_network(chromium: Browser, office: tuple[str, FastAPI], language: str) -> None:
    url, app = office
    client = at_the_json_face(app)
    stage = Stage(client)
    today = datetime.now(BEIRUT).date()
    session = stage.propose("today", (today - world.WORLD_DAY.date()).days)
    stage.confirm(session)
    _fresh_kits(stage)
    _sheets(stage, session)
    amina = client("Amina")
    made = amina.post("/devices", json={"label": "Blue 3", "user": world.email_of("Chantal")}).json()

    context = chromium.new_context(base_url=url, viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"/field?lang={language}#pair={made['code']}")
    hand = Hand(page, language)
    page.locator("form[data-at=pair] .primary").click()
    page.get_by_role("button", name="Chantal").click()
    expect(page.locator("[data-t=ready].ok")).to_be_visible(timeout=20_000)

    context.set_offline(True)
    page.goto(f"/field?lang={language}")
    _count_forty(hand)
    _hand_out_twenty(hand)
    _close(hand)
    page.reload()
    expect(hand.chip()).to_contain_text("62")

    context.set_offline(False)
    hand.chip().click()
    expect(hand.chip()).to_contain_text(hand.word("Sent %(at)s", at=""), timeout=15_000)
    report = amina.get(f"/sessions/{session}/report").json()
    assert (report["status"], report["reached"]) == ("reported", 40)
    [till] = report["till"]
    assert [till[part] for part in ("loaded", "given", "returned", "unexplained")] == [30, 20, 10, 0]
    sheets = client("Chantal").get(f"/sessions/{session}/sheets").json()["sheets"]
    assert [sheet["entered_at"] is not None for sheet in sheets] == [False, True]
    context.close()
