"""The booking page as a guest meets it, and the planner's page of bookings."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from typing import Any
from uuid import uuid4

import brotli
import pytest
from fastapi import FastAPI
from icalendar import Calendar
from pypdf import PdfReader

from app.kernel.errors import TooMany
from app.platform import catalogues
from app.platform.paper import set_pdf
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.pages import STATIC
from app.registration.pages import booking_manage, booking_page, booking_poster
from app.registration.rules.booking_secrets import form_mark
from app.registration.rules.links import BOOKING_LANGUAGES
from tests.conftest import Client
from tests.paper import qr_signs
from tests.registration.seats import TO_COME, a_link, a_session_to_come

REFERENCE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]")
HIDDEN = re.compile(r'name="id" value="([^"]+)"')
LOADED = re.compile(r'<link[^>]* href="([^"?]+)|\bsrc="')
"""What a page makes a browser fetch."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def secret(app: FastAPI) -> str:
    return str(app.state.signing_key)


class OneLongMinute:
    """Rates whose minute never ends, so that no test depends on where a real one begins."""

    def __init__(self) -> None:
        self.tries: Counter[tuple[str, str]] = Counter()

    def hit(self, what: str, who: str, per_minute: int) -> None:
        self.tries[what, who] += 1
        if self.tries[what, who] > per_minute:
            raise TooMany(30)


def one(community: str = "ET", seats: int = 1, **more: str) -> dict[str, str]:
    return {"id": str(uuid4()), "community": community, "seats": str(seats), **more}


def test_a_guest_books_changes_and_cancels(
    browser: Client, uow: UnitOfWork, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="karama")
    session = a_session_to_come(uow, 5)
    token = a_link(uow, session, secret=secret).token
    guest = browser("")
    page = guest.get(f"/book/{token}")
    assert page.status_code == 200
    sent = {**one(seats=3), "id": HIDDEN.findall(page.text)[0], "sex": "f", "age_band": "18-59"}
    booked = guest.post(f"/book/{token}", data=sent)
    assert booked.status_code == 201
    assert "Your seats are booked" in booked.text
    (reference,) = REFERENCE.findall(booked.text)
    again = guest.post(f"/book/{token}", data=sent)
    assert (again.status_code, REFERENCE.findall(again.text)) == (200, [reference])

    other = guest.post(f"/book/{token}", data={**sent, "seats": "2"})
    assert other.status_code == 409
    assert HIDDEN.findall(other.text) != [sent["id"]]
    assert guest.post(f"/book/{token}", data=one(seats=2)).status_code == 201
    waiting = guest.post(f"/book/{token}", data=one(seats=4))
    assert "You are on the waiting list" in waiting.text

    manage = f"/book/{token}/manage"
    assert guest.post(manage, data={"reference": "00000-00000-1", "step": "find"}).status_code == 404
    found = guest.post(manage, data={"reference": reference.lower().replace("-", " "), "step": "find"})
    assert "Your seats are booked" in found.text
    lines = {"reference": reference, "community": ["ET", "BD"], "seats": ["1", "1"], "step": "change"}
    changed = guest.post(manage, data=lines)
    assert changed.status_code == 200
    assert "Your change is saved." in changed.text
    too_many = guest.post(manage, data={**lines, "seats": ["2", "2"]})
    assert too_many.status_code == 409
    assert "So many seats are not free" in too_many.text
    cancelled = guest.post(manage, data={"reference": reference, "step": "cancel"})
    assert "Your booking is cancelled" in cancelled.text
    assert "Save the change" not in cancelled.text

    said = caplog.text
    assert "/book/…" in said
    for secret_word in (token, reference, reference.replace("-", "")):
        assert secret_word not in said
    for answer in (page, booked, waiting, found, changed, cancelled):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in answer.headers
        assert "<script" not in answer.text
        assert reference not in str(answer.url)


