"""The inbox as a page."""

from __future__ import annotations

from tests.conftest import Client
from tests.sessions.asked import on_day, propose


def test_what_happened_stands_in_the_readers_language_until_it_is_read(api: Client, browser: Client) -> None:
    assert "Nothing yet" in browser("Lina").get("/notices").text
    session = propose(api("Bilal"), on_day(21))
    lina = browser("Lina")
    page = lina.get("/notices").text
    assert f"/sessions/{session['id']}" in page
    assert "CARITAS invites you" in page
    assert "new" in page
    seen = page.split('name="up_to" value="')[1].split('"')[0]
    done = lina.post("/notices/read", data={"up_to": seen}, headers={"Origin": "http://testserver"})
    assert done.status_code == 303
    assert "Mark all as read" not in lina.get("/notices").text
    assert "invites you" in lina.get("/notices").text


def test_letters_can_be_stopped_and_started(browser: Client) -> None:
    lina = browser("Lina")
    assert "checked" in lina.get("/notices").text
    for wanted in (False, True):
        lina.post(
            "/notices/letters",
            data={"by_mail": "true"} if wanted else {},
            headers={"Origin": "http://testserver"},
        )
        assert (" checked" in lina.get("/notices").text) is wanted
