"""A page that waits for long work: the script that looks again by itself."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Route

from app.platform.web.pages import STATIC

HOUSE = "http://karama.example"
WAITS = '<main><h1>Import</h1><div data-waiting>%s of 900 rows</div><a href="/job">Look again</a></main>'
SCRIPT = '<script type="module" src="/static/waiting.js"></script>'
MOST_LOOKS = 200


def test_the_page_tells_how_far_the_work_is_and_shows_its_end(chromium: Browser) -> None:
    page = chromium.new_page()
    body: str | None = WAITS % "0"
    failed: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url.endswith("waiting.js"):
            route.fulfill(path=STATIC / "waiting.js", content_type="text/javascript")
        elif body is None:
            route.abort()  # the network is gone for a moment
        else:
            route.fulfill(body=f"<!doctype html>{SCRIPT}{body}", content_type="text/html; charset=utf-8")

    def until(seen: Callable[[], bool]) -> None:
        for _look in range(MOST_LOOKS):
            if seen():
                return
            page.clock.run_for(2000)
        raise AssertionError(page.content())

    def text() -> str:
        return page.locator("main").inner_text()

    page.on("requestfailed", lambda request: failed.append(request.url))
    page.route("**/*", answer)
    page.clock.install()
    page.goto(f"{HOUSE}/job")
    assert "0 of 900 rows" in text()
    page.evaluate("window.here = true")
    body = WAITS % "300"
    until(lambda: "300 of 900 rows" in text())
    body = None
    until(lambda: bool(failed))
    body = WAITS % "600"
    until(lambda: "600 of 900 rows" in text())
    assert page.locator("h1").inner_text() == "Import"
    body = "<main>900 new sessions</main>"
    until(lambda: text() == "900 new sessions")
    assert page.evaluate("window.here"), (
        "what came takes the place of what waited, and is not asked for again"
    )
    page.close()
