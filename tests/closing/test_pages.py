from __future__ import annotations

import pytest

from app.attendance import pages as counting_pages
from app.closing import pages
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.attendance.filled import fields_of
from tests.closing.hall import Hall
from tests.conftest import Client


@pytest.fixture
def hall(uow: UnitOfWork) -> Hall:
    hall = Hall(uow)
    hall.count(45)
    hall.count(8, sex="m")
    return hall


def test_bilal_closes_with_the_form_and_amina_reads_the_report(browser: Client, hall: Hall) -> None:
    hall.door(60)
    hall.load(40)
    hall.give(36)
    bilal, path = browser("Bilal"), f"/sessions/{hall.session}/close"
    page = bilal.get(path)
    assert page.status_code == 200
    assert "difference to the grid: 7" in page.text
    answers = {
        **fields_of(page.text),
        "gap_reason": "late_arrivals",
        "till/DK/returned": "١",
        "till/DK/damaged": "0",
        "till/DK/unexplained": "3",
        "till/DK/reason": "the box was open",
        "quiz.asked": "20",
        "quiz.before": "6",
        "quiz.after": "17",
        "referral.legal": "3",
        "note": "The hall was full.",
        "witness": "LAW",
    }
    sent = bilal.post(path, data=answers)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/sessions/{hall.session}")
    assert bilal.post(path, data=answers).status_code == 303
    detail = browser("Amina").get(f"/sessions/{hall.session}").text
    for said in (
        "Door 60 · tickets 0 · grid 53",
        "late arrivals were not asked",
        "The sponsorship (kafala) system",
        "6 right before and 17 after, of 20 asked",
        "legal aid: 3",
        "The hall was full.",
        "Legal Action Worldwide",
        "the box was open",
        "whoever verifies approves this",
    ):
        assert said in detail
    hall.step("verified")
    assert "approved with the verification" in browser("Amina").get(f"/sessions/{hall.session}").text


def test_blanks_are_asked_about_once(browser: Client, hall: Hall) -> None:
    hall.count(2, community="SD")
    hall.load(10)
    hall.give(10)
    bilal, path = browser("Bilal"), f"/sessions/{hall.session}/close"
    asked = bilal.post(path, data={**fields_of(bilal.get(path).text), "note": "short"})
    assert asked.status_code == 422
    assert "Nothing was said about Sudanese, Men, boys." in asked.text
    assert "Dignity kit: nothing was written under returned." in asked.text
    answers = fields_of(asked.text)
    assert answers["note"] == ["short"]
    assert bilal.post(path, data={**answers, "blanks": "zero"}).status_code == 303
    made = counting_pages.panel(world.actor("Amina"), hall.session, hall.uow)
    assert made is not None
    assert made.view["summary"].rows[1].sums[1].count == 0


def test_what_was_answered_is_not_asked_again_when_the_till_is_refused(browser: Client, hall: Hall) -> None:
    """Two kits are missing. Bilal answers that blanks are 0, is told so, writes them in, and is done."""
    hall.count(2, community="SD")
    hall.load(10)
    hall.give(8)
    bilal, path = browser("Bilal"), f"/sessions/{hall.session}/close"
    refused = bilal.post(path, data={**fields_of(bilal.get(path).text), "blanks": "zero"})
    assert (refused.status_code, "Do they count as 0?" in refused.text) == (422, False)
    answers = fields_of(refused.text)
    assert (answers["till/DK/returned"], answers["till/DK/damaged"]) == (["0"], ["0"])
    assert bilal.post(path, data={**answers, "till/DK/returned": "2"}).status_code == 303


def test_errors_stand_beside_their_fields(browser: Client, hall: Hall) -> None:
    hall.door(60)
    hall.load(10)
    hall.give(8)
    bilal, path = browser("Bilal"), f"/sessions/{hall.session}/close"
    wrong = bilal.post(
        path,
        data={
            **fields_of(bilal.get(path).text),
            "till/DK/returned": "1",
            "till/DK/damaged": "0",
            "note": "call 03 123 456",
            "quiz.asked": "many",
            "quiz.before": "1",
            "quiz.after": "1",
        },
    )
    assert wrong.status_code == 422
    assert 'href="#quiz.asked"' in wrong.text
    fixed = {**fields_of(wrong.text), "quiz.asked": "2"}
    wrong = bilal.post(path, data=fixed)
    assert wrong.status_code == 422
    for field in ("gap_reason", "till/DK/returned", "note"):
        assert f'href="#{field}"' in wrong.text
        assert f'id="{field}-wrong"' in wrong.text
    assert "loaded 10" in wrong.text
    answers = {
        **fields_of(wrong.text),
        "gap_reason": "left_early",
        "till/DK/returned": "2",
        "note_reason": "the number of our office",
    }
    assert bilal.post(path, data=answers).status_code == 303


def test_a_report_sent_back_opens_filled_in(browser: Client, hall: Hall) -> None:
    hall.load(10)
    hall.give(8)
    hall.close(till=[{"item": "DK", "returned": 2}], note="first", topics_covered=["KAFALA"])
    hall.step("in_progress", reason="please add the note")
    bilal, path = browser("Bilal"), f"/sessions/{hall.session}/close"
    sent_back = bilal.get(f"/sessions/{hall.session}").text
    assert sent_back.index("please add the note") < sent_back.index("Send to verify"), (
        "the note stands at the step"
    )
    shown = fields_of(bilal.get(path).text)
    assert shown["note"] == ["first"]
    assert shown["topics_covered"] == ["KAFALA"]
    assert (shown["till/DK/returned"], shown["till/DK/damaged"]) == (["2"], ["0"])
    assert bilal.post(path, data={**shown, "note": "second"}).status_code == 303
    detail = bilal.get(f"/sessions/{hall.session}").text
    assert "Earlier reports, sent back" in detail
    assert detail.index("second") < detail.index("first")
    assert detail.count("please add the note") == 1, "answered, it is history"


def test_where_nothing_can_be_closed_the_reason_stands(browser: Client, hall: Hall) -> None:
    hall.close()
    page = browser("Bilal").get(f"/sessions/{hall.session}/close")
    assert page.status_code == 200
    assert "waits to be verified" in page.text
    assert fields_of(page.text) == {}
    assert browser("Bilal").post(f"/sessions/{hall.session}/close", data={"id": "x"}).status_code == 422


def test_no_page_and_no_panel_for_who_may_not_see(browser: Client, hall: Hall) -> None:
    assert browser("Esther").get(f"/sessions/{hall.session}/close").status_code == 404
    assert browser("Daoud").get(f"/sessions/{hall.session}/close").status_code == 403
    assert pages.panel(world.actor("Daoud"), hall.session, hall.uow) is None
