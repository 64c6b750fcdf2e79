"""The story told once into a database with reference data, then looked at from all sides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.audit import public as audit
from app.audit import use_cases as trail
from app.commands.demo import story
from app.commands.demo.period_acts import PeriodActs
from app.commands.demo.plan import ZONE
from app.commands.demo.present import LATE_SESSION, present
from app.commands.demo.session_acts import Act, SessionActs
from app.commands.demo.stage import Stage
from app.commands.demo.story import OPENING, Telling, tell
from app.commands.demo.year import year
from app.commands.ledgers import differences
from app.commands.seed import sow
from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.guard import personal_data
from app.measures.public.glance import period_figures
from app.periods import public as periods
from app.periods.rules import code_of
from app.platform import schema
from app.platform.db import Database
from app.platform.unit_of_work import UnitOfWork
from app.sessions.rules import SessionStatus
from tests.built_once import built_once
from tests.postgres_plugin import postgres_server

NOW = datetime(2026, 11, 20, 10, 40, tzinfo=UTC)

pytestmark = pytest.mark.timeout(400)


def opened(url: str) -> UnitOfWork:
    """As the command line opens it: closed months refuse desks and keep their figures."""
    periods.hang()
    periods.freeze_with(period_figures)
    database = Database(url, pool_size=2)
    schema.migrate(database)
    return UnitOfWork(database, audit.keep_record)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitOfWork]:
    """The story, told by the first worker that asks; the tests only look at it."""

    def build(room: Path) -> None:
        uow = opened(f"sqlite:///{room / 'story.db'}")
        with clock.at(NOW):
            sow(uow)
            assert tell(uow).fresh
            audit.seal(uow)
        uow.database.close()

    uow = opened(f"sqlite:///{built_once(tmp_path_factory, 'story', build) / 'story.db'}")
    yield uow
    uow.database.close()


def rows(uow: UnitOfWork, question: str) -> list[tuple[Any, ...]]:
    with uow.read() as look:
        return [tuple(row) for row in look.db.connection().execute(text(question))]


def number(uow: UnitOfWork, question: str) -> int:
    return int(rows(uow, question)[0][0] or 0)


FIGURES = """SELECT code, title, status, reached_count, door_count, kits_count, late_count
             FROM awareness_session ORDER BY code"""


def test_about_120_sessions_were_held_in_the_year(told: UnitOfWork) -> None:
    year = "local_date BETWEEN '2022-02-01' AND '2023-02-15'"
    assert 110 <= number(told, f"SELECT count(*) FROM awareness_session WHERE {year}") <= 130  # noqa: S608
    left = f"SELECT DISTINCT status FROM awareness_session WHERE {year}"  # noqa: S608
    assert {status for (status,) in rows(told, left)} == {"verified", "cancelled", "postponed"}


def test_more_than_150_people_were_reached_on_the_world_day(told: UnitOfWork) -> None:
    day = "SELECT sum(reached_count) FROM awareness_session WHERE local_date = '2022-07-30' AND status = 'verified'"
    assert number(told, day) > 150


def test_every_total_equals_its_ledger(told: UnitOfWork) -> None:
    assert differences(told) == []


def test_every_held_session_has_its_till_closed(told: UnitOfWork) -> None:
    bags = """SELECT count(*) FROM balance AS b JOIN location AS l ON l.id = b.location_id
              JOIN awareness_session AS s ON s.id = l.session_id
              WHERE s.status IN ('reported', 'verified') AND b.quantity <> 0"""
    assert number(told, bags) == 0
    assert number(told, "SELECT count(*) FROM till_line WHERE unexplained > 0") == 2
    below = """SELECT count(*) FROM balance AS b JOIN location AS l ON l.id = b.location_id
               WHERE b.quantity < 0 AND l.kind IN ('warehouse', 'partner_store', 'session_bag')"""
    assert number(told, below) == 0


def test_a_day_at_a_distribution_point_was_closed_and_asked_about(told: UnitOfWork) -> None:
    points = "SELECT state, kits_count FROM distribution_point ORDER BY held_on"
    assert rows(told, points) == [("closed", 34), ("open", 0)]
    point = "SELECT h.quantity FROM hand_out h JOIN distribution_point p ON p.bag_id = h.location_id"
    assert rows(told, f"{point} WHERE h.reverses IS NOT NULL") == [(5,)]
    assert number(told, "SELECT sum(asked) FROM feedback_sheet") == 15


def test_each_page_of_the_stores_has_something_to_show(told: UnitOfWork) -> None:
    assert rows(told, "SELECT state FROM waybill ORDER BY dispatched_at") == [("received",), ("dispatched",)]
    line = "SELECT quantity, received, difference FROM waybill_line WHERE received IS NOT NULL"
    assert rows(told, line) == [(60, 58, "damaged")]
    assert rows(told, "SELECT quantity FROM assembly") == [(40,)]
    counts = """SELECT p.name, c.state, a.name FROM stock_count c JOIN person p ON p.id = c.begun_by
                LEFT JOIN person a ON a.id = c.approved_by ORDER BY c.begun_at"""
    assert rows(told, counts) == [("Daoud", "done", "Amina"), ("Maya", "approval", None)]
    soon = "SELECT count(*) FROM lot WHERE expires_on BETWEEN '2026-11-20' AND '2027-02-18'"
    assert number(told, soon) == 1


def test_months_are_closed_and_what_came_after_the_cut_off_waits(told: UnitOfWork) -> None:
    states = dict(
        rows(
            told,
            "SELECT code, state FROM reporting_period WHERE code BETWEEN '2022-02' AND '2026-12' ORDER BY code",
        )
    )
    assert (states.pop("2026-10"), states.pop("2026-11"), states.pop("2026-12")) == (
        "closing",
        "open",
        "open",
    )
    assert len(states) == 4 * 12 + 8
    assert set(states.values()) == {"closed"}
    july = rows(told, "SELECT closed_at, cut_off_at, figures FROM reporting_period WHERE code = '2022-07'")
    assert [str(instant)[:16] for instant in july[0][:2]] == ["2022-08-25 07:00", "2022-07-31 21:00"]
    people = "SELECT sum(reached_count) FROM awareness_session WHERE local_date LIKE '2022-07%' AND status = 'verified'"
    figures = july[0][2] if isinstance(july[0][2], dict) else json.loads(july[0][2])
    assert figures["people_reached"] == number(told, people)
    late = "SELECT local_date, status, late_count FROM awareness_session WHERE late_count <> 0"
    assert [tuple(map(str, row)) for row in rows(told, late)] == [("2026-10-31", "verified", "3")]
    entry = "SELECT e.occurred_at > p.cut_off_at FROM count_entry e, reporting_period p WHERE e.late AND p.code = '2026-10'"
    assert [bool(after) for (after,) in rows(told, entry)] == [True]


def test_no_month_is_closed_before_all_its_work_is_done(told: UnitOfWork) -> None:
    """Whatever the day on which the story is told, and at any hour of it."""
    stage = Stage(told)
    for days in range(0, 400, 3):
        now = NOW + timedelta(days=days, hours=days % 24)
        today = now.astimezone(clock.zone(ZONE)).date()
        around = story._with_followers(present(today, now), SessionStatus.PROPOSED)
        closed: dict[str, datetime] = {}
        for act in PeriodActs(stage, around, now).acts():
            closed.setdefault(code_of(act.at.date().replace(day=1) - timedelta(days=1)), act.at)
        (late,) = (session for session in around if session.key == LATE_SESSION)
        assert closed[code_of(late.day)] < now - timedelta(days=1)
        for session in around:
            last = max((act.at for act in SessionActs(stage, session, now).acts()), default=OPENING)
            assert code_of(session.day) not in closed or last < closed[code_of(session.day)], (now, session)


def test_the_trail_is_sound_and_runs_forward_in_time(told: UnitOfWork) -> None:
    verdicts = trail.verify(told)
    assert verdicts
    assert all(verdict.broken_at is None for verdict in verdicts)
    backwards = """SELECT count(*) FROM audit_seal AS a JOIN audit_seal AS b
                   ON b.chain = a.chain AND b.position = a.position + 1
                   JOIN audit_event AS x ON x.id = a.event_id JOIN audit_event AS y ON y.id = b.event_id
                   WHERE y.at < x.at AND x.action NOT LIKE 'seed%' AND y.subject_kind <> 'demo'"""
    assert number(told, backwards) == 0


def test_nobody_verified_his_own_report(told: UnitOfWork) -> None:
    assert number(told, "SELECT count(*) FROM awareness_session WHERE verified_by = reported_by") == 0


def test_the_home_pages_have_something_to_say(told: UnitOfWork) -> None:
    around = dict(
        rows(
            told,
            "SELECT status, count(*) FROM awareness_session WHERE local_date > '2026-10-01' GROUP BY status",
        )
    )
    assert around["reported"] == 3
    assert around["in_progress"] == 1
    assert around["confirmed"] >= 4
    assert around["proposed"] >= 4
    assert around["cancelled"] == around["postponed"] == 1
    more = "SELECT count(*) FROM awareness_session WHERE kits_count > reached_count AND status = 'reported'"
    assert number(told, more) == 1
    assert number(told, "SELECT count(*) FROM indicator_target") > 0


def test_a_second_telling_changes_nothing(told: UnitOfWork) -> None:
    before = rows(told, FIGURES), number(told, "SELECT count(*) FROM audit_event")
    with clock.at(NOW.replace(day=21)):
        again = tell(told)
    assert not again.fresh
    assert (rows(told, FIGURES), number(told, "SELECT count(*) FROM audit_event")) == before


def test_all_people_are_made_up_and_no_text_names_anybody(told: UnitOfWork) -> None:
    emails = [email for (email,) in rows(told, "SELECT email FROM person")]
    assert len(emails) == 11
    assert all(email.endswith("@demo.example") for email in emails)
    texts = [
        text_
        for question in (
            "SELECT title FROM awareness_session",
            "SELECT note FROM awareness_session",
            "SELECT reason FROM session_step",
            "SELECT note FROM session_report",
            "SELECT reason FROM till_line",
            "SELECT name FROM venue",
            "SELECT name FROM location WHERE kind <> 'session_bag'",
        )
        for (text_,) in rows(told, question)
    ]
    assert [text_ for text_ in texts if personal_data(text_)] == []


def test_a_telling_in_another_database_gives_the_same_figures(
    told: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL, and for the month of the World Day only: a whole year there would tell nothing more."""
    july = tuple(one for one in year() if one.day.strftime("%Y-%m") == "2022-07")
    monkeypatch.setattr(story, "year", lambda: july)
    server = postgres_server()
    name = f"k{uuid4().hex[:16]}"
    server.create_database(name)
    uow = opened(server.url(name))
    try:
        with clock.at(NOW):
            sow(uow)
            telling = tell(uow)
        assert telling.fresh
        figures = rows(uow, FIGURES)
        assert len(figures) == telling.sessions
        assert set(figures) <= set(rows(told, FIGURES))
        assert differences(uow) == []
    finally:
        uow.database.close()
        server.drop_database(name)


