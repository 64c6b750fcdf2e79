from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from app.closing.tables import SessionReport
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.words import read_with
from app.platform.settings import Settings
from app.platform.unit_of_work import UnitOfWork
from app.reports import use_cases
from app.reports.csv_file import rows
from app.reports.quality import quality_lines
from app.reports.rules import ReportAudience, unit_name
from app.reports.schemas import ALL, DonorReport
from app.sessions.tables import AwarenessSession
from tests.factories import a_verified_session, after, filled
from tests.reports.sample import PlainTexts
from tests.reports.story import story
from tests.world import actor

SETTINGS = Settings(database_url="sqlite://")


def the_report(
    uow: UnitOfWork,
    name: str = "Amina",
    *,
    project: str = "LBNT39",
    first: str = "2022-07-01",
    last: str = "2022-09-30",
    **more: object,
) -> DonorReport:
    asked = use_cases.AskReport.model_validate({"project": project, "from": first, "to": last, **more})
    return use_cases.make_report(actor(name), asked, uow=uow, settings=SETTINGS)


pytestmark = after(story)


@pytest.fixture
def told(lone_uow: UnitOfWork) -> UnitOfWork:
    return lone_uow


def figures(report: DonorReport) -> dict[str, object]:
    return {one.key: one.value for one in report.figures}


def people(report: DonorReport) -> dict[tuple[str, str, str], object]:
    return {(one.community, one.sex, one.age_band): one.value for one in report.disaggregation.cells}


def test_inside_use_shows_the_exact_truth(told: UnitOfWork) -> None:
    report = the_report(told, audience="inside")
    found = figures(report)
    assert found["people_reached"] == 89
    assert found["sessions_held"] == 3
    assert found["kits_given"] == 40
    assert found["door_count"] == 55
    assert people(report)["ET", "f", "18-59"] == 33
    assert people(report)["BD", "m", "60+"] == 2
    assert people(report)[ALL, ALL, ALL] == 89
    assert [(one.code, one.value) for one in report.by_month] == [
        ("2022-07", 53),
        ("2022-08", 36),
        ("2022-09", 0),
    ]
    assert {one.code: one.value for one in report.by_area} == {"LB1": 71, "LB5": 18}
    assert report.intact
    assert len(report.audit_head or "") == 64


def test_a_donor_report_hides_small_counts_and_keeps_true_totals(told: UnitOfWork) -> None:
    report = the_report(told)
    assert report.threshold == 5
    assert people(report)[ALL, ALL, ALL] == 89
    shown = [value for value in people(report).values() if isinstance(value, int)]
    assert not [value for value in shown if 0 < value < 5]
    assert people(report).get(("BD", "m", "60+")) not in {1, 2, 3, 4}
    assert report.disaggregation.notes


def test_what_is_left_out_is_told_with_its_reason(told: UnitOfWork) -> None:
    report = the_report(told)
    assert report.coverage.included == 3
    assert {one.reason: one.sessions for one in report.coverage.excluded} == {
        "reported, not verified yet": 1,
        "cancelled": 1,
    }
    assert report.coverage.shared_with_other_projects == 1
    assert "Provisional: 1 session" in report.provisional_note
    assert (report.quality.expected, report.quality.reported, report.quality.verified) == (4, 4, 3)
    assert (report.quality.late, report.quality.cancelled, report.quality.exceptions) == (1, 1, 1)
    assert (report.quality.captured_on_time, report.quality.arrived_on_time) == (3, 3)


def test_a_tablet_without_signal_writes_on_time_and_its_report_arrives_late(
    told: UnitOfWork, database_url: str
) -> None:
    over = datetime(2022, 8, 2, 8, 30, tzinfo=UTC)

    def from_a_tablet(db: Session) -> None:
        code = col(AwarenessSession.code) == "TRP-2022-08-02-01"
        session = db.exec(select(AwarenessSession.id).where(code)).one()
        first: dict[str, Any] = {"session_id": session, "reached": 18, "door": 0, "tickets": 0}
        hour, days = timedelta(hours=1), timedelta(days=9)
        db.add(SessionReport(id=uuid4(), number=1, at=over + days, captured_at=over + hour, **first))
        db.add(SessionReport(id=uuid4(), number=2, at=over + 2 * days, **first))  # sent back, filed again

    filled(database_url, from_a_tablet)
    quality = the_report(told).quality
    assert (quality.reported, quality.captured_on_time, quality.arrived_on_time, quality.late) == (4, 4, 3, 1)
    notes = " ".join(quality.notes).replace("\u00a0", " ")
    assert "of the sessions expected 100 % are reported and 75 % verified" in notes
    assert "100 % were written within 7 days after the session and 75 % had arrived by then" in notes
    nothing = the_report(told, first="2021-01-01", last="2021-01-31").quality
    assert (nothing.captured_on_time, nothing.arrived_on_time, nothing.notes) == (0, 0, ())


def test_a_report_frozen_before_arrival_was_told_apart_says_nothing_of_it(told: UnitOfWork) -> None:
    report = the_report(told)
    facts = report.model_dump(mode="json", exclude={"hash"})
    for name in ("captured_on_time", "arrived_on_time"):
        del facts["quality"][name]
    old = DonorReport.model_validate(facts)
    labels = [label for label, _value in quality_lines(old, PlainTexts())]
    assert "Reports late" in labels
    assert "Captured on time" not in labels
    assert "captured_on_time" not in {row[6] for row in rows(old) if row[0] == "quality"}


