"""Each role's start page on a working day, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlmodel import Session

from app.kernel import clock
from app.platform.db import Database
from app.registration.tables import SessionSeats
from tests.conftest import Client
from tests.factories import a_session, after, filled
from tests.home.day import NOW, a_day, many

pytestmark = after(a_day)


@pytest.fixture
def working_day() -> Iterator[None]:
    with clock.at(NOW):
        yield


def text_of(browser: Client, name: str) -> str:
    """The words of a person's start page, without marks and with single spaces."""
    answer = browser(name).get("/")
    assert answer.status_code == 200, answer.text
    bare = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare)).replace("\u00a0", " ")


@pytest.mark.usefixtures("working_day")
def test_amina_sees_the_quarter_and_what_waits_for_her(browser: Client) -> None:
    seen = text_of(browser, "Amina")
    assert "Third quarter 2022, week 5" in seen
    assert "3 are still to be verified." in seen
    assert "People reached 250 of 1,500 by 30 September 2022 · 16.7 %" in seen
    assert "Sessions held 3 2 joint · 1 cancelled, reason kept" in seen
    assert "508 in stock · 40 expire in 90 days" in seen
    assert "Waiting for you 4 3 to verify · 1 to confirm" in seen
    assert "within 5 %" in seen
    assert "13 apart" in seen
    assert "2 kits more than people" in seen
    assert "Together 150 165 76" in seen
    assert "July 2022 is provisional." in seen
    assert "August 2022 is provisional." in seen


@pytest.mark.usefixtures("working_day")
def test_the_chart_has_its_figures_in_a_table_and_its_target(browser: Client) -> None:
    page = browser("Amina").get("/").text
    assert "target 500 a month" in page
    seen = text_of(browser, "Amina")
    assert "May 2022 70 0" in seen
    assert "July 2022 250 114" in seen


@pytest.mark.usefixtures("working_day")
def test_every_tile_leads_to_its_rows(browser: Client) -> None:
    page = unescape(browser("Amina").get("/").text)
    for href in (
        "/sessions?status=verified&from=2022-07-01&to=2022-09-30",
        "/sessions?status=reported",
        "/kits",
        "/reports",
    ):
        assert f'href="{href}"' in page


@pytest.mark.usefixtures("working_day")
def test_bilal_sees_his_week_and_what_is_still_to_be_done(browser: Client) -> None:
    seen = text_of(browser, "Bilal")
    assert "The next seven days" in seen
    assert "12 of 40 loaded" in seen
    assert "20 of 20 loaded ✓ ready" in seen
    assert "Reports still to be made" in seen
    assert "BEY-2022-07-20-01" in seen
    assert "Not confirmed yet" in seen
    assert "Waiting for your answer" not in seen


@pytest.mark.usefixtures("working_day")
def test_bilals_week_says_what_clashes_and_how_bookings_fill(database_url: str, browser: Client) -> None:
    def two_at_once(db: Session) -> None:
        for code in ("BEY-2022-08-05-01", "BEY-2022-08-05-02"):
            session = a_session(db, day=date(2022, 8, 5), status="confirmed", code=code)
            db.add(SessionSeats(session_id=session, allowed=200, confirmed=16 if code.endswith("1") else 0))

    before = text_of(browser, "Bilal")
    assert "clash" not in before
    filled(database_url, two_at_once)
    seen = text_of(browser, "Bilal")
    assert re.search(r"BEY-2022-08-05-01 .{0,80} confirmed ✕ clash 16 of 200 ", seen)
    assert re.search(r"BEY-2022-08-05-02 .{0,80} confirmed ✕ clash 0 of 200 ", seen)


@pytest.mark.usefixtures("working_day")
def test_lina_is_asked_for_her_answer(browser: Client) -> None:
    seen = text_of(browser, "Lina")
    assert "Waiting for your answer" in seen
    assert "BEY-2022-08-06-01" in seen
    assert "BEY-2022-08-04-01" not in seen


