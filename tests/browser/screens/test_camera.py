"""The camera sees our own ticket sheet: Chromium's own camera plays a film of it, and the tablet reads the sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from app.registration.pages.ticket_paper import TEMPLATE, words_on_paper
from app.registration.rules.codes import show_code
from app.registration.schemas.tickets import TicketSheet
from tests.browser.conftest import ENVIRONMENT, FLAGS, chromium_program
from tests.browser.field.conftest import until
from tests.browser.field.weather import Weather
from tests.browser.screens.conftest import Take, taking
from tests.browser.screens.held import FRESH
from tests.paper import grey_pages

WIDE, HIGH = 640, 480
NOBODY, TICKET = 30, 20
"""Frames of an empty table, then of a ticket on it, ten a second; the film runs again and again."""

OWN_READER = """
globalThis.asked = [];
globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ['aztec', 'qr_code']; }
  constructor({formats}) { globalThis.asked.push(...formats); }
  async detect(picture) {
    return picture.videoWidth ? [{rawValue: '%s'}] : [];
  }
};
"""
SLOW_TO_OPEN = """
globalThis.cameras = [];
const plain = MediaDevices.prototype.getUserMedia;
MediaDevices.prototype.getUserMedia = async function (wanted) {
  const camera = await plain.call(this, wanted);
  await new Promise((leave) => {
    globalThis.leave = leave;
    globalThis.cameras.push(camera);
  });
  return camera;
};
"""
LIVE = (
    "globalThis.cameras.flatMap((one) => one.getTracks()).filter((one) => one.readyState === 'live').length"
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ticket of our own sheet, held before the camera: YUV4MPEG2, as Chromium plays it."""
    now = datetime(2022, 7, 30, 7, tzinfo=UTC)
    sheet = TicketSheet(
        code="BEY-01",
        title="Know your rights: work and kafala",
        day=now.date(),
        starts_at=now,
        time_zone="Asia/Beirut",
        venue="St Joseph hall",
        made_at=now,
        tickets=[(1, FRESH)],
    )
    (paper,) = grey_pages(TEMPLATE, words_on_paper(sheet, "en"), ppi=110, top=0.4)
    seen = paper[:HIGH, :WIDE]
    table = np.full((HIGH, WIDE), 90, np.uint8)
    ticket = table.copy()
    ticket[: seen.shape[0], : seen.shape[1]] = seen // 2 + 80  # indoors, paper is never white nor ink black
    file = tmp_path_factory.mktemp("film") / "ticket.y4m"
    grey = np.full(WIDE * HIGH // 2, 128, np.uint8).tobytes()
    with file.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip A1:1 C420jpeg\n".encode())
        for frame in [table] * NOBODY + [ticket] * TICKET:
            out.write(b"FRAME\n" + frame.tobytes() + grey)
    return file


@pytest.fixture(scope="module")
def with_camera(chromium: Browser, film: Path) -> Iterator[Browser]:
    """A Chromium whose camera plays the film, and whose owner lets pages use it."""
    browser = chromium.browser_type.launch(
        executable_path=chromium_program(),
        args=[
            *FLAGS,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
        env=ENVIRONMENT,
    )
    yield browser
    browser.close()


@pytest.fixture
def take_with_camera(with_camera: Browser, hall: tuple[str, Weather]) -> Iterator[Take]:
    """`take` with a camera."""
    with taking(with_camera, hall) as hand:
        yield hand


def scan(page: Page) -> None:
    """Tap "scan"."""
    page.locator("[data-do=scan]").click()


def test_the_reader_that_came_along_reads_a_ticket_of_our_sheet(take_with_camera: Take) -> None:
    hand = take_with_camera()
    page = hand.page
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    hand.go("ticket")
    assert page.evaluate("typeof BarcodeDetector") == "undefined"
    assert not any("jsqr" in url for url in fetched)
    verdict = page.locator(".verdict")
    scan(page)
    expect(verdict).to_contain_text("On the list", timeout=30_000)
    assert any("jsqr" in url for url in fetched)
    expect(page.locator("#ticket-code")).to_have_value(show_code(FRESH))
    expect(page.locator("[data-do=scan]")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Let in and hand out").click()
    expect(verdict).to_contain_text("Let in. Saved.")
    expect(verdict).to_contain_text("Already used", timeout=30_000)  # it was out of sight, and is shown again
    scan(page)
    expect(page.locator(".scan")).to_be_hidden()
    expect(page.locator("[data-do=scan]")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("document.querySelector('video').srcObject") is None
    assert [event["kind"] for event in hand.until_saved(2)] == ["check_in", "kit"]


def test_the_browsers_own_reader_is_taken_where_there_is_one(take_with_camera: Take) -> None:
    hand = take_with_camera(before=OWN_READER % FRESH.lower())
    page = hand.page
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    hand.go("ticket")
    scan(page)
    expect(page.locator(".verdict")).to_contain_text("On the list", timeout=30_000)
    assert page.evaluate("globalThis.asked") == ["qr_code"]
    assert not any("jsqr" in url for url in fetched)


def test_a_camera_that_is_slow_to_open_is_shut_by_who_left(take_with_camera: Take) -> None:
    hand = take_with_camera(before=SLOW_TO_OPEN)
    page = hand.page
    hand.go("ticket")
    scan(page)
    until(page, "globalThis.cameras.length === 1")
    hand.go("count")
    page.evaluate("globalThis.leave()")
    until(page, f"{LIVE} === 0")


def test_a_tally_sheet_is_read_once_and_the_camera_shut(take_with_camera: Take) -> None:
    sheet: Any = "https://karama.example/sheets/0b9c1f7e-3c4d-5e6f-8a9b-0c1d2e3f4a5b"
    hand = take_with_camera(before=OWN_READER % sheet)
    page = hand.page
    hand.go("paper")
    scan(page)
    expect(page.locator("[name=sheet]")).to_have_value(sheet, timeout=30_000)
    expect(page.locator(".scan")).to_be_hidden()
    assert page.evaluate("document.querySelector('video').srcObject") is None
