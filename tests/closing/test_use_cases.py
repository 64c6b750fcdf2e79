from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.closing import public, use_cases
from app.commands import ledgers
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.closing.hall import Hall


@pytest.fixture
def hall(lone_uow: UnitOfWork) -> Hall:
    return Hall(lone_uow)


def wrong(refused: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(error.field, error.code) for error in refused.value.errors}


def test_a_session_is_counted_closed_and_verified_by_another(hall: Hall) -> None:
    hall.count(45)
    hall.count(8, sex="m")
    hall.door(55)
    shelves = hall.load(40)
    hall.give(38)
    report = hall.close(
        topics_covered=["KAFALA", "FORCED_LABOUR"],
        till=[{"item": "DK", "returned": 1, "damaged": 1}],
        quiz={"asked": 20, "before": 6, "after": 17},
        referrals=[{"service": "legal", "count": 3}],
        note="The hall was full.",
        witness="LAW",
    )
    assert (report.number, report.status, report.reached, report.door) == (1, "reported", 53, 55)
    assert (report.witness, report.author_id) == ("LAW", world.an_id("Bilal"))
    (line,) = report.till
    assert (line.loaded, line.given, line.returned, line.damaged, line.unexplained) == (40, 38, 1, 1, 0)
    assert shelves.holds(shelves.store) == 21
    with pytest.raises(Conflict, match=r"session\.step"):
        hall.close()
    hall.step("verified")
    assert use_cases.see_report(hall.amina, hall.session, uow=hall.uow).status == "verified"
    assert ledgers.differences(hall.uow) == []


def test_the_same_report_twice_is_one(hall: Hall) -> None:
    hall.count(5)
    request = uuid4()
    first = hall.close(request=request, note="short")
    assert hall.close(request=request, note="short") == first
    with pytest.raises(Conflict, match=r"id\.reused"):
        hall.close(request=request, note="longer")


def test_eight_copies_of_a_report_are_one(hall: Hall) -> None:
    hall.count(5)
    request = uuid4()
    with ThreadPoolExecutor(8) as crowd:
        reports = list(crowd.map(lambda _: hall.close(request=request, note="short"), range(8)))
    assert {report.number for report in reports} == {1}
    with hall.uow.read() as look:
        assert len(public.reports_of(look, hall.session, reports[0].status)) == 1


def test_nobody_verifies_his_own_report(hall: Hall) -> None:
    hall.count(5)
    hall.close(by="Amina")
    with pytest.raises(Conflict, match=r"session\.step"):
        hall.step("verified", by="Amina")
    with pytest.raises(Forbidden):
        hall.step("verified", by="Bilal")
    hall.step("verified", by="Farid")


def test_a_report_is_sent_back_and_filed_again_with_a_new_number(hall: Hall) -> None:
    hall.count(5)
    shelves = hall.load(10)
    hall.give(4)
    hall.close(till=[{"item": "DK", "returned": 5, "unexplained": 1, "reason": "not found"}])
    assert shelves.holds(shelves.store) == 25
    with pytest.raises(Invalid):
        hall.step("in_progress")
    hall.step("in_progress", reason="one kit was found under the table")
    hall.count(1, sex="m")
    second = hall.close(till=[{"item": "DK", "returned": 6}])
    assert (second.number, second.reached) == (2, 6)
    assert shelves.holds(shelves.store) == 26
    assert shelves.holds(shelves.loss) == 0
    with hall.uow.read() as look:
        assert [report.number for report in public.reports_of(look, hall.session, second.status)] == [2, 1]
        last = public.last_report(look, hall.session)
    assert last is not None
    assert last.number == 2
    assert ledgers.differences(hall.uow) == []


def test_a_wide_gap_needs_a_coded_reason(hall: Hall) -> None:
    hall.count(53)
    hall.door(60)
    with pytest.raises(Invalid) as refused:
        hall.close()
    assert wrong(refused) == {("gap_reason", "gap.reason_missing")}
    assert hall.close(gap_reason="late_arrivals").gap_reason == "late_arrivals"