def test_indicators_stand_against_their_targets(told: UnitOfWork) -> None:
    lines = {one.code: one for one in the_report(told, audience="inside").indicators}
    reached = lines["1.1"]
    assert (reached.target, reached.actual, reached.cumulative, reached.percent) == (120, 89, 99, 74.2)
    assert reached.status == "watch"
    women = lines["1.2"]
    assert (women.target, women.actual, women.percent, women.status) == (None, 76, None, "")
    assert (lines["1.3"].target, lines["1.3"].percent) == (0, None)
    assert (lines["1.4"].actual, lines["1.4"].percent, lines["1.4"].status) == (3, 100.0, "on track")
    assert lines["1.5"].status == "cannot be measured as it is set up"


def test_indicators_do_not_tell_what_the_table_hides(told: UnitOfWork) -> None:
    lines = {one.code: one for one in the_report(told).indicators}
    hidden = lines["1.6"]  # two men of 60 and more
    assert isinstance(hidden.actual, str)
    assert hidden.percent is None
    assert isinstance(hidden.cumulative, str)


def test_the_kit_statement_balances(told: UnitOfWork) -> None:
    kits = {one.lot: one for one in the_report(told, audience="inside").kits}
    lot = kits["CH-2022-01"]
    assert (lot.opening, lot.received, lot.distributed, lot.returned, lot.lost, lot.balance) == (
        200, 100, 40, 5, 3, 257,
    )  # fmt: skip
    assert lot.balance == 200 + 100 - 40 - 3


def test_a_place_is_never_more_exact_than_its_district(told: UnitOfWork) -> None:
    text = the_report(told, audience="inside").model_dump_json()
    assert "Safe house" not in text
    assert "St Joseph" not in text
    assert "09:30" not in text
    assert "Tripoli" in text


def test_a_partner_reads_her_own_sessions_only(told: UnitOfWork) -> None:
    report = the_report(told, "Lina")
    assert report.coverage.included == 1
    assert figures(report)["people_reached"] == 53
    assert any(one.label == "LAW" for one in report.filters)


def test_strangers_find_no_report(told: UnitOfWork) -> None:
    with pytest.raises(NotFound):
        the_report(told, "Esther")
    with pytest.raises(NotFound):
        the_report(told, "Hanna", project="GLOT59")
    with pytest.raises(NotFound):
        the_report(told, project="NOPE")
    with pytest.raises(Forbidden):
        the_report(told, "Chantal")


def test_a_donor_reads_what_was_sent_and_chooses_neither_days_nor_audience(told: UnitOfWork) -> None:
    with pytest.raises(Invalid) as refused:
        the_report(told, "Hanna")
    assert [one.code for one in refused.value.errors] == ["report.not_sent"]
    for audience in (ReportAudience.INSIDE, ReportAudience.PARTNER, ReportAudience.PUBLIC):
        with pytest.raises(Forbidden):
            the_report(told, "Hanna", audience=audience)


def test_days_in_the_wrong_order_are_refused(told: UnitOfWork) -> None:
    with pytest.raises(Invalid):
        the_report(told, first="2022-09-30", last="2022-07-01")


def test_a_project_without_any_session_makes_an_empty_report(told: UnitOfWork) -> None:
    report = the_report(told, first="2021-01-01", last="2021-03-31")
    assert figures(report)["people_reached"] == 0
    assert report.sessions == ()
    assert [one.value for one in report.by_month] == [0, 0, 0]


def test_categories_stand_in_the_order_of_their_lists(told: UnitOfWork) -> None:
    table = the_report(told, audience="inside").disaggregation
    assert [one.code for one in table.communities] == ["ET", "BD", "PH", "SD"]
    assert [one.code for one in table.sexes] == ["f", "m"]
    assert [one.code for one in table.age_bands] == ["12-17", "18-59", "60+"]


def test_labels_are_in_the_language_of_the_report(told: UnitOfWork) -> None:
    report = the_report(told, lang="ar", audience="inside")
    assert {one.label for one in report.disaggregation.communities} >= {"إثيوبية"}
    assert {one.label for one in report.by_area} == {"بيروت", "الشمال"}


@after()
def test_a_few_people_in_all_are_not_told(database_url: str, lone_uow: UnitOfWork) -> None:
    filled(database_url, lambda db: a_verified_session(db, cells={("ET", "f", "18-59"): 3}, door=4))
    report = the_report(lone_uow)
    assert figures(report)["people_reached"] == "<k"
    assert figures(report)["door_count"] == "c"
    assert "3" not in {str(value) for value in people(report).values()}


def test_the_unit_of_an_indicator_is_in_the_language_of_the_report() -> None:
    assert [unit_name(one) for one in ("people", " Kits ", "brochures")] == ["people", "kits", "brochures"]
    with read_with(str.upper, lambda one, _many, _n: one):
        assert [unit_name("sessions"), unit_name("brochures")] == ["SESSIONS", "brochures"]
