"""The calendar on A4: printed from a browser it holds the plan and nothing that only a screen needs."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import Live, Visit
from tests.browser.looking import LANGUAGES
from tests.registration.seats import a_session_to_come

A4 = (595, 842)
"""Points."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ACROSS = 1047
"""CSS pixels of A4 lying down between margins of 10 mm."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_month_week_and_list_go_on_paper(visit: Visit, live: Live, language: str) -> None:
    session = a_session_to_come(live.app.state.uow)
    page = visit("Bilal", "/calendar?on=2035-07-28&view=month", language=language, width=ACROSS)
    page.emulate_media(media="print")
    for view in ("month", "week", "list"):
        page.goto(f"/calendar?on=2035-07-28&view={view}")
        expect(page.locator(f"a[href='/sessions/{session}']").first).to_be_visible()
        for only_on_screen in (".nav", ".filters", ".btn"):
            for one in page.locator(only_on_screen).all():
                expect(one).to_be_hidden()
        assert page.evaluate(WIDER) <= 0, view
        sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4"))).pages
        sizes = {tuple(sorted(round(float(side)) for side in sheet.mediabox[2:])) for sheet in sheets}
        assert sizes == {A4}, view
        assert len(sheets) <= 2, view
        assert "09" in "".join(sheet.extract_text() for sheet in sheets), view
