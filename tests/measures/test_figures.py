from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from app.access.actor import Scope
from app.access.permissions import Permission
from app.kernel.errors import Invalid
from app.measures import public
from app.measures.rules import OVERLAPPING
from app.measures.schemas import Cut, Figures
from app.platform.unit_of_work import ReadTx, UnitOfWork
from tests.factories import a_session, a_verified_session, after, filled
from tests.world import actor, an_id

EVERYTHING = Scope(everything=True)
WOMEN = ("ET", "f", "18-59")


def ask(  # the filters are keywords, as in the address of the query
    uow: UnitOfWork,
    measure: str = "people_reached",
    *by: str,
    scope: Scope = EVERYTHING,
    provisional: bool = False,
    from_date: date | None = None,
    to_date: date | None = None,
    **filters: str | list[str],
) -> Figures:
    with uow.read() as look:
        cut = public.cut_of(look, filters, from_date=from_date, to_date=to_date)
        return public.figures(look, scope, measure, by=by, cut=cut, provisional=provisional)


def rows(found: Figures) -> dict[Any, Any]:
    return {row.codes if len(row.codes) > 1 else row.codes[0]: row.value for row in found.rows}


def three_sessions(db: Session) -> None:
    a_verified_session(
        db,
        cells={WOMEN: 12, ("BD", "m", "18-59"): 3, ("ET", "ns", "ns"): 2},
        kits=[("DK", 1, "ET", "f", "18-59"), ("DK", 5, "ET", "f", None), ("PIN", 20, "ET", None, None)],
        projects=("LBNT39", "GLOT59"),
        partners={"LAW": True, "KAFA": False, "UNODC": None},
        topics=("KAFALA", "FORCED_LABOUR"),
        door=19,
        quiz=(10, 3, 8),
        referrals={"legal": 2, "health": 1},
    )
    a_verified_session(
        db,
        day=date(2022, 8, 2),
        cells={("PH", "f", "60+"): 7},
        area="LB56",
        lead="LAW",
        projects=("GLOT59",),
        activity_type="training",
        audience="officials",
        quiz=(30, 20, 26),
    )
    a_session(db, status="reported", cells={WOMEN: 100}, door=100)
    a_session(db, status="cancelled", projects=("LBNT39",))


pytestmark = after(three_sessions)


@pytest.fixture
def story(lone_uow: UnitOfWork) -> UnitOfWork:
    return lone_uow


def test_only_verified_sessions_count(story: UnitOfWork) -> None:
    found = ask(story)
    assert (found.total.value, found.provisional) == (24, False)
    assert ask(story, "sessions_held").total.value == 2
    assert ask(story, "door_count").total.value == 19


def test_provisional_figures_say_which_part_is_not_verified(story: UnitOfWork) -> None:
    found = ask(story, "people_reached", "community", provisional=True)
    assert (found.total.value, found.total.provisional, found.provisional) == (124, 100, True)
    assert {row.codes[0]: (row.value, row.provisional) for row in found.rows}["ET"] == (114, 100)


def test_people_are_cut_by_community_sex_and_age(story: UnitOfWork) -> None:
    assert rows(ask(story, "people_reached", "community", "sex", "age_band")) == {
        WOMEN: 12,
        ("BD", "m", "18-59"): 3,
        ("ET", "ns", "ns"): 2,
        ("PH", "f", "60+"): 7,
    }
    assert ask(story, sex="f").total.value == 19
    assert ask(story, community=["ET", "BD"]).total.value == 17


def test_a_session_of_two_projects_counts_once_in_the_total_and_fully_for_each(story: UnitOfWork) -> None:
    found = ask(story, "people_reached", "project", project=["LBNT39", "GLOT59"])
    assert found.total.value == 24
    assert rows(found) == {"LBNT39": 17, "GLOT59": 24}
    assert rows(ask(story, "people_reached", "donor")) == {"CH": 17, "NL": 24}
    assert ask(story, "people_reached", donor="CH").total.value == 17


def test_two_projects_of_one_donor_are_one_line_of_that_donor(database_url: str, story: UnitOfWork) -> None:
    from app.projects.tables import ProjectDonor

    filled(
        database_url,
        lambda db: db.add(ProjectDonor(project_id=an_id("GLOT59"), organisation_id=an_id("CH"))),
    )
    assert rows(ask(story, "people_reached", "donor")) == {"CH": 24, "NL": 24}


