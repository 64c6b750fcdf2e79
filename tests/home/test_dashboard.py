"""The dashboard: a month with its rows behind every number; partners see theirs, donors what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from app.kernel import clock
from tests.conftest import Client
from tests.factories import after
from tests.home.day import NOW, a_day
from tests.reports.story import story
from tests.world import an_id

pytestmark = after(a_day)


@pytest.fixture
def working_day() -> Iterator[None]:
    with clock.at(NOW):
        yield


def words(page: str) -> str:
    bare = re.sub(r"<(svg|title|desc).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare)).replace("\u00a0", " ")


@pytest.mark.usefixtures("working_day")
def test_amina_sees_the_month_what_waits_and_where(browser: Client) -> None:
    amina = browser("Amina")
    page = amina.get("/dashboard", params={"month": "2022-07"}).text
    seen = words(page)
    assert "People reached 250 114 more still to be verified" in seen
    assert "Sessions held 3" in seen
    assert "Dignity kits given" in seen, "other items are not in this number"
    assert "To verify 3" in seen
    assert "Tablets with unsent work 0" in seen
    assert "Periods being closed 0" in seen
    assert "Boundaries and names do not imply official endorsement." in seen
    assert "Together 250 3" in seen
    assert "250 of 505 · 49.5\u00a0%" in page
    for link in re.findall(r'href="(/(?:sessions|kits|exceptions|devices|monthly|dashboard)[^"]*)"', page):
        assert amina.get(unescape(link)).status_code == 200, link
    rows = re.findall(r'href="(/sessions\?status=verified[^"]*)"', page)
    assert amina.get(unescape(rows[0])).text.count("BEY-2022-07") >= 3
    assert 'href="/dashboard?month=2022-06"' in page
    assert 'href="/dashboard?month=2022-08"' in page
    assert 'rel="next"' not in amina.get("/dashboard").text


@pytest.mark.usefixtures("working_day")
def test_sessions_without_a_report_are_those_the_link_shows(browser: Client) -> None:
    amina = browser("Amina")
    page = amina.get("/dashboard").text
    for status in ("confirmed", "in_progress"):
        [(link, number)] = re.findall(
            rf'href="(/sessions\?status={status}[^"]*)".*?<b>.*?(\d+)', page, re.DOTALL
        )
        listed = amina.get(unescape(link)).text
        assert len(set(re.findall(r'href="/sessions/([0-9a-f-]{36})"', listed))) == int(number)


@pytest.mark.usefixtures("working_day")
def test_a_partner_sees_its_own_and_nothing_of_the_programme(browser: Client) -> None:
    seen = words(browser("Bilal").get("/dashboard", params={"month": "2022-07"}).text)
    assert "Sessions held" in seen
    assert "Exceptions from tablets" not in seen
    assert "target" not in seen
    esther = words(browser("Esther").get("/dashboard", params={"month": "2022-07"}).text)
    assert "People reached 0" in esther
    assert "No verified session in this month yet." in esther
    assert browser("Chantal").get("/dashboard").status_code == 403


@pytest.mark.parametrize("month", ["2022-13", "soon", "2022", "' OR 1=1"])
def test_a_month_that_is_none_is_refused(browser: Client, month: str) -> None:
    assert browser("Amina").get("/dashboard", params={"month": month}).status_code == 422


@after(story)
def test_a_donor_sees_what_was_sent_with_its_signs(api: Client, browser: Client) -> None:
    hanna = browser("Hanna")
    before = hanna.get("/dashboard")
    assert "No report was sent to you yet." in before.text
    assert "GLOT59" not in before.text
    amina = api("Amina")
    lens = {
        "id": str(an_id("a dashboard lens")),
        "project": "LBNT39",
        "name": "Switzerland",
        "from": "2022-01-01",
        "to": "2022-12-31",
        "threshold": 20,
        "language": "en",
    }
    assert amina.post("/lenses", json=lens).status_code == 201
    draft = {"id": str(an_id("a sent quarter")), "lens": lens["id"], "from": "2022-07-01", "to": "2022-09-30"}
    assert amina.post("/reports", json=draft).status_code == 201
    assert "No report was sent to you yet." in hanna.get("/dashboard").text
    assert amina.post(f"/reports/{draft['id']}/submit").status_code == 200
    page = hanna.get("/dashboard").text
    sent = api("Hanna").get(f"/reports/{draft['id']}.json").json()
    assert f'href="/reports/{draft["id"]}"' in page
    seen = words(page)
    assert "as last reported to you; small counts are protected" in seen
    for series in ("months", "areas"):
        for point in sent[series]:
            assert f"{point['label']} {point['value']}" in seen
    assert f"People reached {sent['figures']['people_reached']}" in seen


@pytest.mark.usefixtures("working_day")
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_dashboard_in_three_languages_is_light(browser: Client, language: str) -> None:
    amina = browser("Amina")
    amina.cookies.set("karama_language", language)
    page = amina.get("/dashboard", params={"month": "2022-07"})
    assert page.status_code == 200
    assert len(page.content) < 40_000
    assert "style=" not in page.text
