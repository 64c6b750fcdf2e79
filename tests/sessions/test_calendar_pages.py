"""The calendar and the inbox as people see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.kernel import clock
from app.kernel.ids import new_id
from tests.conftest import Client
from tests.sessions.asked import SAFE_HOUSE, a_session, on_day, propose, step


@pytest.fixture(autouse=True)
def _summer() -> Iterator[None]:
    with clock.at(datetime(2022, 7, 28, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages ask nothing that the tests of the API do not ask of both databases."""
    return sqlite_url


def test_month_week_and_list_show_the_session_with_time_word_and_clash(api: Client, browser: Client) -> None:
    bilal = browser("Bilal")
    first = propose(api("Bilal"), a_session())
    api("Amina").post(
        "/sessions", json=a_session(override_reason="Two rooms.", facilitators=[], title="Second room")
    )
    for view in ("month", "week", "list"):
        page = bilal.get(f"/calendar?view={view}&on=2022-07-30")
        assert page.status_code == 200, view
        assert page.text.count(f'href="/sessions/{first["id"]}"') == 1
        assert page.text.count('<bdi dir="ltr">09:30') == 2, view
        assert page.text.count("clash") == 2, view
        assert "proposed" in page.text
    month = bilal.get("/calendar").text
    assert 'aria-current="date"' in month
    assert 'href="/sessions/new?date=2022-07-29"' in month
    assert 'href="/sessions/new?date=2022-07-27"' not in month  # a day that is over
    assert "/sessions/new?date" not in browser("Chantal").get("/calendar").text
    empty = "/calendar?on=2031-05-01"
    assert 'href="/sessions/import"' in browser("Bilal").get(empty).text
    assert 'href="/sessions/import"' not in browser("Chantal").get(empty).text


def test_filters_stand_in_the_address_and_in_every_link(api: Client, browser: Client) -> None:
    session, amina = propose(api("Bilal"), a_session()), browser("Amina")
    other = propose(
        api("Esther"),
        a_session(
            venue=SAFE_HOUSE, lead_organisation="KAFA", partners=[], facilitators=[], projects=[], capacity=10
        ),
    )
    everything = amina.get("/calendar?on=2022-07-30").text
    assert session["id"] in everything
    assert other["id"] in everything
    for query in (
        "organisation=CARITAS",
        "venue=St+Joseph+hall",
        f"venue={session['venue']}",
        "facilitator=chantal%40caritas.example",
        "facilitator=Chantal+%C2%B7+CARITAS+%C2%B7+fran%C3%A7ais",
        "project=LBNT39",
        "area=LB1",
        "area=beirut",
        "area=%D8%A8%D9%8A%D8%B1%D9%88%D8%AA",
    ):
        page = amina.get(f"/calendar?on=2022-07-30&{query}").text
        assert session["id"] in page, query
        assert other["id"] not in page, query
        name = query.split("=", maxsplit=1)[0]
        later = re.search(r'rel="next" href="([^"]+)"', page)
        assert later is not None
        assert f"{name}=" in later[1]
        if name == "area":
            assert "area=LB1&" in later[1] or later[1].endswith(
                "area=LB1"
            )  # a code says the same to everybody
            assert 'value="Beirut"' in page
        if name == "facilitator":
            assert "chantal%40caritas.example" in later[1]  # an address that says the same in every language
            assert 'value="Chantal · CARITAS"' in page
    assert session["id"] not in amina.get("/calendar?on=2022-07-30&status=cancelled").text
    jumped = amina.get("/calendar?view=list&month=7&year=٢٠٢٢&facilitator=chantal").text
    assert session["id"] in jumped
    assert '<option value="7" selected>July</option>' in jumped
    assert 'name="facilitator" value="chantal@caritas.example"' in jumped  # a jump stays narrowed
    assert session["id"] in amina.get("/sessions?facilitator=chantal").text
    assert other["id"] not in amina.get("/sessions?facilitator=chantal").text
    assert amina.get("/sessions?facilitator=nobody").status_code == 422
    assert 'href="#year"' in amina.get("/calendar?month=7&year=22").text
    wrong = amina.get("/calendar?organisation=NOBODY&venue=nowhere&status=late&on=never&view=spiral")
    assert wrong.status_code == 422
    assert wrong.text.count('class="wrong"') >= 2
    assert session["id"] not in browser("Esther").get("/calendar?on=2022-07-30").text


