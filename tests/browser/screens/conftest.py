"""A tablet in somebody's hand: the page as people see it, holding a bundle, in front of a server in any weather."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, Page, expect

from app.main import create_app
from app.platform import catalogues
from app.platform.settings import Settings
from app.platform.web.pinned import pinned
from tests.browser.conftest import serving
from tests.browser.field.weather import Weather, proxy_error
from tests.browser.screens.held import DEVICE, SESSION, bundle

FOLDER = pinned().url("field/start.js").removesuffix("start.js")

PUT = """async ([folder, device, data]) => {
  const identity = await import(folder + 'identity.js');
  const store = await import(folder + 'store.js');
  await identity.remember({device_id: device, label: 'Blue 3', token: 'a-secret', claimed_at: 0, expires_at: null});
  const kept = {data, fetched_at: Date.now(), checked_at: Date.now()};
  await store.write('karama-bundle', ['kept'], (tx) => tx.objectStore('kept').put(kept, 'bundle'));
}"""

BREAK = """() => {
  const add = IDBObjectStore.prototype.add;
  globalThis.mend = () => { IDBObjectStore.prototype.add = add; };
  IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); };
}"""
"""From here on nothing can be written, until `mend()`."""


class Hand:
    """One page of a tablet. Finds things as people do, in the words of the page's language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language

    def word(self, msgid: str, **facts: str) -> str:
        """A text as this reader sees it."""
        with catalogues.speaking(self.language):
            said = catalogues.gettext(msgid)
        return said % facts if facts else said

    def go(self, where: str) -> None:
        """Open a screen: `count`, `kits` … of the session, or `#/today`."""
        address = where if where.startswith("#") else f"#/session/{SESSION}/{where}"
        self.page.evaluate(
            "(to) => { document.querySelector('h1').dataset.old = 'yes'; location.hash = to; }", address
        )
        expect(self.page.locator("#screen h1:not([data-old])")).to_have_count(1)

    def box(self, sex: str, band: str) -> Locator:
        """The box to tap of a sex and an age band."""
        sexes = {"f": "Women, girls", "m": "Men, boys", "o": "Other", "ns": "Not stated"}
        return self.page.locator(".grid .tap", has_text=f"{self.word(sexes[sex])} · \u2066{band}\u2069")

    def events(self) -> list[dict[str, Any]]:
        """What stands in the outbox."""
        ask = f"import('{FOLDER}outbox.js').then((outbox) => outbox.entries())"
        return cast("list[dict[str, Any]]", self.page.evaluate(ask))

    def until_saved(self, events: int) -> list[dict[str, Any]]:
        """Wait until so many events are on the disk."""
        ask = (
            f"import('{FOLDER}outbox.js').then(async (outbox) => (await outbox.entries()).length >= {events})"
        )
        self.page.wait_for_function(ask)
        return self.events()

    def chip(self) -> Locator:
        """The chip that says where the work is."""
        return self.page.locator("#chip")


@pytest.fixture(scope="package")
def hall(sqlite_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Weather]]:
    """One server for all."""
    folder = tmp_path_factory.mktemp("hall")
    shutil.copy(sqlite_world, folder / "karama.db")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'karama.db'}", data_dir=folder, api_rate_per_minute=100_000
    )
    weather = Weather(create_app(settings))
    with serving(cast("FastAPI", weather)) as url:
        yield url, weather


Take = Callable[..., Hand]


@pytest.fixture
def take(chromium: Browser, hall: tuple[str, Weather]) -> Iterator[Take]:
    """`take("ar")` takes a tablet that holds the bundle and hears nothing of the server; `take("en", held=False)` a new one."""
    with taking(chromium, hall) as hand:
        yield hand


@contextmanager
def taking(chromium: Browser, hall: tuple[str, Weather]) -> Iterator[Take]:
    """Tablets of this browser, put away in the end."""
    url, weather = hall
    weather.clear()
    weather.turns.extend([proxy_error] * 200)
    opened = []

    def hand(language: str = "en", *, held: bool = True, width: int = 360, before: str | None = None) -> Hand:
        context = chromium.new_context(
            base_url=url,
            service_workers="block",
            viewport={"width": width, "height": 740},
            has_touch=True,
            accept_downloads=True,
        )
        opened.append(context)
        if before:
            context.add_init_script(before)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if held:
            page.goto("/healthz")
            page.evaluate(PUT, [FOLDER, DEVICE, bundle()])
        page.goto(f"/field?lang={language}")
        expect(page.locator("#screen h1")).to_have_count(1)
        return Hand(page, language)

    yield hand
    for context in opened:
        context.close()