def test_without_reference_data_it_says_so(tmp_path: Path) -> None:
    uow = opened(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(Conflict):
        tell(uow)
    uow.database.close()


def test_a_telling_that_was_cut_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = tuple(one for one in year() if one.key in {"signs-1-0", "rights-5-1", "signs-4-0"})
    monkeypatch.setattr(story, "year", lambda: few)
    monkeypatch.setattr(story, "present", lambda _today, _now: ())
    whole_acts = story._acts
    uow = opened(f"sqlite:///{tmp_path / 'cut.db'}")
    with clock.at(NOW):
        sow(uow)
        acts = len(
            whole_acts(
                Stage(uow), [*few, *(one.again(few[0].tells_until) for one in few if one.moved_to)], NOW
            )
        )
    for stop in range(3, acts, 5):
        monkeypatch.setattr(story, "_acts", lambda *told, stop=stop: cut(whole_acts(*told), stop))
        with clock.at(NOW), pytest.raises(PowerCut):
            tell(uow)
    monkeypatch.setattr(story, "_acts", whole_acts)
    with clock.at(NOW):
        assert tell(uow) == Telling(sessions=4, people=sum(one.people for one in few), fresh=True)
    assert differences(uow) == []
    states = "SELECT status FROM awareness_session ORDER BY status"
    assert [status for (status,) in rows(uow, states)] == ["postponed", "verified", "verified", "verified"]
    assert number(uow, "SELECT count(*) FROM session_report") == 4
    uow.database.close()


class PowerCut(Exception):
    pass


def cut(acts: list[Act], after: int) -> list[Act]:
    def fails() -> None:
        raise PowerCut

    return [*acts[:after], Act(acts[after].at, fails)]
