"""A real server on a free port and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.main import create_app
from app.platform.settings import Settings
from app.platform.web.deps import LANGUAGE_COOKIE, SIGN_IN_COOKIE
from tests import world
from tests.scene import Scene

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one without the browser's own windows first: pages are the same in it, and a new window costs a quarter."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ENVIRONMENT: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "en_US", "LANG": "en_US.UTF-8"}
"""The order of the parts in the browser's own date field follows its language, not that of the page."""


@dataclass(frozen=True)
class Live:
    """A served application: its address and itself."""

    url: str
    app: FastAPI


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="on"))
    started = threading.Event()
    announce = server.startup

    async def startup(*anything: object, **more: object) -> None:
        await announce(*anything, **more)  # type: ignore[arg-type]
        started.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert started.wait(30)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(15)


def chromium_program() -> str | None:
    """Where Debian's Chromium stands."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    program = chromium_program()
    if program is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, env=ENVIRONMENT)
        yield browser
        browser.close()


def serve(file: Path, folder: Path) -> Iterator[Live]:
    """Serve a copy of a database from a folder of its own."""
    shutil.copy(file, folder / "karama.db")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'karama.db'}",
        data_dir=folder,
        api_rate_per_minute=100_000,
        report_patience_seconds=300,
    )
    app = create_app(settings)
    with serving(app) as url:
        yield Live(url, app)


@pytest.fixture(scope="module")
def live(sqlite_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The little world, served; shared by the tests of one file."""
    yield from serve(sqlite_world, tmp_path_factory.mktemp("live"))


@pytest.fixture(scope="module")
def stage(played: tuple[Path, Scene], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The scene, served; shared by the tests of one file, which only look."""
    yield from serve(played[0], tmp_path_factory.mktemp("stage"))


def cookies_of(live: Live, name: str, language: str) -> list[Any]:
    """What the browser of a person of the world sends along; of a stranger ("") only the language."""
    cookies = [{"name": LANGUAGE_COOKIE, "value": language, "url": live.url}]
    if name:
        cookies.append({"name": SIGN_IN_COOKIE, "value": world.cookie_of(name), "url": live.url})
    return cookies


def open_for(
    chromium: Browser,
    live: Live,
    name: str,
    *,
    language: str = "en",
    width: int = 1280,
    javascript: bool = True,
) -> BrowserContext:
    """A browser window of its own for a person of the world."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        locale=language,
        java_script_enabled=javascript,
        base_url=live.url,
    )
    context.add_cookies(cookies_of(live, name, language))
    return context


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, live: Live) -> Iterator[Visit]:
    """`visit("Bilal", "/sessions", language="ar", width=360)` opens a page as a person of the world."""
    contexts = []

    def go(name: str, path: str, **how: Any) -> Page:
        context = open_for(chromium, live, name, **how)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield go
    for context in contexts:
        context.close()