def test_several_lines_without_javascript(browser: Client, uow: UnitOfWork, secret: str) -> None:
    token = a_link(uow, a_session_to_come(uow), secret=secret).token
    guest = browser("")
    empty = guest.post(f"/book/{token}", data={"id": "no id", "community": "", "seats": "1"})
    assert empty.status_code == 422
    assert "Please choose where you are from." in empty.text or HIDDEN.findall(empty.text) != ["no id"]
    nobody = guest.post(f"/book/{token}", data=one(community=""))
    assert "Please choose where you are from." in nobody.text
    more = guest.post(f"/book/{token}", data={**one("PH", 2), "sex": "f", "step": "add"})
    assert more.status_code == 200
    assert more.text.count('name="community"') == 2
    assert '<option value="PH" selected>' in more.text
    both = {"id": HIDDEN.findall(more.text)[0], "community": ["PH", "ET"], "seats": ["2", "3"]}
    booked = guest.post(f"/book/{token}", data={**both, "sex": ["f", ""], "age_band": ["", ""]})
    assert booked.status_code == 201
    strange = guest.post(f"/book/{token}", data=one("XX"))
    assert strange.status_code == 422
    large = guest.post(f"/book/{token}", data={**both, "id": str(uuid4()), "seats": ["8", "8"]})
    assert "more seats than one booking may take" in large.text


@pytest.mark.parametrize("language", BOOKING_LANGUAGES)
def test_the_page_is_light_and_speaks(browser: Client, uow: UnitOfWork, secret: str, language: str) -> None:
    link = a_link(uow, a_session_to_come(uow), secret=secret)
    guest = browser("")
    page = guest.get(
        f"/book/{link.token}", headers={"Accept-Language": {"tl": "fil"}.get(language, language)}
    )
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert f'<html lang="{language}"' in guest.get(f"/book/{link.token}?lang={language}").text
    with catalogues.speaking(language):
        note = catalogues.gettext("A speaker of this language has not checked this translation yet.")
        heading = catalogues.gettext("Book a seat")
    assert (note in page.text) is (language in catalogues.GUEST_LANGUAGES)
    assert f"<h1>{heading}</h1>" in page.text
    for code in BOOKING_LANGUAGES:
        assert f'lang="{code}"' in page.text
    assert "<script" not in page.text
    assert set(LOADED.findall(page.text)) == {"/static/app.css", "/static/favicon.svg"}
    loaded = [page.content, *((STATIC / name).read_bytes() for name in ("app.css", "favicon.svg"))]
    assert sum(len(brotli.compress(one)) for one in loaded) <= 30_000


def test_communities_are_named_as_their_people_write_them(
    browser: Client, uow: UnitOfWork, secret: str
) -> None:
    token = a_link(uow, a_session_to_come(uow), secret=secret, languages=["am", "ar"]).token
    page = browser("").get(f"/book/{token}", headers={"Accept-Language": "am-ET, en"})
    assert '<html lang="am"' in page.text
    assert "ኢትዮጵያ" in page.text
    assert 'lang="bn"' not in page.text
    assert "إثيوبية" in browser("").get(f"/book/{token}?lang=ar").text


def test_a_protected_place_and_its_hour_are_told_to_nobody(
    browser: Client, uow: UnitOfWork, secret: str
) -> None:
    session = a_session_to_come(uow, venue="Safe house", status="proposed")
    link = a_link(uow, session, secret=secret, languages=list(BOOKING_LANGUAGES))
    page = browser("").get(f"/book/{link.token}")
    calendar = browser("").get(f"/book/{link.token}/session.ics")
    paper = browser("Bilal").get(f"/sessions/{session}/booking-links/{link.id}/poster.pdf")
    (sheet,) = PdfReader(io.BytesIO(paper.content)).pages
    printed = sheet.extract_text()
    for text in (page.text, calendar.text, printed):
        assert "Safe house" not in text
        assert "09:30" not in text
        assert "06:30" not in text
        assert "T0630" not in text
    assert "is not confirmed yet" in page.text
    (event,) = Calendar.from_ical(calendar.text).events
    assert str(event.start) == "2035-07-28"


