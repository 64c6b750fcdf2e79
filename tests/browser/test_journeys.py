"""One session from plan to report, by keyboard alone, with scripts switched off and in Arabic; and what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.accounts.rules import passwords
from app.accounts.store import entering
from tests import world
from tests.browser.conftest import Live, serve
from tests.browser.keyboard import Seat
from tests.conftest import at_the_json_face
from tests.scene import Stage, session_body

Take = Callable[..., Seat]


@pytest.fixture
def fresh(sqlite_world: Path, tmp_path: Path) -> Iterator[Live]:
    """The little world, served for one test."""
    yield from serve(sqlite_world, tmp_path)


@pytest.fixture
def take(chromium: Browser, fresh: Live) -> Iterator[Take]:
    """`take("ar", javascript=False)` opens a window."""
    opened = []

    def seat(language: str = "en", *, javascript: bool = True) -> Seat:
        context = chromium.new_context(java_script_enabled=javascript, accept_downloads=True)
        opened.append(context)
        return Seat(context.new_page(), fresh, language)

    yield seat
    for context in opened:
        context.close()


def test_from_the_calendar_to_a_checked_plan_by_keyboard(take: Take) -> None:
    """In Arabic: the calendar, a day of it, the form on that day, and the look at the plan before saving."""
    seat = take("ar", javascript=False)
    seat.sit_down("Bilal", "/calendar?on=2030-07-01")
    day = seat.page.locator('a[href="/sessions/new?date=2030-07-30"]')
    seat.press(day)
    expect(seat.page.locator("#date")).to_have_value("2030-07-30")
    seat.write(seat.field("Title"), "حقوق العمل")
    seat.write_time(seat.field("Begins at"), time(9, 30))
    seat.write_time(seat.field("Ends at"), time(11, 30))
    seat.write(seat.field("Venue"), "St Joseph hall · بيروت")
    seat.write(seat.field("Seats"), "٩٠")
    seat.choose(seat.page.get_by_label(seat.word("Language"), exact=True), "am")
    seat.choose(seat.field("Lead organisation"), "CARITAS")
    seat.press(seat.button("Check before saving"))
    findings = seat.page.locator("#findings li")
    expect(findings.filter(has=seat.page.locator('a[href="#capacity"]'))).to_have_count(1)
    expect(seat.page.locator("#capacity")).to_have_value("٩٠")


def _propose(seat: Seat) -> str:
    """Bilal plans the World Day session: its address."""
    seat.sit_down("Bilal", "/sessions")
    seat.press(seat.link("New session"))
    seat.write(seat.field("Title"), "Know your rights")
    seat.write_day(seat.page.get_by_label(seat.word("Date"), exact=True), date(2022, 7, 30))
    seat.write_time(seat.field("Begins at"), time(9, 30))
    seat.write_time(seat.field("Ends at"), time(11, 30))
    seat.write(seat.field("Venue"), "St Joseph hall · " + {"en": "Beirut", "ar": "بيروت"}[seat.language])
    seat.write(seat.field("Seats"), "٦٠")
    seat.choose(seat.page.get_by_label(seat.word("Language"), exact=True), "am")
    seat.tick(seat.page.get_by_role("checkbox").first)
    seat.choose(seat.field("Lead organisation"), "CARITAS")
    seat.write(seat.field("Facilitator %(number)s", number="1"), world.email_of("Chantal"))
    seat.choose(seat.field("Project %(number)s", number="1"), "LBNT39")
    seat.choose(seat.field("Item %(number)s", number="1"), "DK")
    seat.write(seat.field("How many of item %(number)s", number="1"), "20")
    seat.press(seat.button("Propose the session"))
    expect(seat.page.get_by_role("heading", level=1)).to_have_text("Know your rights")
    return seat.page.url.removeprefix(seat.live.url)


def _fill_the_bag(live: Live, session: str) -> None:
    """Daoud's work, done at the JSON face."""
    stage = Stage(at_the_json_face(live.app))
    store, _lot, _movement = stage.receive()
    stage.load(session, store, 20)


def _count(seat: Seat, community: str) -> None:
    """Chantal counts in the digits of her notebook."""
    seat.press(seat.link("Count people"))
    seat.write(seat.page.get_by_label(community).and_(seat.page.locator("[name='ET/f/18-59']")), "٢٥")
    seat.write(seat.page.locator("[name='ET/m/18-59']"), "۲")
    seat.write(seat.field("Door count"), "٢٧")
    seat.press(seat.button("Save the counts"))
    expect(seat.page.get_by_role("status")).to_contain_text("27")


def _hand_out(seat: Seat) -> None:
    """Chantal gives eighteen kits to Ethiopian women."""
    seat.press(seat.link("Hand out kits"))
    seat.write(seat.field("How many?"), "١٨")
    seat.choose(seat.field("Community"), "ET")
    seat.reach(seat.page.get_by_role("radio").first)
    seat.page.keyboard.press("Space")
    seat.press(seat.button("Hand out"))
    expect(seat.page.get_by_role("status")).to_contain_text("18")


def _close(seat: Seat) -> None:
    """Chantal closes; what she left blank she is asked about once."""
    seat.write(seat.page.locator("[name='till/DK/returned']"), "٢")
    seat.tick(seat.page.get_by_role("checkbox").first)
    seat.press(seat.button("Send to verify"))
    alert = seat.page.get_by_role("alert")
    expect(alert).to_be_focused()
    seat.press(seat.button("Yes, count them as 0 and send"))
    expect(seat.page.get_by_role("alert")).to_have_count(0)


