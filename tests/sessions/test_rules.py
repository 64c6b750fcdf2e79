from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.actor import Scope
from app.kernel.errors import AppError, Conflict, Forbidden, Invalid
from app.sessions.rules import ActivityType, Audience, SessionFacts, SessionStatus, reaches
from app.sessions.rules.life import LIFE_LINE, StepName, step_towards, steps_possible, why_not_changeable
from app.sessions.rules.plan import check_shares, check_times, from_wall_clock, local_day
from tests.world import WORLD_DAY, actor, an_id

S = SessionStatus


def facts(status: SessionStatus = S.PROPOSED, *, reported_by: UUID | None = None) -> SessionFacts:
    """Caritas leads, LAW takes part, Chantal facilitates."""
    return SessionFacts(
        id=an_id("session"),
        code="BEY-2022-07-30-01",
        title="Know your rights",
        status=status,
        activity_type=ActivityType.AWARENESS_SESSION,
        audience=Audience.COMMUNITY,
        starts_at=WORLD_DAY,
        ends_at=WORLD_DAY + timedelta(hours=2),
        time_zone="Asia/Beirut",
        local_date=date(2022, 7, 30),
        venue_id=an_id("St Joseph hall"),
        area_code="LB11",
        language_code="am",
        lead_organisation_id=an_id("CARITAS"),
        organisation_ids=frozenset({an_id("CARITAS"), an_id("LAW")}),
        facilitator_ids=frozenset({an_id("Chantal")}),
        projects=((an_id("LBNT39"), None),),
        topics=("KAFALA",),
        planned_kits=(),
        capacity=60,
        campaign_id=None,
        reached_count=0,
        late_count=0,
        door_count=0,
        tickets_count=0,
        kits_count=0,
        proposed_by=an_id("Bilal"),
        reported_by=reported_by,
        verified_by=None,
        version=1,
    )


EVERYBODY = ("Amina", "Farid", "Bilal", "Chantal", "Daoud", "Lina", "Esther", "Georges", "Hanna")
COORDINATORS = {"Amina", "Farid"}
COUNTERS = COORDINATORS | {"Bilal", "Chantal", "Lina"}
PLANNERS = COORDINATORS | {"Bilal"}

ALLOWED: dict[tuple[SessionStatus, SessionStatus], set[str]] = {
    (S.PROPOSED, S.CONFIRMED): COORDINATORS,
    (S.PROPOSED, S.CANCELLED): PLANNERS,
    (S.PROPOSED, S.POSTPONED): PLANNERS,
    (S.CONFIRMED, S.IN_PROGRESS): COUNTERS,
    (S.CONFIRMED, S.CANCELLED): PLANNERS,
    (S.CONFIRMED, S.POSTPONED): PLANNERS,
    (S.IN_PROGRESS, S.REPORTED): COUNTERS,
    (S.REPORTED, S.VERIFIED): {"Farid"},
    (S.REPORTED, S.IN_PROGRESS): {"Farid"},
}
"""Who may take which step when Amina wrote the report herself. Everything else is refused to everybody."""


@pytest.mark.parametrize(("before", "after"), list(product(S, S)), ids=str)
def test_the_matrix_of_the_life_line(before: SessionStatus, after: SessionStatus) -> None:
    session = facts(before, reported_by=an_id("Amina") if before is S.REPORTED else None)
    for name in EVERYBODY:
        allowed = name in ALLOWED.get((before, after), set())
        if allowed:
            assert step_towards(session, after, actor(name), "Because.", closing=True).to is after
        else:
            with pytest.raises((Conflict, Forbidden)) as refused:
                step_towards(session, after, actor(name), "Because.", closing=True)
            assert str(refused.value.message)


@pytest.mark.parametrize("status", list(S))
def test_the_page_says_of_each_step_whether_or_why_not(status: SessionStatus) -> None:
    session = facts(status, reported_by=an_id("Amina") if status is S.REPORTED else None)
    for name in EVERYBODY:
        seen = steps_possible(session, actor(name))
        assert [one.step for one in seen] == list(LIFE_LINE)
        for one in seen:
            assert one.possible == (
                name in ALLOWED.get((status, one.step.to), set()) and status in one.step.begins
            )
            assert one.possible or str(one.why_not)


def test_a_report_is_made_by_the_close_out_alone() -> None:
    with pytest.raises(Conflict, match="Close the session with its report"):
        step_towards(facts(S.IN_PROGRESS), S.REPORTED, actor("Bilal"))