def test_weeks_and_days_are_written_as_the_reader_writes_them(api: Client, browser: Client) -> None:
    propose(api("Bilal"), a_session())
    bilal = browser("Bilal")
    bilal.cookies.set("karama_language", "ar")
    page = bilal.get("/calendar?on=2022-07-30").text
    assert 'dir="rtl"' in page
    assert "الاثنين" in page
    assert "رأس السنة الهجرية" in page  # the holiday of that day, in the library's Arabic


def test_the_inbox_of_each_role_and_its_steps(api: Client, browser: Client) -> None:
    asked, reported = propose(api("Bilal"), a_session()), propose(api("Bilal"), on_day(1))
    lina, amina, bilal = browser("Lina"), browser("Amina"), browser("Bilal")
    page = lina.get("/inbox").text
    assert asked["code"] in page
    answer = lina.post(
        f"/sessions/{asked['id']}/partners/LAW/answer", data={"accepted": "true", "next": "/inbox"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")
    assert asked["code"] not in lina.get("/inbox").text
    assert asked["code"] in amina.get("/inbox").text
    answer = amina.post(f"/sessions/{asked['id']}/steps", data={"to": "confirmed", "next": "/inbox"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")
    assert asked["code"] not in amina.get("/inbox").text
    # A session that is over wants a report; one that came back wants it corrected.
    with clock.at(datetime(2022, 8, 2, 9, tzinfo=UTC)):
        assert asked["code"] in bilal.get("/inbox").text
        step(api("Amina"), reported, "confirmed")
        step(api("Bilal"), reported, "in_progress")
        body = {"id": str(new_id()), "topics_covered": ["KAFALA"], "till": []}
        sent = api("Bilal").post(f"/sessions/{reported['id']}/report", json=body)
        assert sent.status_code == 201, sent.text
        assert reported["code"] in amina.get("/inbox").text
        step(api("Amina"), reported, "in_progress", "The door count is missing.")
        page = bilal.get("/inbox").text
        assert "The door count is missing." in page
        assert page.count(f'href="/sessions/{reported["id"]}"') == 1
    elsewhere = lina.post(
        f"/sessions/{asked['id']}/partners/LAW/answer",
        data={"accepted": "false", "next": "https://elsewhere.example/"},
    )
    assert elsewhere.headers["location"] == "/"


def test_an_address_is_made_shown_and_revoked_on_a_page(browser: Client) -> None:
    chantal = browser("Chantal")
    made = chantal.post("/calendar/feeds", data={"id": "", "name": "My phone", "organisation": ""})
    assert made.status_code == 200
    found = re.search(r"http://testserver/api/v1/calendar/[\w-]{40,}\.ics", made.text)
    assert found is not None
    listed = chantal.get("/calendar/feeds").text
    assert found[0] not in listed
    feed = re.search(r"/calendar/feeds/([0-9a-f-]{36})/revoke", listed)
    assert feed is not None
    wrong = chantal.post(f"/calendar/feeds/{feed[1]}/rename", data={"name": ""})
    assert wrong.status_code == 422
    assert chantal.post(f"/calendar/feeds/{feed[1]}/rename", data={"name": "Old phone"}).status_code == 303
    assert "Old phone" in chantal.get("/calendar/feeds").text
    assert chantal.post(f"/calendar/feeds/{feed[1]}/revoke").status_code == 303
    assert chantal.get(found[0]).status_code == 404
    assert chantal.post("/calendar/feeds", data={"name": ""}).status_code == 422