def _take_the_report_away(seat: Seat) -> dict[str, object]:
    """Amina reads the donor report and keeps the JSON file."""
    seat.sit_down("Amina")
    seat.press(seat.page.get_by_role("navigation").get_by_role("link", name=seat.word("Reports")))
    seat.choose(seat.field("Project"), "LBNT39")
    period = seat.page.get_by_role("radio")
    seat.reach(period.and_(seat.page.locator(":checked")))
    while not period.last.is_checked():
        seat.page.keyboard.press("ArrowDown")
    seat.write_day(seat.field("First day"), date(2022, 7, 1))
    seat.write_day(seat.field("Last day"), date(2022, 9, 30))
    seat.press(seat.button("Show the report"))
    expect(seat.page.get_by_role("article")).to_contain_text("27")
    seat.reach(seat.link("JSON"))
    with seat.page.expect_download() as kept:
        seat.page.keyboard.press("Enter")
    return dict(json.loads(kept.value.path().read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("language", "community", "javascript"), [("en", "Ethiopian", False), ("ar", "إثيوبية", True)]
)
def test_a_session_from_plan_to_report(
    take: Take, fresh: Live, *, language: str, community: str, javascript: bool
) -> None:
    seat = take(language, javascript=javascript)
    where = _propose(seat)

    seat.sit_down("Amina")
    seat.press(seat.page.get_by_role("link", name="Know your rights"))
    seat.press(seat.button("Confirm"))
    expect(seat.page.get_by_role("listitem").and_(seat.page.locator("[aria-current=step]"))).to_contain_text(
        seat.word("Confirmed")
    )

    _fill_the_bag(fresh, where.rsplit("/", 1)[1])
    seat.sit_down("Chantal", where)
    _count(seat, community)
    seat.sit_down("Chantal", where)
    _hand_out(seat)
    seat.sit_down("Chantal", where)
    seat.press(seat.link("Send to verify"))
    _close(seat)

    seat.sit_down("Farid", where)
    seat.press(seat.button("Verify"))
    expect(seat.page.get_by_role("button", name=seat.word("Verify"), exact=True)).to_have_count(0)

    report = _take_the_report_away(seat)
    assert report["language"] == language


def test_a_wrong_form_takes_the_focus_and_leads_to_the_field(take: Take) -> None:
    seat = take()
    seat.sit_down("Bilal", "/sessions/new")
    seat.press(seat.button("Propose the session"))
    alert = seat.page.get_by_role("alert")
    expect(alert).to_be_focused()
    first = alert.get_by_role("link").first
    seat.reach(first)
    field = seat.page.locator(f"[id='{(first.get_attribute('href') or '').removeprefix('#')}']")
    seat.page.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    named, _colon, sentence = first.inner_text().partition(": ")
    assert named == "Date", "the summary names the field; beside it the sentence is enough"
    expect(field).to_have_accessible_description(sentence, timeout=1000)


def test_a_stale_edit_shows_both_versions(take: Take, fresh: Live) -> None:
    client = at_the_json_face(fresh.app)
    plan = session_body("edited twice")
    assert client("Bilal").post("/sessions", json=plan).status_code == 201
    seat = take()
    seat.sit_down("Bilal", f"/sessions/{plan['id']}")
    seat.press(seat.link("Change the plan"))
    saved = client("Amina").patch(
        f"/sessions/{plan['id']}", json={"title": "Saved by Amina"}, headers={"If-Match": '"1"'}
    )
    assert saved.status_code == 200
    seat.write(seat.field("Title"), "Typed by Bilal")
    seat.press(seat.button("Save"))
    row = seat.page.get_by_role("row", name="Title")
    expect(row).to_contain_text("Saved by Amina")
    expect(row).to_contain_text("Typed by Bilal")
    expect(seat.field("Title")).to_have_value("Typed by Bilal")
    seat.press(seat.button("Save"))
    expect(seat.page.get_by_role("heading", level=1)).to_have_text("Typed by Bilal")


def test_a_stranger_signs_in_and_comes_back_to_the_page_asked_for(take: Take, fresh: Live) -> None:
    words = "seven olive trees and a well"
    with fresh.app.state.uow.begin(housekeeping="a test") as tx:
        person = entering.lock_person(tx.db, world.an_id("Bilal"))
        assert person
        person.password_hash = passwords.hashed(words)
        tx.db.add(person)
    seat = take()
    seat.sit_down("", "/settings/venues?q=hall")
    expect(seat.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    seat.write(seat.field("E-mail"), world.email_of("Bilal"))
    seat.write(seat.field("Password"), words)
    seat.press(seat.button("Sign in"))
    assert seat.page.url == f"{fresh.url}/settings/venues?q=hall"
    expect(seat.page.get_by_role("heading", level=1)).to_have_text("Venues")


def test_the_first_stop_skips_to_the_content(take: Take) -> None:
    seat = take()
    seat.sit_down("Bilal", "/sessions")
    seat.page.keyboard.press("Tab")
    expect(seat.link("Skip to the content")).to_be_focused()
    seat.page.keyboard.press("Enter")
    seat.page.keyboard.press("Tab")
    expect(seat.link("New session")).to_be_focused()