def test_nobody_verifies_an_own_report() -> None:
    with pytest.raises(Conflict, match="your own"):
        step_towards(facts(S.REPORTED, reported_by=an_id("Amina")), S.VERIFIED, actor("Amina"))


def test_reasons_are_needed_to_leave_the_line_and_to_send_back() -> None:
    needing = {step.name for step in LIFE_LINE if step.needs_reason}
    assert needing == {StepName.CANCEL, StepName.POSTPONE, StepName.SEND_BACK}
    with pytest.raises(Invalid) as refused:
        step_towards(facts(), S.CANCELLED, actor("Bilal"), "  ")
    assert refused.value.errors[0].field == "reason"


def test_the_plan_can_be_changed_until_it_was_reported() -> None:
    open_to = {status for status in S if why_not_changeable(facts(status), actor("Bilal")) is None}
    assert open_to == {S.PROPOSED, S.CONFIRMED, S.IN_PROGRESS}
    refused: AppError | None = why_not_changeable(facts(), actor("Lina"))
    assert isinstance(refused, Forbidden)


def test_reach_follows_the_scope() -> None:
    session = facts()
    assert reaches(Scope(everything=True), session)
    assert reaches(Scope(organisations=frozenset({an_id("LAW")})), session)
    assert reaches(Scope(person_id=an_id("Chantal")), session)
    assert reaches(Scope(projects=frozenset({an_id("LBNT39")})), session)
    assert reaches(Scope(within=frozenset({(an_id("LAW"), an_id("LBNT39"))})), session)
    assert not reaches(Scope(), session)
    assert not reaches(Scope(organisations=frozenset({an_id("KAFA")})), session)
    assert not reaches(Scope(person_id=an_id("Bilal")), session)
    assert not reaches(Scope(projects=frozenset({an_id("GLOT59")})), session)
    assert not reaches(Scope(within=frozenset({(an_id("LAW"), an_id("GLOT59"))})), session)


@given(st.lists(st.one_of(st.none(), st.integers(-5, 105)), max_size=6))
def test_shares_are_all_given_and_sum_to_100_or_all_left_out(shares: list[int | None]) -> None:
    given_shares = [share for share in shares if share is not None]
    fine = not given_shares or (
        len(given_shares) == len(shares)
        and all(1 <= share <= 100 for share in given_shares)
        and sum(given_shares) == 100
    )
    assert (check_shares(shares) == []) == fine


@given(st.lists(st.integers(1, 99), min_size=1, max_size=5, unique=True))
def test_any_cut_of_the_whole_is_taken(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 100]
    assert check_shares([after - before for before, after in pairwise(edges)]) == []


def test_times_are_in_order_and_within_a_day() -> None:
    begins = WORLD_DAY
    assert check_times(begins, begins + timedelta(hours=24)) == []
    assert check_times(begins, begins)[0].code == "session.ends_before_start"
    assert check_times(begins, begins + timedelta(hours=24, seconds=1))[0].code == "session.too_long"
    assert check_times(datetime(1, 1, 1, tzinfo=UTC), begins)[0].field == "starts_at"
    far = datetime(9999, 12, 31, tzinfo=UTC)
    assert check_times(begins, far, prefix="postponed.")[0].field == "postponed.ends_at"


def test_wall_clocks_that_jump() -> None:
    # Berlin 2022: 02:00 → 03:00 on 27 March, 03:00 → 02:00 on 30 October.
    with pytest.raises(Invalid) as skipped:
        from_wall_clock(date(2022, 3, 27), time(2, 30), "Europe/Berlin", "start")
    assert (skipped.value.errors[0].field, skipped.value.errors[0].code) == ("start", "session.time_skipped")
    twice = from_wall_clock(date(2022, 10, 30), time(2, 30), "Europe/Berlin", "start")
    assert twice == datetime(2022, 10, 30, 0, 30, tzinfo=UTC)
    with pytest.raises(Invalid):
        from_wall_clock(date(9999, 12, 31), time(23), "Europe/Berlin", "start")


@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2095, 1, 1)),  # noqa: DTZ001 - wall clocks have no zone
    st.sampled_from(["Asia/Beirut", "Europe/Paris", "Africa/Cairo", "America/St_Johns", "UTC"]),
)
def test_what_the_clocks_show_comes_back(wall: datetime, zone: str) -> None:
    try:
        instant = from_wall_clock(wall.date(), wall.time(), zone, "start")
    except Invalid:
        return
    assert local_day(instant, zone) == wall.date()