def test_places_months_and_partners(story: UnitOfWork) -> None:
    assert rows(ask(story, "people_reached", "governorate")) == {"LB1": 17, "LB5": 7}
    assert rows(ask(story, "people_reached", "area", "month")) == {
        ("LB11", "2022-07"): 17,
        ("LB56", "2022-08"): 7,
    }
    assert rows(ask(story, "sessions_held", "organisation")) == {"CARITAS": 1, "LAW": 2, "UNODC": 1}
    assert ask(story, "partner_organisations").total.value == 3
    assert ask(story, "partner_organisations", project="LBNT39").total.value == 3
    assert ask(story, "partner_organisations", area="LB56").total.value == 1
    for code, organisations in (("UNODC", 3), ("KAFA", 0)):
        scope = Scope(organisations=frozenset({an_id(code)}))
        assert ask(story, "partner_organisations", scope=scope).total.value == organisations
    assert ask(story, "partner_organisations", from_date=date(2022, 8, 1)).total.value == 1
    assert ask(story, area="LB5").total.value == 7
    assert ask(story, area="LBN").total.value == 24
    assert ask(story, organisation="KAFA").total.value == 0
    assert rows(ask(story, "people_reached", "topic")) == {"KAFALA": 17, "FORCED_LABOUR": 17}


def test_kits_and_people_are_different_sums(story: UnitOfWork) -> None:
    assert ask(story, "kits_given").total.value == 6
    assert ask(story, "people_given").total.value == 26
    assert ask(story, "people_given_kits").total.value == 6
    assert ask(story, "people_given_kits", sex="ns").total.value == 0
    assert rows(ask(story, "items_given", "item")) == {"DK": 6, "PIN": 20}
    assert rows(ask(story, "kits_given", "community", "sex", "age_band")) == {
        ("ET", "f", "18-59"): 1,
        ("ET", "f", "ns"): 5,
    }
    shared = ask(story, "kits_per_person").total
    assert (shared.value, shared.numerator, shared.denominator) == (0.25, 6, 24)


def test_outcome_is_pooled_never_averaged(story: UnitOfWork) -> None:
    found = ask(story, "outcome", "month")
    assert (found.total.numerator, found.total.denominator, found.total.value) == (11, 40, 0.275)
    assert rows(found) == {"2022-07": 0.5, "2022-08": 0.2}


def test_officials_and_referrals(story: UnitOfWork) -> None:
    assert ask(story, "officials_trained").total.value == 7
    assert rows(ask(story, "referrals", "service")) == {"legal": 2, "health": 1}


def test_days_are_inclusive(story: UnitOfWork) -> None:
    assert ask(story, from_date=date(2022, 7, 30), to_date=date(2022, 7, 30)).total.value == 17
    assert ask(story, from_date=date(2022, 7, 31), to_date=date(2022, 8, 2)).total.value == 7


