"""The service worker keeps the page and nothing else; a new one waits until nothing can be lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.field.pages import tablet as tablet_page
from app.platform.web import pinned as pinned_module
from tests.browser.field.conftest import DEVICE, MODULES, PAIR, SESSION, TAKE_IN_HAND, until
from tests.browser.field.weather import Weather, proxy_error, says

KEPT = "navigator.serviceWorker.ready.then(() => K.shell.kept())"


@pytest.fixture
def context(chromium: Browser, outside: tuple[str, Weather], weather: Weather) -> Iterator[BrowserContext]:
    """A tablet whose service worker runs."""
    made = chromium.new_context(base_url=outside[0], viewport={"width": 360, "height": 740})
    yield made
    made.close()


@pytest.fixture(scope="module")
def kept(chromium: Browser, outside: tuple[str, Weather]) -> Iterator[BrowserContext]:
    """A tablet that keeps everything in all languages, for tests that change nothing of it."""
    made = chromium.new_context(base_url=outside[0], viewport={"width": 360, "height": 740})
    page = opened(made, "/field?lang=fr")
    told = page.evaluate(KEPT)
    assert (told["ready"], told["missing"], sorted(told["languages"])) == (True, [], ["ar", "en", "fr"])
    page.close()
    yield made
    made.close()


@pytest.fixture
def second_version(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """From now on the server serves a page with another style sheet."""
    served = pinned_module._served

    def changed(file: Path) -> bytes:
        return served(file) + (b"\n.second-version{color:red}\n" if file.name == "field.css" else b"")

    def forget() -> None:
        for kept in (pinned_module.pinned, tablet_page.shell, tablet_page.worker):
            kept.cache_clear()

    monkeypatch.setattr(pinned_module, "_served", changed)
    forget()
    yield
    monkeypatch.undo()
    forget()


def opened(context: BrowserContext, path: str = "/field") -> Page:
    """The page, its modules in `K`, its service worker in charge."""
    page = context.new_page()
    page.goto(path)
    in_hand(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    until(page, "navigator.serviceWorker.controller")
    return page


def in_hand(page: Page) -> None:
    """Put the modules of this very page into `K`."""
    base = page.locator("script[type=module]").get_attribute("src")
    assert base
    page.evaluate(TAKE_IN_HAND, [base.removesuffix("start.js"), MODULES])


def version(page: Page) -> str:
    """The version of the page that is shown."""
    return page.locator("html").get_attribute("data-version") or ""


def test_it_opens_without_a_network_within_a_second_in_each_language(
    kept: BrowserContext, weather: Weather
) -> None:
    kept.set_offline(True)
    weather.spoiled.add("/")
    page = kept.new_page()
    waits = []
    for _time in range(3):  # of a machine that does other things besides, the quickest
        page.goto("/field")
        expect(page.locator("h1")).to_be_visible()
        until(page, "performance.getEntriesByName('shown').length")
        waits.append(page.evaluate("performance.getEntriesByName('shown')[0].startTime"))
    assert min(waits) < 1000
    assert page.locator("html").get_attribute("lang") == "fr"
    page.goto("/field?lang=ar")
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("html").get_attribute("dir") == "rtl"
    kept.set_offline(False)
    page.close()


@pytest.mark.parametrize("address", ["/field", "/field?lang=en"])
def test_to_keep_the_other_languages_does_not_change_the_readers(
    context: BrowserContext, address: str
) -> None:
    """A tablet is made fit for the hall: it keeps Arabic and French too, and greets Chantal in English as before."""
    page = opened(context, address)
    assert sorted(page.evaluate(KEPT)["languages"]) == ["ar", "en", "fr"]
    page.goto("/field")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert {cookie["value"] for cookie in context.cookies() if cookie["name"] == "karama_language"} <= {"en"}


def test_a_later_visit_costs_nothing_and_shows_no_strangers_page(
    kept: BrowserContext, weather: Weather
) -> None:
    page = kept.new_page()
    page.goto("/field")
    weather.clear()
    page.goto("/field")
    expect(page.locator("h1")).to_be_visible()
    in_hand(page)
    assert +weather.bytes == {}
    weather.spoiled.add("/field")
    page.goto("/field")
    expect(page.locator("html")).to_have_attribute("data-version", version(page))
    assert "Wi-Fi" not in page.content()
    page.close()


def test_a_network_that_says_nothing_is_waited_for_three_seconds(
    kept: BrowserContext, weather: Weather
) -> None:
    """A bar of signal and no answer: the page that is kept is shown."""
    page = kept.new_page()
    page.set_default_navigation_timeout(15_000)
    page.goto("/field")
    weather.clear()
    weather.stuck.add("/field")
    page.goto("/field")
    expect(page.locator("h1")).to_be_visible()
    assert "/field" in weather.paths, "the network was asked first"
    began, answered = page.evaluate(
        "(({startTime, responseStart}) => [startTime, responseStart])(performance.getEntriesByType('navigation')[0])"
    )
    assert answered - began >= 2_900
    page.close()


def test_it_touches_nothing_else(kept: BrowserContext, weather: Weather) -> None:
    page = kept.new_page()
    page.goto("/field")
    weather.paths.clear()
    answers = page.evaluate(
        """async () => [
          (await fetch('/field', {method: 'POST'})).status,
          (await fetch('/healthz')).status,
          (await fetch('/api/v1/field/bundle')).status,
          (await fetch('/static/app.css')).status,
        ]"""
    )
    assert answers == [405, 200, 401, 200]
    assert {"/field", "/healthz", "/api/v1/field/bundle", "/static/app.css"} <= set(weather.paths)
    assert len(page.evaluate("caches.keys()")) == 1
    page.close()


@pytest.mark.parametrize("place", ["field/store.js", "field/field.css"])
def test_a_spoiled_file_is_not_kept_and_the_worker_does_not_begin(
    context: BrowserContext, weather: Weather, place: str
) -> None:
    page = context.new_page()
    page.goto("/healthz")
    weather.spoiled.add(place)
    end = page.evaluate(
        """async () => {
          try {
            const found = await navigator.serviceWorker.register('/sw.js', {scope: '/field', type: 'module'});
            const worker = found.installing;
            if (worker) await new Promise((resolve) => { worker.onstatechange = () => worker.state === 'redundant' && resolve(); });
            return [worker?.state ?? 'none', await caches.keys()];
          } catch (problem) { return [problem.name, await caches.keys()]; }
        }"""
    )
    assert end in (["redundant", []], ["TypeError", []])


def test_a_new_version_waits_for_open_forms_and_unsent_work(
    context: BrowserContext, weather: Weather, request: pytest.FixtureRequest
) -> None:
    page = opened(context)
    page.evaluate(KEPT)
    first = version(page)
    page.evaluate(PAIR, DEVICE)
    other = opened(context)
    other.evaluate("K.shell.dirty('counting', true)")
    request.getfixturevalue("second_version")
    page.evaluate(
        "navigator.serviceWorker.getRegistration('/field').then(found => found.update()).then(() => 1)"
    )
    until(page, "navigator.serviceWorker.getRegistration('/field').then(found => found.waiting)")
    until(page, "K.state.state.now.update")
    page.evaluate("K.shell.letIn()")
    waiting = "navigator.serviceWorker.getRegistration('/field').then(found => Boolean(found.waiting))"
    assert page.evaluate(waiting)
    assert len(page.evaluate("caches.keys()")) == 2

    page.evaluate("(session) => K.outbox.record('door', session, {delta: 1})", SESSION)
    other.evaluate("K.shell.dirty('counting', false)")
    page.evaluate("K.shell.letIn()")
    assert page.evaluate(waiting)
    assert version(page) == first

    page.evaluate(
        "K.outbox.pending().then(all => K.outbox.settle(all, all.map(({id}) => ({id, outcome: 'applied'})), 2))"
    )
    page.evaluate("K.state.recount().then(() => { void K.shell.letIn(); })")
    expect(page.locator("html")).not_to_have_attribute("data-version", first)
    expect(page.locator("h1")).to_be_visible()
    in_hand(page)
    until(page, "caches.keys().then(keys => keys.length === 1)")
    assert [one["seq"] for one in page.evaluate("K.outbox.receipts()")] == [1]


def test_a_new_version_comes_in_the_languages_of_the_old_one(
    context: BrowserContext, weather: Weather, request: pytest.FixtureRequest
) -> None:
    """A tablet that was prepared once reads Arabic in the hall after an update, too."""
    page = opened(context)
    page.evaluate(KEPT)
    first = version(page)
    request.getfixturevalue("second_version")
    page.evaluate(
        "navigator.serviceWorker.getRegistration('/field').then(found => found.update()).then(() => 1)"
    )
    expect(page.locator("html")).not_to_have_attribute("data-version", first)
    in_hand(page)
    until(page, "caches.keys().then(keys => keys.length === 1)")
    context.set_offline(True)
    page.goto("/field?lang=ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_the_browser_wakes_the_worker_when_the_page_is_gone(
    context: BrowserContext, weather: Weather
) -> None:
    """Background Sync: the same drain, without any page."""
    page = opened(context)
    page.evaluate(PAIR, DEVICE)
    control = context.new_cdp_session(page)
    found: list[str] = []
    control.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    control.send("ServiceWorker.enable")
    while not found:
        page.evaluate("1")
    weather.turns.append(proxy_error)
    saved = page.evaluate(
        "(session) => K.outbox.record('door', session, {delta: 1}).then(e => e.id)", SESSION
    )
    until(page, "K.state.state.now.paused")
    page.evaluate("K.rhythm.rhythm.longestWait = 60_000")
    weather.batches.clear()
    weather.turns.append(says("applied"))
    control.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": page.url.removesuffix("/field"),
            "registrationId": found[0],
            "tag": "outbox",
            "lastChance": False,
        },
    )
    until(page, "K.state.recount().then(() => K.state.state.now.saved === 0)")
    assert [event["id"] for event in weather.batches[0]["events"]] == [saved]
    assert weather.batches[0]["app_version"].startswith("worker+")
