"""Days of a calendar, what a plan is told before it is saved, and what a feed may tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.kernel.errors import Invalid
from app.places.public import open_at
from app.sessions.rules import ActivityType, Audience
from app.sessions.rules import findings as rules
from app.sessions.rules.calendar import CalendarView, period_of
from app.sessions.rules.feeds import knows_the_hour, window
from app.sessions.rules.findings import Finding, Speaker, Weight
from app.sessions.rules.plan import SessionPlan, from_wall_clock
from tests.world import WORLD_DAY, an_id

MONDAY, SATURDAY = 1, 6

PLAN = SessionPlan(
    title="Know your rights",
    activity_type=ActivityType.AWARENESS_SESSION,
    audience=Audience.COMMUNITY,
    starts_at=WORLD_DAY,
    ends_at=WORLD_DAY + timedelta(hours=2),
    time_zone="Asia/Beirut",
    venue_id=an_id("St Joseph hall"),
    area_code="LB11",
    language_code="am",
    topics=(),
    lead_organisation_id=an_id("CARITAS"),
    partners=(),
    facilitator_ids=(),
    capacity=60,
    projects=(),
    campaign_id=None,
    planned_kits=(),
    note="",
)


@pytest.mark.parametrize(
    ("view", "first_weekday", "first", "last", "previous", "following"),
    [
        (CalendarView.MONTH, MONDAY, "2022-06-27", "2022-07-31", "2022-06-01", "2022-08-01"),
        (CalendarView.MONTH, SATURDAY, "2022-06-25", "2022-08-05", "2022-06-01", "2022-08-01"),
        (CalendarView.WEEK, MONDAY, "2022-07-25", "2022-07-31", "2022-07-18", "2022-08-01"),
        (CalendarView.WEEK, SATURDAY, "2022-07-30", "2022-08-05", "2022-07-23", "2022-08-06"),
        (CalendarView.LIST, MONDAY, "2022-07-01", "2022-07-31", "2022-06-01", "2022-08-01"),
    ],
)
def test_a_period_around_the_world_day(
    view: CalendarView, first_weekday: int, first: str, last: str, previous: str, following: str
) -> None:
    period = period_of(view, date(2022, 7, 30), first_weekday)
    shown = (period.first, period.last, period.previous, period.following)
    assert [str(one) for one in shown] == [first, last, previous, following]
    assert len(period.days) % 7 == 0 or view is CalendarView.LIST


def test_periods_stay_within_the_years_in_which_sessions_lie() -> None:
    assert period_of(CalendarView.MONTH, date(1, 1, 1), MONDAY).previous is None
    assert period_of(CalendarView.MONTH, date.max, MONDAY).following is None


@pytest.mark.parametrize(
    ("time_zone", "jumps", "skipped", "twice_on", "twice"),
    [
        ("Asia/Beirut", date(2026, 3, 29), time(0, 30), date(2026, 10, 24), time(23, 30)),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 30), date(2026, 10, 29), time(23, 30)),
        ("Africa/Casablanca", date(2026, 3, 22), time(2, 30), date(2026, 2, 15), time(2, 30)),
    ],
)
def test_a_time_the_clocks_jump_over_is_refused_and_one_they_show_twice_is_told(
    time_zone: str, jumps: date, skipped: time, twice_on: date, twice: time
) -> None:
    with pytest.raises(Invalid) as refusal:
        from_wall_clock(jumps, skipped, time_zone, "start")
    assert refusal.value.errors[0].code == "session.time_skipped"
    first = from_wall_clock(twice_on, twice, time_zone, "start")
    assert rules.happens_twice(first, time_zone)
    assert not rules.happens_twice(first - timedelta(hours=2), time_zone)
    told = rules.about_times(
        replace(PLAN, starts_at=first, ends_at=first + timedelta(hours=5), time_zone=time_zone), WORLD_DAY
    )
    assert [(one.code, one.field, one.weight) for one in told] == [
        ("plan.time_twice", "starts_at", Weight.TELLS)
    ]


def test_a_hall_is_open_or_not() -> None:
    begins, ends = datetime(2022, 7, 30, 9, 30), datetime(2022, 7, 30, 11)  # noqa: DTZ001 - the hall's own clock
    assert open_at(None, None, (), begins, ends)
    assert open_at("09:30", "11:00", (), begins, ends)
    assert not open_at("10:00", "18:00", (), begins, ends)
    assert not open_at("08:00", "10:59", (), begins, ends)
    assert not open_at(None, None, (6,), begins, ends)  # a Saturday


def test_facilitators_languages_are_asked_about_when_nobody_speaks_it() -> None:
    names = {"am": "Amharic", "ar": "Arabic"}
    speaks, other, silent = Speaker("Chantal", ("am",)), Speaker("Bilal", ("ar",)), Speaker("Lina", ())
    assert rules.about_languages([other, speaks], "am", names) == []
    found = rules.about_languages([other, silent], "am", names)
    assert [(one.code, one.field, one.weight) for one in found] == [
        ("plan.language", "facilitators.0", Weight.WARNS),
        ("plan.language_unknown", "facilitators.1", Weight.TELLS),
    ]
    assert str(found[0].message) == "Bilal runs sessions in: Arabic. This one is in: Amharic."


def test_kits_are_short_or_free() -> None:
    """The plan, what is loaded of it and what is still to load are three numbers; only the last asks for kits."""

    def about(planned: int, *, free: int, loaded: int = 0, kept: int = 0) -> Finding:
        return rules.about_kits(
            0, "Dignity kit", planned=planned, loaded=loaded, stock=95, promised=40, kept=kept, free=free
        )

    short = about(40, free=25)
    assert (short.weight, short.facts["free"], short.facts["wanted"]) == (Weight.WARNS, 25, 40)
    assert "40 planned, 25 free. Stores hold 95;" in str(short.message)
    assert "paid by other" not in str(short.message)
    assert "30 of them paid by other projects" in str(about(40, free=25, kept=30).message)
    assert about(40, free=40).weight is Weight.TELLS
    going_on = about(900, loaded=50, free=800)
    assert (going_on.weight, going_on.facts["planned"], going_on.facts["wanted"]) == (Weight.WARNS, 900, 850)
    assert "900 planned, 50 loaded so far, 850 still to load; 800 free. Stores" in str(going_on.message)
    assert "850 still to load; 850 free." in str(about(900, loaded=50, free=850).message)
    done = about(40, loaded=45, free=0)
    assert (done.weight, str(done.message)) == (
        Weight.TELLS,
        "Dignity kit: 40 planned, 45 loaded. Nothing is left to load.",
    )


def test_only_those_who_belong_know_the_hour_of_a_protected_place() -> None:
    caritas, law, kafa, iom = (an_id(code) for code in ("CARITAS", "LAW", "KAFA", "IOM"))
    assert knows_the_hour({law}, {caritas, law}, kafa, assigned=False)
    assert knows_the_hour({kafa}, {caritas}, kafa, assigned=False)
    assert knows_the_hour(set(), {caritas}, kafa, assigned=True)
    assert not knows_the_hour({iom}, {caritas, law}, kafa, assigned=False)


def test_the_window_of_a_feed_moves_by_days() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert window(noon) == window(noon + timedelta(hours=11))
    begins, ends = window(noon)
    assert begins < noon - timedelta(days=89)
    assert ends > noon + timedelta(days=364)
