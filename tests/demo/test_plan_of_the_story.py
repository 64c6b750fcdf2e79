"""The story as pure facts, before anything of it is told."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest

from app.commands.demo.crowds import WOMEN
from app.commands.demo.plan import VENUES, PlannedSession
from app.commands.demo.present import present
from app.commands.demo.supply import YEAR_SEASONS, Season, is_loaded, supply
from app.commands.demo.themes import KIT
from app.commands.demo.world_day import DAY, WORLD_DAY
from app.commands.demo.year import year
from app.sessions.rules import ActivityType, SessionStatus

NOW = datetime(2026, 11, 20, 10, 40, tzinfo=UTC)
YEAR = year()
AROUND = present(NOW.date(), NOW)


def test_the_year_is_the_same_each_time_it_is_drawn() -> None:
    assert year() == YEAR
    assert present(NOW.date(), NOW) == AROUND


def test_there_are_about_120_sessions_from_february_to_january() -> None:
    assert 110 <= len(YEAR) <= 130
    assert {session.day.strftime("%Y-%m") for session in YEAR} == {
        *(f"2022-{month:02d}" for month in range(2, 13)),
        "2023-01",
    }
    assert {session.activity for session in YEAR} >= set(ActivityType) - {ActivityType.CAMPAIGN_EVENT}


def test_more_than_150_migrants_come_on_the_world_day() -> None:
    assert sum(session.people for session in WORLD_DAY) > 150
    assert [session for session in YEAR if session.day == DAY] == sorted(
        WORLD_DAY, key=lambda session: (session.starts_at, session.key)
    )
    assert {session.lead for session in WORLD_DAY} == {"IOM", "UNODC"}
    partners = {code for session in WORLD_DAY for code, _role in session.partners}
    assert partners >= {"CARITAS", "LAW", "UPEL", "KAFA"}
    assert {topic for session in WORLD_DAY for topic in session.topics} >= {
        "SEXUAL_EXPLOITATION",
        "KAFALA",
        "FORCED_LABOUR",
        "CHILD_LABOUR",
        "SMUGGLING",
    }
    assert all(session.gifts for session in WORLD_DAY)


def test_communities_look_as_they_do_in_lebanon() -> None:
    people: Counter[tuple[str, bool]] = Counter()
    for session in YEAR:
        for community, sex, _band, count in session.cells:
            people[community, sex == "f"] += count
    for community in ("ET", "PH", "SD"):
        women, men = people[community, True], people[community, False]
        assert women / (women + men) == pytest.approx(WOMEN[community], abs=0.08)


@pytest.mark.parametrize("session", [*YEAR, *AROUND], ids=lambda session: session.key)
def test_a_session_adds_up(session: PlannedSession) -> None:
    cells = [cell for *cell, _count in session.cells]
    assert len(cells) == len({tuple(cell) for cell in cells})
    assert session.people <= VENUES[session.venue].capacity
    for item, loaded in session.loaded:
        given = sum(gift.quantity for gift in session.gifts if gift.item == item)
        beside = session.damaged + session.unexplained if item == KIT else 0
        assert loaded >= given + beside
    if not session.gap:
        assert abs(session.door - session.people) <= max(2, session.people // 20)
    if session.quiz:
        asked, before, after = session.quiz
        assert before <= after <= asked <= session.people
    if session.tells_until in {SessionStatus.CANCELLED, SessionStatus.POSTPONED}:
        assert session.reason


def test_nobody_and_no_hall_is_in_two_places_at_once() -> None:
    for one, other in combinations(YEAR, 2):
        if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
            assert one.venue != other.venue, (one.key, other.key)
            assert not set(one.facilitators) & set(other.facilitators), (one.key, other.key)


def test_the_weeks_around_today_have_something_for_everybody() -> None:
    states = Counter(session.tells_until for session in AROUND)
    assert set(states) == set(SessionStatus)
    assert states[SessionStatus.REPORTED] == 3
    assert any(
        sum(gift.quantity for gift in session.gifts) > session.people
        for session in AROUND
        if session.tells_until is SessionStatus.REPORTED
    )
    clash = next(session for session in AROUND if session.key == "present-clash")
    assert any(
        other is not clash
        and other.venue == clash.venue
        and other.starts_at < clash.ends_at
        and clash.starts_at < other.ends_at
        for other in AROUND
    )


@pytest.mark.parametrize("hour", [0, 6, 12, 23])
def test_the_session_in_progress_has_begun_and_is_not_over(hour: int) -> None:
    now = NOW.replace(hour=hour)
    running = next(one for one in present(now.date(), now) if one.tells_until is SessionStatus.IN_PROGRESS)
    assert timedelta(hours=1) <= now - running.starts_at < timedelta(minutes=91)
    assert now < running.ends_at


@pytest.mark.parametrize("season", YEAR_SEASONS, ids=lambda season: season.name)
def test_deliveries_are_enough_and_come_in_time(season: Season) -> None:
    deliveries, transfers = supply(YEAR, season)
    needed: Counter[str] = Counter()
    for session in YEAR:
        if is_loaded(session) and season.begins <= session.day <= season.ends:
            needed.update(dict(session.loaded))
    brought: Counter[str] = Counter()
    for delivery in deliveries:
        brought[delivery.item] += delivery.quantity
    assert set(brought) == set(needed)
    assert all(brought[item] > quantity for item, quantity in needed.items())
    for delivery in deliveries:
        assert delivery.at.date() < season.begins
    assert all(transfer.at.date() < season.begins for transfer in transfers)
    assert date(2022, 1, 10) < min(delivery.at for delivery in deliveries).date()