@pytest.mark.parametrize(
    ("till", "field", "code"),
    [
        ([], "till", "till.missing"),
        ([{"item": "DK", "returned": 1}], "till.0", "till.mismatch"),
        ([{"item": "DK", "returned": 1, "unexplained": 1}], "till.0.reason", "till.reason_missing"),
        ([{"item": "DK", "returned": 2}, {"item": "PIN", "returned": 1}], "till.1.item", "till.not_loaded"),
    ],
)
def test_the_till_must_close(hall: Hall, till: list[Any], field: str, code: str) -> None:
    hall.count(40)
    hall.load(10)
    hall.give(8)
    with pytest.raises(Invalid) as refused:
        hall.close(till=till)
    assert wrong(refused) == {(field, code)}


def test_what_is_much_unexplained_waits_for_the_one_who_verifies(hall: Hall) -> None:
    hall.count(40)
    hall.load(10)
    hall.give(7)
    report = hall.close(till=[{"item": "DK", "unexplained": 3, "reason": "the box was open"}])
    assert report.till[0].needs_approval


def test_a_bag_that_is_empty_by_the_books_needs_no_line(hall: Hall) -> None:
    hall.count(10)
    hall.load(10)
    hall.give(10)
    (line,) = hall.close().till
    assert (line.loaded, line.given, line.returned) == (10, 10, 0)


def test_a_session_nobody_came_to_is_closed_too(hall: Hall) -> None:
    report = hall.close(note="Nobody came.")
    assert (report.status, report.reached) == ("reported", 0)


@pytest.mark.parametrize("status", ["proposed", "cancelled", "postponed", "verified"])
def test_there_is_nothing_to_report_elsewhere(lone_uow: UnitOfWork, status: str) -> None:
    with pytest.raises(Conflict, match=r"session\.step"):
        Hall(lone_uow, status).close(by="Amina")


def test_every_fault_is_named_at_once(hall: Hall) -> None:
    hall.count(53)
    hall.door(60)
    with pytest.raises(Invalid) as refused:
        hall.close(
            quiz={"asked": 1, "before": 2, "after": 1},
            referrals=[{"service": "legal", "count": 1}, {"service": "legal", "count": 2}],
            note="her number is ٠٣ ١٢٣ ٤٥٦",
        )
    assert wrong(refused) == {
        ("gap_reason", "gap.reason_missing"),
        ("quiz.before", "quiz.more_than_asked"),
        ("referrals.1.service", "referral.twice"),
        ("note", "note.personal_data"),
    }


def test_a_note_may_stay_with_a_reason_that_is_kept(hall: Hall) -> None:
    hall.count(5)
    report = hall.close(note="Ask at 01 234 567.", note_reason="the number of our office")
    assert report.note_reason == "the number of our office"
    with hall.uow.read() as look:
        kept = look.db.execute(
            text("SELECT data FROM audit_event WHERE action = 'session.report_filed'")
        ).scalar_one()
    assert "the number of our office" in str(kept)


@pytest.mark.parametrize("code", ["CARITAS", "KAFA"])
def test_a_witness_is_a_partner_of_the_session(hall: Hall, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        hall.close(witness=code)
    assert wrong(refused) == {("witness", "witness.not_a_partner")}


def test_topics_are_those_of_the_list(hall: Hall) -> None:
    with pytest.raises(Invalid) as refused:
        hall.close(topics_covered=["KAFALA", "GOSSIP"])
    assert wrong(refused) == {("topics_covered", "topic.unknown")}


def test_who_may_close(hall: Hall) -> None:
    with pytest.raises(NotFound):
        hall.close(by="Esther")
    with pytest.raises(Forbidden):
        hall.close(by="Daoud")
    with pytest.raises(NotFound):
        use_cases.see_report(hall.bilal, hall.session, uow=hall.uow)
    hall.close(by="Chantal")