def test_the_calendar_file_and_the_poster(
    browser: Client, uow: UnitOfWork, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = a_session_to_come(uow)
    set_on_paper: list[tuple[Any, Any]] = []

    def keeping(template: Any, data: Any, **how: Any) -> bytes:
        set_on_paper.append((template, data))
        return set_pdf(template, data, **how)

    monkeypatch.setattr(booking_poster, "set_pdf", keeping)
    link = a_link(uow, session, secret=secret, languages=["en", "ar", "si"])
    answer = browser("").get(f"/book/{link.token}/session.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "set-cookie" not in answer.headers
    (event,) = Calendar.from_ical(answer.text).events
    assert event.start == TO_COME
    assert "STATUS:CONFIRMED" in answer.text
    assert "St Joseph hall" in answer.text
    paper = browser("Bilal").get(f"/sessions/{session}/booking-links/{link.id}/poster.pdf")
    sheets = PdfReader(io.BytesIO(paper.content)).pages
    assert len(sheets) == 1
    printed = sheets[0].extract_text()
    assert link.token in printed.replace("\n", "")
    assert "Book a seat" in printed
    ((template, data),) = set_on_paper
    assert qr_signs(template, data, ppi=80, top=1) == [f"http://testserver/book/{link.token}"]
    english, arabic, _sinhala = (part["when"] for part in data["parts"])
    assert ("،" in arabic, "," in arabic, "،" in english) == (True, False, False)
    one_language = browser("Bilal").get(
        f"/sessions/{session}/booking-links/{link.id}/poster.pdf?lang=si&lang=nonsense"
    )
    assert "Book a seat" not in PdfReader(io.BytesIO(one_language.content)).pages[0].extract_text()


def test_closed_withdrawn_and_unknown(browser: Client, uow: UnitOfWork, secret: str) -> None:
    session = a_session_to_come(uow)
    link = a_link(uow, session, secret=secret, opens_at="2035-07-01T06:00:00Z")
    guest = browser("")
    page = guest.get(f"/book/{link.token}")
    assert "Booking is not open yet." in page.text
    assert "09:00" in page.text
    assert 'name="community"' not in page.text
    refused = guest.post(f"/book/{link.token}", data=one())
    assert refused.status_code == 409
    bilal = browser("Bilal")
    gone = bilal.post(f"/sessions/{session}/booking-links/{link.id}/revoke")
    assert gone.headers["location"] == f"/sessions/{session}/bookings"
    assert "This booking page was withdrawn." in guest.get(f"/book/{link.token}").text
    for path in ("/book/nobody", "/book/nobody/manage", "/book/nobody/session.ics", "/book/%00%ff"):
        unknown = guest.get(path)
        assert unknown.status_code == 404
        assert unknown.headers["referrer-policy"] == "no-referrer"


def test_an_old_telephone_that_says_origin_null_is_let_in(
    browser: Client, uow: UnitOfWork, secret: str
) -> None:
    token = a_link(uow, a_session_to_come(uow), secret=secret).token
    answer = browser("").post(f"/book/{token}", data=one(), headers={"Origin": "null"})
    assert answer.status_code == 201


def test_a_program_that_empties_its_share_keeps_no_guest_out(
    app: FastAPI, browser: Client, uow: UnitOfWork, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.state.rates = OneLongMinute()
    monkeypatch.setattr(booking_page, "SEATS_TRIES", 2)
    monkeypatch.setattr(booking_manage, "REFERENCE_TRIES", 2)
    link = a_link(uow, a_session_to_come(uow), secret=secret)
    guest = browser("")
    tries = [guest.post(f"/book/{link.token}", data=one()).status_code for _ in range(3)]
    assert tries == [201, 201, 429]
    form = one()
    shown_at = int(TO_COME.timestamp()) - 10**9
    mark = form_mark(secret, link.id, form["id"], shown_at)
    assert guest.post(f"/book/{link.token}", data={**form, "mark": mark}).status_code == 201
    forged = guest.post(f"/book/{link.token}", data={**one(), "mark": mark})
    assert forged.status_code == 429
    assert int(forged.headers["retry-after"]) > 0
    wrong = {"reference": "00000-00000-1", "step": "find"}
    tried = [guest.post(f"/book/{link.token}/manage", data=wrong).status_code for _ in range(3)]
    assert tried == [404, 404, 429]


def test_the_planner_sees_seats_filling_and_never_a_reference(
    browser: Client, uow: UnitOfWork, secret: str
) -> None:
    session = a_session_to_come(uow, 4)
    bilal = browser("Bilal")
    assert "there is no open link" in bilal.get(f"/sessions/{session}").text
    form = {"id": str(uuid4()), "max_seats": "٣", "languages": ["am", "en"]}
    wrong = bilal.post(f"/sessions/{session}/booking-links", data={**form, "opens_day": "tomorrow"})
    assert wrong.status_code == 422
    over = bilal.post(f"/sessions/{session}/booking-links", data={**form, "closes_day": "2025-07-27"})
    assert (over.status_code, "Booking must close after it opens." in over.text) == (422, True)
    made = bilal.post(f"/sessions/{session}/booking-links", data={**form, "closes_day": "2035-07-27"})
    (token,) = set(re.findall(r"/book/([0-9a-z]{26})", made.text))
    guest = browser("")
    references = []
    for seats in (3, 2, 1):
        answer = guest.post(f"/book/{token}", data=one(seats=seats))
        references += REFERENCE.findall(answer.text)
    page = bilal.get(f"/sessions/{session}/bookings").text
    assert page.count("On the waiting list") == 1
    assert token not in page
    assert not any(reference in page for reference in references)
    (first, *_rest) = re.findall(rf"/sessions/{session}/bookings/([0-9a-f-]{{36}})/cancel", page)
    bilal.post(f"/sessions/{session}/bookings/{first}/cancel")
    after = bilal.get(f"/sessions/{session}/bookings").text
    assert "On the waiting list" not in after
    assert bilal.post(f"/sessions/{session}/bookings/promote").status_code == 303
    facilitator = browser("Chantal").get(f"/sessions/{session}/bookings").text
    assert "Seats by community" in facilitator
    assert "booking-links" not in facilitator


def test_the_json_face(api: Client, uow: UnitOfWork, secret: str) -> None:
    session = a_session_to_come(uow, 3)
    bilal, guest = api("Bilal"), api("")
    body = {"id": str(uuid4()), "max_seats": 3}
    made = bilal.post(f"/sessions/{session}/booking-links", json=body)
    assert made.status_code == 201
    link = made.json()
    assert link["url"] == f"http://testserver/book/{link['token']}"
    assert bilal.post(f"/sessions/{session}/booking-links", json=body).json()["token"] == link["token"]
    asked = {"token": link["token"], "id": str(uuid4()), "lines": [{"community": "ET", "seats": 2}]}
    first = guest.post("/bookings", json=asked)
    assert (first.status_code, first.json()["status"]) == (201, "confirmed")
    assert guest.post("/bookings", json=asked).status_code == 200
    other = guest.post("/bookings", json={**asked, "id": str(uuid4())}).json()
    assert other["status"] == "waitlisted"
    reference = first.json()["reference"]
    lines = [{"community": "ET", "seats": 1}, {"community": "BD", "seats": 1, "sex": "f", "age_band": "60+"}]
    assert guest.post(f"/bookings/{reference}/change", json={"lines": lines}).json()["seats"] == 2
    assert guest.post(f"/bookings/{reference}/cancel").json()["status"] == "cancelled"
    seats = bilal.get(f"/sessions/{session}/bookings?limit=1").json()
    assert (seats["confirmed"], seats["waiting"], seats["free"]) == (2, 0, 1)
    second = bilal.get(f"/sessions/{session}/bookings", params={"limit": 1, "cursor": seats["next"]}).json()
    assert [one["status"] for one in second["items"]] == ["confirmed"]
    assert "token" not in bilal.get(f"/sessions/{session}/booking-links").json()["items"][0]
    assert guest.post("/bookings", json={**asked, "name": "Somebody"}).status_code == 422
    assert guest.post("/bookings", json={**asked, "lines": []}).status_code == 422
    assert guest.post("/bookings", json={**asked, "token": "\u0000"}).status_code == 422
    assert guest.post("/bookings/%00/cancel").status_code == 404
    revoked = bilal.post(f"/sessions/{session}/booking-links/{link['id']}/revoke").json()
    assert revoked["state"] == "revoked"
    refused = guest.post("/bookings", json={**asked, "id": str(uuid4())})
    assert (refused.status_code, refused.json()["code"]) == (409, "booking.revoked")
