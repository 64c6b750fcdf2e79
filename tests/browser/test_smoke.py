from __future__ import annotations

from tests.browser.conftest import Visit


def test_a_page_opens_in_a_real_browser(visit: Visit) -> None:
    page = visit("Amina", "/settings/organisations")
    assert page.locator("h1").inner_text() == "Organisations"
