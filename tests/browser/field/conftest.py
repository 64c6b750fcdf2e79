"""A tablet: a browser of its own with the tablet's modules at hand, in front of a server in any weather."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count as numbers
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.pinned import pinned
from tests.browser.conftest import serving
from tests.browser.field.weather import Weather
from tests.conftest import at_the_json_face
from tests.scene import Stage, session_body
from tests.world import an_id

MODULES = (
    "outbox", "drain", "state", "identity", "device", "bundle", "local", "prepare", "export", "shell", "heart",
    "rhythm", "store", "marker", "uuid", "talk",
)  # fmt: skip
SESSION = str(an_id("the tablet's session"))
DEVICE = str(an_id("the tablet"))

TAKE_IN_HAND = """async ([base, names]) => {
  const modules = await Promise.all(names.map((name) => import(`${base}${name}.js`)));
  globalThis.BASE = base;
  globalThis.K = Object.fromEntries(names.map((name, place) => [name, modules[place]]));
  Object.assign(K.rhythm.rhythm, {firstWait: 60_000, longestWait: 60_000, otherTab: 20, patience: 2000});
}"""

PAIR = """(device) => K.identity.remember({
  device_id: device, label: 'Tablet 3', token: 'a-secret', claimed_at: 0, expires_at: null,
})"""


class Tablet:
    """One browser with its own storage. A tab is a `Page` with all modules of the tablet in `K`."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url

    def tab(self) -> Page:
        """A tab in which nothing beats by itself: the test makes each step."""
        page = self.context.new_page()
        page.goto(f"{self.url}/healthz")
        self.take(page)
        return page

    def take(self, page: Page) -> None:
        """Put the modules into a tab that was opened or loaded anew."""
        page.evaluate(TAKE_IN_HAND, [pinned().url("field/outbox.js").removesuffix("outbox.js"), MODULES])

    def paired(self) -> Page:
        """A tab of a paired tablet."""
        page = self.tab()
        page.evaluate(PAIR, DEVICE)
        return page


def until(page: Page, condition: str) -> None:
    """Wait until a JavaScript condition holds. The page's policy forbids Playwright's own way."""
    page.evaluate(
        f"""async () => {{
          for (const end = performance.now() + 15_000; performance.now() < end;) {{
            if (await ({condition})) return;
            await new Promise((resolve) => setTimeout(resolve, 10));
          }}
          throw new Error('it never came');
        }}"""
    )


def count(page: Page, many: int = 1) -> list[str]:
    """Tap "+1" so many times; the ids of the saved events."""
    return cast(
        "list[str]",
        page.evaluate(
            """async ([session, many]) => {
              const ids = [];
              for (let tap = 0; tap < many; tap += 1)
                ids.push((await K.outbox.record('door', session, {delta: 1})).id);
              return ids;
            }""",
            [SESSION, many],
        ),
    )


def drain(page: Page) -> str:
    """Send now, as a tap on the chip does; how it ended."""
    return cast("str", page.evaluate("K.drain.wake()"))


def unsent(page: Page) -> list[str]:
    """The ids that the server has not confirmed, in their order."""
    return cast("list[str]", page.evaluate("K.outbox.pending().then(all => all.map(event => event.id))"))


def status(page: Page) -> dict[str, Any]:
    """What the chip knows."""
    return cast("dict[str, Any]", page.evaluate("K.state.recount().then(() => K.state.state.now)"))


@pytest.fixture(scope="package")
def outside(sqlite_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Weather]]:
    """One server for all, with weather before it."""
    folder = tmp_path_factory.mktemp("tablets")
    shutil.copy(sqlite_world, folder / "karama.db")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'karama.db'}", data_dir=folder, api_rate_per_minute=100_000
    )
    weather = Weather(create_app(settings))
    with serving(cast("FastAPI", weather)) as url:
        yield url, weather


@pytest.fixture
def weather(outside: tuple[str, Weather]) -> Weather:
    """Sunny at the beginning of each test."""
    outside[1].clear()
    return outside[1]


CLEAR = """async () => {
  localStorage.clear();
  const gone = (name) => new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = resolve;
    request.onerror = reject;
  });
  await Promise.all((await indexedDB.databases()).map(({name}) => gone(name)));
}"""


@pytest.fixture(scope="package")
def workshop(chromium: Browser, outside: tuple[str, Weather]) -> Iterator[tuple[BrowserContext, Page]]:
    """One browser for all tablets, one after another, and a tab that clears up; no service worker runs in it."""
    context = chromium.new_context(base_url=outside[0], service_workers="block", accept_downloads=True)
    janitor = context.new_page()
    janitor.goto("/healthz")
    yield context, janitor
    context.close()


@pytest.fixture
def tablet(
    workshop: tuple[BrowserContext, Page], outside: tuple[str, Weather], weather: Weather
) -> Iterator[Tablet]:
    """A new tablet out of the box."""
    context, janitor = workshop
    yield Tablet(context, outside[0])
    for page in context.pages:
        if page != janitor:
            page.close()
    janitor.evaluate(CLEAR)


SUPPLIER, STORE, LOT, RECEIPT = (str(uuid4()) for _thing in range(4))
HOURS = numbers()
"""Chantal is at one session at a time."""


@pytest.fixture
def api(weather: Weather) -> Callable[[str], TestClient]:
    """People at the JSON face of the same server."""
    return at_the_json_face(cast("FastAPI", weather.app))


@pytest.fixture
def uow(weather: Weather) -> UnitOfWork:
    """The server's own."""
    return cast("UnitOfWork", cast("FastAPI", weather.app).state.uow)


@pytest.fixture
def session(api: Callable[[str], TestClient]) -> str:
    """A confirmed session of these days, and kits in the store that its bag can be loaded from."""
    begins = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2 * next(HOURS))
    plan = session_body(str(uuid4()), begins)
    made = api("Bilal").post("/sessions", json=plan)
    assert made.status_code == 201, made.text
    Stage(api).confirm(plan["id"])
    for path, body in (
        ("/locations", {"id": SUPPLIER, "organisation": "CARITAS", "name": "Supplier", "kind": "supplier"}),
        ("/locations", {"id": STORE, "organisation": "CARITAS", "name": "Store", "kind": "warehouse"}),
        ("/lots", {"id": LOT, "item": "DK", "label": "Lot 1", "project": "LBNT39", "expires_on": "2099-01-31"}),
        (
            "/movements",
            {
                "id": RECEIPT, "lot": LOT, "from": SUPPLIER, "to": STORE, "quantity": 500, "reason": "receipt",
                "document": "GRN-1",
            },
        ),
    ):  # fmt: skip
        done = api("Daoud").post(path, json=body)
        assert done.status_code in {200, 201}, done.text
    return str(plan["id"])
