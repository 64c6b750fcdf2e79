"""A guest books on an old telephone: no JavaScript, 320 px, no cookie; then everybody looks at the pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Live
from tests.browser.looking import faults
from tests.registration.seats import a_link, a_session_to_come


def telephone(chromium: Browser, live: Live, *, javascript: bool) -> Page:
    context = chromium.new_context(
        viewport={"width": 320, "height": 568}, java_script_enabled=javascript, base_url=live.url
    )
    return context.new_page()


def test_two_minutes_on_an_old_telephone(chromium: Browser, live: Live) -> None:
    uow = live.app.state.uow
    session = a_session_to_come(uow, 5)
    token = a_link(uow, session, secret=live.app.state.signing_key, max_seats=5).token
    page = telephone(chromium, live, javascript=False)
    page.goto(f"/book/{token}")
    page.get_by_role("link", name="አማርኛ").click()
    assert page.locator("html").get_attribute("lang") == "am"
    page.locator("#community-1").select_option("ET")
    page.locator("#seats-1").select_option("2")
    page.locator("button[value=add]").click()
    page.locator("#community-2").select_option("BD")
    page.locator("button[value=book]").click()
    reference = page.locator(".tile bdi").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]", reference)
    page.locator("a[href*=manage]").click()
    page.locator("#reference").fill(reference.lower())
    page.locator("button[value=find]").click()
    assert page.locator("#community-2").input_value() == "BD"
    page.locator("summary").click()
    page.locator("button[value=cancel]").click()
    assert page.locator("button[value=change]").count() == 0
    assert reference not in page.url
    assert page.context.cookies() == []
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar", "am"])
def test_the_pages_have_no_faults(chromium: Browser, live: Live, language: str) -> None:
    uow = live.app.state.uow
    link = a_link(uow, a_session_to_come(uow, 5), secret=live.app.state.signing_key, max_seats=5)
    page = telephone(chromium, live, javascript=True)
    page.goto(f"/book/{link.token}?lang={language}")
    found = faults(page, (320, 1280))
    page.locator("button[value=book]").click()
    found += faults(page, (320,))  # nothing was chosen
    page.locator("button[value=add]").click()
    page.locator("#community-1").select_option("ET")
    page.locator("#seats-1").select_option("3")
    found += faults(page, (320,))
    page.locator("button[value=book]").click()
    found += faults(page, (320,))
    reference = page.locator(".tile bdi").inner_text()
    page.locator("a[href*=manage]").click()
    found += faults(page, (320,))
    page.locator("#reference").fill(reference)
    page.locator("button[value=find]").click()
    page.locator("summary").click()
    found += faults(page, (320,))
    page.goto(f"/book/nobody?lang={language}")
    found += faults(page, (320,))
    assert found == []
    page.context.close()