@pytest.mark.parametrize(
    ("measure", "by", "filters", "field"),
    [
        ("nonsense", (), {}, "measure"),
        ("sessions_held", ("sex",), {}, "by"),
        ("people_reached", ("shoe",), {}, "by"),
        ("people_reached", (), {"project": "NOPE"}, "project"),
        ("people_reached", (), {"area": "XX99"}, "area"),
        ("people_reached", (), {"sex": "x"}, "sex"),
        ("people_reached", (), {"venue": "not-an-id"}, "venue"),
        ("door_count", (), {"community": "ET"}, "community"),
    ],
)
def test_what_is_not_known_is_refused_by_name(
    story: UnitOfWork, measure: str, by: tuple[str, ...], filters: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(story, measure, *by, **filters)
    assert refused.value.errors[0].field == field


def test_days_in_the_wrong_order_are_refused(story: UnitOfWork) -> None:
    with pytest.raises(Invalid):
        ask(story, from_date=date(2022, 8, 2), to_date=date(2022, 7, 30))


def test_everybody_sees_the_sessions_in_scope_and_no_other(database_url: str, story: UnitOfWork) -> None:
    filled(
        database_url,
        lambda db: a_verified_session(db, lead="LAW", cells={WOMEN: 40}, facilitators=("Chantal",)),
    )
    seen = {
        name: ask(story, scope=actor(name).scope(Permission.FIGURES_SEE)).total.value
        for name in ("Amina", "Bilal", "Lina", "Chantal", "Esther", "Daoud")
    }
    assert seen == {"Amina": 64, "Bilal": 17, "Lina": 64, "Chantal": 40, "Esther": 0, "Daoud": 0}


def test_months_agree_with_the_ledgers(story: UnitOfWork) -> None:
    with story.read() as look:
        months = public.months(look, EVERYTHING, date(2022, 2, 28), date(2022, 8, 15))
    assert [month.month for month in months][-3:] == [date(2022, 6, 1), date(2022, 7, 1), date(2022, 8, 1)]
    assert [month.people_reached for month in months] == [0, 0, 0, 0, 0, 17, 7]
    assert sum(month.sessions_held for month in months[-2:]) == 2


def test_a_cut_of_nothing_is_everything() -> None:
    assert Cut().projects == frozenset()


def test_who_came_of_those_who_had_booked(database_url: str, story: UnitOfWork) -> None:
    from app.registration.tables import SessionSeats

    def booked(db: Session) -> None:
        for seats, cells in ((16, {WOMEN: 12}), (4, {WOMEN: 5})):
            session = a_verified_session(
                db, day=date(2022, 9, 1), cells=cells, area="LB56", venue="Safe house"
            )
            db.add(SessionSeats(session_id=session, allowed=60, confirmed=seats))
        walked_in = a_verified_session(db, day=date(2022, 9, 2), cells={WOMEN: 40})
        db.add(SessionSeats(session_id=walked_in, allowed=60, waiting=0))
        waits = a_session(db, status="reported", day=date(2022, 9, 3), cells={WOMEN: 9})
        db.add(SessionSeats(session_id=waits, allowed=60, confirmed=9))

    filled(database_url, booked)
    found = ask(story, "show_up", "venue")
    assert (found.total.numerator, found.total.denominator, found.total.value) == (17, 20, 0.85)
    assert rows(found) == {str(an_id("Safe house")): 0.85}
    assert ask(story, "seats_booked", area="LB5").total.value == 20
    assert rows(ask(story, "people_reached", "venue")) == {
        str(an_id("Safe house")): 17,
        str(an_id("St Joseph hall")): 64,
    }


@pytest.mark.parametrize("provisional", [False, True])
def test_every_measure_answers_by_each_of_its_dimensions(story: UnitOfWork, *, provisional: bool) -> None:
    """Parts that do not overlap add up to the total, whatever the measure is cut by."""

    def found(look: ReadTx, key: str, *by: str) -> Figures:
        return public.figures(look, EVERYTHING, key, by=by, provisional=provisional)

    wrong = []
    for key, measure in sorted(public.MEASURES.items()):
        with story.read() as look:
            whole = found(look, key).total.value
            for dimension in measure.dimensions:
                parts = found(look, key, dimension.value)
                overlaps = dimension in OVERLAPPING or measure.kind is not public.Kind.COUNT
                if (
                    parts.total.value != whole
                    or any(len(row.codes) != 1 for row in parts.rows)
                    or not (overlaps or sum(row.value or 0 for row in parts.rows) == whole)
                ):
                    wrong.append((key, dimension.value, parts.total.value, whole))
    assert wrong == []


GIVEN = ("kits_given", "items_given", "people_given", "people_given_kits")
ON_THE_ROW = ("sessions_held", "door_count", "officials_trained", "people_reached")
CUTS: tuple[dict[str, str | list[str]], ...] = (
    {},
    {"area": "LB1"},
    {"activity_type": "training", "audience": "officials"},
    {"project": "GLOT59", "area": "LB56"},
    {"topic": "KAFALA"},
)


@pytest.mark.parametrize("provisional", [False, True])
def test_the_answer_is_the_same_whatever_was_asked_before(story: UnitOfWork, *, provisional: bool) -> None:
    """One pass answers many questions of a look; each is what it would be asked alone."""
    questions = [
        (measure, by, filters)
        for filters in CUTS
        for measure, by in (
            *((one, by) for by in (("governorate",), ("audience", "month"), ()) for one in ON_THE_ROW),
            *((one, ()) for one in (*GIVEN, "referrals", "quiz_gained", "quiz_asked", "kits_per_person")),
        )
    ]

    def answer(
        look: ReadTx, measure: str, by: tuple[str, ...], filters: dict[str, str | list[str]]
    ) -> Figures:
        cut = public.cut_of(look, filters)
        return public.figures(look, EVERYTHING, measure, by=by, cut=cut, provisional=provisional)

    alone = []
    for question in questions:
        with story.read() as look:
            alone.append(answer(look, *question))
    with story.read() as look:
        together = [answer(look, *question) for question in questions]
    with story.read() as look:
        public.session_figures(look, EVERYTHING, Cut(), any_status=True)
        after_rows = [answer(look, *question) for question in reversed(questions)]
    assert together == alone
    assert after_rows[::-1] == alone


def test_people_with_something_are_those_of_the_item_most_was_given_of(story: UnitOfWork) -> None:
    with story.read() as look:
        found = {one: public.figures(look, EVERYTHING, one).total.value for one in GIVEN}
    assert found == {"kits_given": 6, "items_given": 26, "people_given": 26, "people_given_kits": 6}
