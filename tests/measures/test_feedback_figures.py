"""What people said after a distribution as figures: pooled shares with their n, for those who handed out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from app.feedback.public import GOOD_ANSWERS
from app.feedback.rules import QUESTIONS
from app.feedback.schemas import RecordSheet
from app.feedback.use_cases import recording
from app.measures.rules import FEEDBACK_SHARES, MEASURES
from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.distributions.market import Market
from tests.factories import a_session, a_verified_session, filled
from tests.feedback.sheets import a_sheet
from tests.world import actor

ET, BD = ("ET", "f", "18-59"), ("BD", "m", "18-59")
MOST = {("full_kit", "yes"): 18, ("full_kit", "no"): 2, ("overall", "5"): 12, ("overall", "2"): 8}


def two_distributions(db: Session) -> None:
    """Twenty of thirty content in July, one of ten in August; a sheet typed twice; a session nobody verified."""
    july = a_verified_session(db, cells={ET: 40}, partners={"LAW": True}, code="BEY-2022-07-30-01")
    a_sheet(db, july, ET, asked=22, said=MOST)
    a_sheet(db, july, BD, asked=10, said={("overall", "4"): 8, ("overall", "1"): 2})
    a_sheet(db, july, ET, asked=22, said=MOST, taken_back=True)
    august = a_verified_session(db, day=date(2022, 8, 2), area="LB56", lead="LAW", cells={ET: 12})
    a_sheet(db, august, ET, asked=10, said={("overall", "4"): 1, ("overall", "1"): 9})
    waiting = a_session(db, status="reported", cells={ET: 5})
    a_sheet(db, waiting, ET, asked=5, said={("overall", "5"): 5})


def ask(api: Client, who: str, measure: str, **asked: str) -> Any:
    answer = api(who).get("/measures/query", params={"measure": measure, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_shares_of_good_answers_are_pooled_and_keep_their_n(api: Client, database_url: str) -> None:
    filled(database_url, two_distributions)
    content = ask(api, "Amina", "feedback_overall", by="month")
    assert [(r["month"], r["numerator"], r["denominator"]) for r in content["rows"]] == [
        ("2022-07", 20, 30),
        ("2022-08", 1, 10),
    ]
    assert (content["total"], content["numerator"], content["denominator"]) == (0.525, 21, 40)
    kit = ask(api, "Amina", "feedback_full_kit")
    assert (kit["total"], kit["numerator"], kit["denominator"]) == (0.9, 18, 20)
    assert ask(api, "Amina", "feedback_asked")["total"] == 42
    said = ask(api, "Amina", "feedback_answers", by="question,answer", area="LB56")
    assert [(r["question"], r["answer"], r["value"]) for r in said["rows"]] == [
        ("overall", "1", 9),
        ("overall", "4", 1),
    ]
    women = ask(api, "Amina", "feedback_overall", sex="f", community="ET", area="LB11")
    assert (women["numerator"], women["denominator"]) == (12, 20)
    with_waiting = ask(api, "Amina", "feedback_asked", provisional="true")
    assert (with_waiting["total"], with_waiting["provisional_part"]) == (47, 5)
    # Who handed out sees what was said there; a partner that was only there does not, and a storekeeper asks no figures.
    assert ask(api, "Bilal", "feedback_asked")["total"] == 32
    assert ask(api, "Lina", "feedback_asked")["total"] == 10
    assert ask(api, "Esther", "feedback_overall")["denominator"] == 0
    for who, status in (("Daoud", 403), ("Hanna", 403), ("", 401)):
        assert api(who).get("/measures/query?measure=feedback_asked").status_code == status


def test_distribution_points_count_when_they_are_closed(api: Client, uow: UnitOfWork) -> None:
    market = Market(uow)
    market.give(20)
    answers = [
        {"question": "respect", "answer": "yes", "count": 11},
        {"question": "respect", "answer": "no", "count": 1},
    ]
    sheet = {"distribution_point": market.id, "asked_on": date(2022, 8, 20), "community": "ET", "asked": 12}
    command = RecordSheet.model_validate({**sheet, "answers": answers})
    recording.record_sheet(actor("Chantal"), command, uow=uow)
    assert ask(api, "Amina", "feedback_asked")["total"] == 0
    market.close(returned=20)
    found = ask(api, "Amina", "feedback_respect", by="project,area", project="LBNT39")
    assert [(r["project"], r["area"], r["numerator"], r["denominator"]) for r in found["rows"]] == [
        ("LBNT39", "LB11", 11, 12)
    ]
    assert ask(api, "Amina", "feedback_respect", topic="KAFALA")["denominator"] == 0


def test_timeliness_counts_reports_that_are_still_missing(api: Client, database_url: str) -> None:
    filled(
        database_url,
        lambda db: a_verified_session(db, cells={ET: 3}),
        lambda db: a_verified_session(db, cells={ET: 3}, reported_after=timedelta(days=9)),
        lambda db: a_session(db, status="confirmed", day=date(2022, 8, 1)),
        lambda db: a_session(db, status="cancelled", day=date(2022, 8, 1)),
    )
    found = ask(api, "Amina", "timeliness")
    assert (found["numerator"], found["denominator"], found["total"]) == (1, 3, 0.3333)
    assert ask(api, "Amina", "reports_due", by="month")["rows"] == [
        {"month": "2022-07", "value": 2},
        {"month": "2022-08", "value": 1},
    ]


def test_every_question_with_good_answers_has_its_share() -> None:
    assert {one.key.removeprefix("feedback_") for one in FEEDBACK_SHARES} == set(GOOD_ANSWERS)
    per_item = {question.key for question in QUESTIONS if question.per_item and question.good}
    assert per_item == {"useful"}, "its n counts answers about things; the words of the measure say so"
    assert "answers and not people" in str(MEASURES["feedback_useful"].definition)