@pytest.mark.usefixtures("working_day")
def test_chantal_has_one_button_for_each_session(browser: Client) -> None:
    page = browser("Chantal").get("/").text
    seen = text_of(browser, "Chantal")
    assert "Still to close" in seen
    assert "A coordinator has to confirm it first." in seen
    assert (
        len(re.findall(r'href="/sessions/[0-9a-f-]{36}/count"', page)) == 2
    )  # today's, and the forgotten one
    assert "/close" not in page
    with clock.at(NOW.replace(hour=9)):
        assert len(re.findall(r'href="/sessions/[0-9a-f-]{36}/close"', browser("Chantal").get("/").text)) == 1


@pytest.mark.usefixtures("working_day")
def test_daoud_sees_what_leaves_what_expires_and_what_is_still_out(browser: Client) -> None:
    seen = text_of(browser, "Daoud")
    assert "12 of 40 loaded" in seen
    assert "CARITAS warehouse" in seen
    assert "508 40" in seen
    assert "1 September 2022 · Lot 2" in seen
    assert "7 in the bag" in seen


@pytest.mark.usefixtures("working_day")
def test_hanna_sees_her_project_and_no_figure(browser: Client) -> None:
    page = browser("Hanna").get("/").text
    seen = text_of(browser, "Hanna")
    assert "LBNT39" in seen
    assert "CH-1" in seen
    assert "GLOT59" not in seen
    assert 'href="/reports?project=LBNT39"' in page
    assert "250" not in seen
    assert "/sessions" not in page


@pytest.mark.usefixtures("working_day")
def test_georges_sees_the_house(browser: Client) -> None:
    page = browser("Georges").get("/").text
    assert "People 9" in text_of(browser, "Georges")
    for href in ("/people", "/people?state=invited", "/settings", "/audit"):
        assert f'href="{href}"' in page


@pytest.mark.usefixtures("working_day")
def test_esther_sees_nothing_of_caritas(browser: Client) -> None:
    seen = text_of(browser, "Esther")
    assert "No session in the next seven days" in seen
    for word in ("CARITAS", "BEY-2022", "St Joseph", "508", "loaded"):
        assert word not in seen


@after()
def test_a_quiet_house_says_what_to_do_next(browser: Client) -> None:
    with clock.at(NOW):
        assert "No report waits for you." in text_of(browser, "Amina")
        assert "Nothing for you in the next seven days" in text_of(browser, "Chantal")
        assert "Your stores are empty" in text_of(browser, "Daoud")


def test_a_stranger_is_sent_to_sign_in(browser: Client) -> None:
    answer = browser("").get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2F")


@pytest.mark.usefixtures("working_day")
@pytest.mark.parametrize("name", ["Amina", "Bilal", "Chantal", "Daoud", "Lina", "Georges", "Hanna"])
def test_every_link_leads_to_a_page_that_person_may_open(browser: Client, name: str) -> None:
    visitor = browser(name)
    page = unescape(visitor.get("/").text)
    for href in sorted(set(re.findall(r'href="(/[^"]*)"', page))):
        if not href.startswith("/static/"):
            assert visitor.get(href).status_code in {200, 303}, href


AT_WORK = ("Amina", "Bilal", "Chantal", "Daoud", "Lina", "Georges")


def _statements(database: Database, browser: Client, name: str) -> int:
    assert (
        browser(name).get("/").status_code == 200
    )  # a new connection introduces itself with statements of its own
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.reader, "before_cursor_execute", note)
    assert browser(name).get("/").status_code == 200
    event.remove(database.reader, "before_cursor_execute", note)
    return len(seen)


@after()
def test_fifty_sessions_take_as_many_statements_as_one(
    app: FastAPI, database_url: str, browser: Client
) -> None:
    def asked() -> dict[str, int]:
        return {name: _statements(app.state.uow.database, browser, name) for name in AT_WORK}

    with clock.at(NOW):
        filled(database_url, many(1))
        one = asked()
        filled(database_url, many(49))
        assert asked() == one
    assert max(one.values()) <= 30
