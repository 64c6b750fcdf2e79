"""People by month: the same as the ledger for every question, kept in the transaction that verifies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import product
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import Session, col, select

from app.access.actor import Scope
from app.attendance.tables import SessionTotal
from app.commands.ledgers import differences
from app.measures import store
from app.measures.public import cut_of, figures, make_anew, month_sums, names
from app.measures.rules import Dimension
from app.measures.rules.months import months_in
from app.measures.schemas import Cut
from app.measures.tables import MonthCell
from app.platform.unit_of_work import UnitOfWork
from app.sessions import use_cases as sessions
from app.sessions.rules import SessionStatus
from app.sessions.schemas import TakeStep
from app.sessions.tables import AwarenessSession
from tests.factories import a_session, a_verified_session, filled
from tests.world import actor, an_id

DAYS = st.dates(date(2021, 12, 1), date(2023, 2, 28))
WOMEN, MEN, GIRLS = ("ET", "f", "18-59"), ("BD", "m", "18-59"), ("PH", "f", "12-17")
EVERYTHING = Scope(everything=True)
CARITAS, LAW = (frozenset({an_id(code)}) for code in ("CARITAS", "LAW"))
LBNT39 = frozenset({an_id("LBNT39")})


@given(st.none() | DAYS, st.none() | DAYS)
def test_whole_months_and_the_days_beside_them_are_the_period(first: date | None, last: date | None) -> None:
    months = months_in(first, last)
    begin, end = first or date(2021, 11, 1), last or date(2023, 4, 30)
    asked = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    if months is None:
        assert not [
            day
            for day in asked
            if day.day == 1 and (day + timedelta(days=31)).replace(day=1) <= end + timedelta(days=1)
        ]
        return
    beside = [
        start + timedelta(days=n)
        for start, stop in months.days_beside
        for n in range((stop - start).days + 1)
    ]
    whole = [
        day
        for day in asked
        if (months.first is None or day >= months.first)
        and (months.last is None or day.replace(day=1) <= months.last)
    ]
    assert sorted(whole + beside) == asked


def test_the_ends_of_the_calendar_are_no_fault() -> None:
    assert months_in(date(9999, 12, 5), None) is None
    assert months_in(None, date(1, 1, 5)) is None
    found = months_in(date(1, 1, 1), date(9999, 12, 30))
    assert found is not None
    assert found.days_beside == ((date(9999, 12, 1), date(9999, 12, 30)),)


def many_sessions(db: Session) -> None:
    for number, day in enumerate((date(2022, 7, 1), date(2022, 7, 30), date(2022, 8, 31), date(2022, 9, 15))):
        a_verified_session(
            db,
            day=day,
            cells={WOMEN: 10 + number, MEN: 3, GIRLS: number},
            projects=("LBNT39", "GLOT59")[: 1 + number % 2],
            partners={"LAW": (True, None, False, True)[number], "KAFA": False},
        )
    a_verified_session(db, day=date(2022, 8, 1), cells={MEN: 40}, lead="LAW", projects=("GLOT59",))
    a_session(db, status="reported", cells={WOMEN: 500})


@pytest.fixture
def story(database_url: str, lone_uow: UnitOfWork) -> UnitOfWork:
    filled(database_url, many_sessions)
    return lone_uow


SCOPES = (
    EVERYTHING,
    Scope(organisations=CARITAS),
    Scope(projects=LBNT39),
    Scope(organisations=CARITAS | LAW),
    Scope(organisations=LAW, person_id=an_id("Chantal")),
    Scope(within=frozenset({(an_id("CARITAS"), an_id("LBNT39"))})),
)
FILTERS: tuple[dict[str, str | list[str]], ...] = (
    {},
    {"project": "LBNT39"},
    {"organisation": "LAW"},
    {"project": ["LBNT39", "GLOT59"]},
    {"project": "GLOT59", "organisation": "LAW"},
    {"sex": "f", "community": ["ET", "PH"]},
    {"donor": "CH"},
    {"area": "LB11"},
)
PERIODS = (
    (None, None),
    (date(2022, 7, 1), date(2022, 9, 30)),
    (date(2022, 7, 2), date(2022, 9, 14)),
    (date(2022, 8, 5), date(2022, 8, 20)),
    (date(2022, 8, 1), None),
)
CUTS: tuple[tuple[Dimension, ...], ...] = (
    (),
    (Dimension.COMMUNITY, Dimension.SEX, Dimension.AGE_BAND),
    (Dimension.MONTH, Dimension.COHORT),
    (Dimension.AREA,),
)


def test_every_question_has_the_answer_of_the_ledger(story: UnitOfWork) -> None:
    by_sums = 0
    with story.read() as look:
        for number, (scope, filters, by) in enumerate(product(SCOPES, FILTERS, CUTS)):
            first, last = PERIODS[number % len(PERIODS)]  # each with each: five periods, four cuts
            cut = cut_of(look, filters, from_date=first, to_date=last)
            ledger = {
                codes: value
                for codes, value, _unverified in store.count(
                    look.db,
                    "people_reached",
                    by,
                    scope,
                    cut,
                    provisional=False,
                    items=None,
                    unions=names.unions(look, by),
                )
                if value
            }
            sums = month_sums.people(look, by, scope, cut)
            by_sums += sums is not None
            asked = (scope, filters, first, last, by)
            if sums is not None:
                assert {codes: value for codes, value in sums.items() if value} == ledger, asked
            total = figures(look, scope, "people_reached", by=by, cut=cut).total.value
            assert total == sum(ledger.values()), asked
    assert by_sums > 20


def test_two_who_verify_at_once_both_count_and_leaving_takes_off(database_url: str, uow: UnitOfWork) -> None:
    ids: list[object] = []
    filled(
        database_url,
        lambda db: ids.extend(
            a_session(db, status="reported", cells={WOMEN: 5, MEN: 2, GIRLS: 1}, partners={"LAW": True})
            for _ in range(6)
        ),
    )
    together = Barrier(len(ids))

    def verify(session_id: object) -> None:
        together.wait()
        sessions.take_step(actor("Amina"), session_id, TakeStep(to=SessionStatus.VERIFIED), uow=uow)  # type: ignore[arg-type]

    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(verify, ids))

    def counted(scope: Scope) -> object:
        with uow.read() as look:
            return figures(look, scope, "people_reached", cut=Cut()).total.value

    for scope in (EVERYTHING, Scope(organisations=LAW), Scope(projects=LBNT39)):
        assert counted(scope) == 48
    assert differences(uow) == []
    with uow.begin(housekeeping="two more of each were accepted from the late box") as tx:
        tx.db.connection().execute(
            update(SessionTotal)
            .where(col(SessionTotal.session_id) == ids[0])
            .values(count=col(SessionTotal.count) + 2)
        )
    for scope in (EVERYTHING, Scope(organisations=LAW), Scope(projects=LBNT39)):
        assert counted(scope) == 54
    with uow.read() as look:
        assert month_sums.differences(look) == []
    with uow.begin(housekeeping="taken back, as a reopened period might") as tx:
        tx.db.connection().execute(
            update(AwarenessSession).where(col(AwarenessSession.id) == ids[0]).values(status="in_progress")
        )
    assert counted(EVERYTHING) == 40
    with uow.read() as look:
        assert month_sums.differences(look) == []


def test_a_wrong_sum_is_found_and_made_anew(story: UnitOfWork) -> None:
    assert differences(story) == []
    with story.begin(housekeeping="a wrong hand") as tx:
        tx.db.connection().execute(
            update(MonthCell)
            .where(col(MonthCell.whose) == "project", col(MonthCell.community) == "BD")
            .values(people=MonthCell.people + 1)
        )
    found = differences(story)
    assert len(found) == 6
    assert (
        f"month 2022-07 of project {an_id('LBNT39')} cell BD/m/18-59: people differ from their ledger by 1"
        in found
    )
    with story.begin(housekeeping="made anew") as tx:
        before = set(tx.db.exec(select(col(MonthCell.month))).all())
        make_anew(tx)
        assert set(tx.db.exec(select(col(MonthCell.month))).all()) == before
    assert differences(story) == []
