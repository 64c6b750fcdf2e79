from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.access.permissions import Permission
from app.distributions import use_cases as giving
from app.distributions.rules.points import PointState
from app.distributions.schemas import HandOutKits, ReverseHandOut
from app.distributions.schemas.points import (
    ChangePoint,
    ComesBackAs,
    LoadPoint,
    PlanPoint,
    PointView,
    SayWhy,
    SettlePoint,
)
from app.distributions.use_cases import points
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.kits import use_cases as kit_cases
from app.kits.rules import MovementReason
from app.kits.schemas import Reverse
from app.measures import public as measures
from app.places.schemas import AddVenue
from app.places.use_cases.venues import add_venue
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.conftest import Client
from tests.distributions.market import A_TUESDAY, Market


def _figure(uow: UnitOfWork, key: str, by: str = "", who: str = "Amina", **more: object) -> object:
    with uow.read() as look:
        scope = world.actor(who).scope(Permission.FIGURES_SEE)
        found = measures.figures(look, scope, key, by=by.split(",") if by else [], **more)  # type: ignore[arg-type]
    return {row.codes: row.value for row in found.rows} if by else found.total.value


def test_a_day_at_a_point_closes_like_a_till_and_counts_in_the_figures(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow)
    market.give(20)
    market.give(16, community="BD", who="Lina")
    market.bring(1, ComesBackAs.DAMAGED)
    line = market.line()
    assert (line.planned, line.loaded, line.given, line.damaged, line.should_hold) == (40, 40, 36, 1, 3)
    assert _figure(lone_uow, "kits_given") == 0, "an open point does not count yet"
    assert _figure(lone_uow, "kits_given", provisional=True) == 36
    with pytest.raises(Conflict) as refused:
        market.close(returned=2, damaged=1)
    assert refused.value.code == "till.open"
    assert refused.value.errors[0].facts["gap"] == 1
    done = market.close(returned=3, damaged=1)
    assert (done.state, done.kits_given, done.lines[0].should_hold) == (PointState.CLOSED, 36, 0)
    assert market.shelves.holds(market.shelves.store) == 23
    market.agrees()
    by_people = _figure(lone_uow, "kits_given", "community,sex,age_band")
    assert by_people == {("ET", "f", "18-59"): 20, ("BD", "f", "18-59"): 16}
    assert _figure(lone_uow, "people_given") == 36
    assert _figure(lone_uow, "kits_given", "month,organisation,project,donor") == {
        ("2022-08", "CARITAS", "LBNT39", "CH"): 36,
        ("2022-08", "LAW", "LBNT39", "CH"): 36,
    }
    assert _figure(lone_uow, "items_given", "activity_type,item") == {(None, "DK"): 36}
    assert _figure(lone_uow, "kits_given", who="Esther") == 0
    assert _figure(lone_uow, "kits_given", who="Bilal") == 36
    with lone_uow.read() as look:
        (august,) = measures.months(
            look, world.actor("Amina").scope(Permission.FIGURES_SEE), A_TUESDAY, A_TUESDAY
        )
    assert (august.kits_given, august.kits_at_points) == (36, 36), "the list of sessions does not have these"
    with pytest.raises(Conflict):
        market.give(1)
    with pytest.raises(Conflict):
        market.load(1)


def test_a_hand_out_is_taken_back_once_and_only_while_the_point_is_open(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow)
    given = market.give(5)
    assert given.distribution_point == market.id
    assert given.session is None
    back = market.take_back(given.id)
    assert (back.reverses, back.quantity) == (given.id, 5)
    assert (market.line().given, market.line().should_hold) == (0, 40)
    with pytest.raises(Conflict, match="already taken back"):
        market.take_back(given.id)
    with pytest.raises(Conflict, match="not reversed"):
        market.take_back(back.id)
    once_more = market.give(2)
    market.close(returned=38)
    with pytest.raises(Conflict, match="final"):
        market.take_back(once_more.id)
    market.agrees()
    shown = points.list_hand_outs(market.chantal, market.id, uow=lone_uow, limit=2)
    assert [row.quantity for row in shown.items] == [2, 5]
    rest = points.list_hand_outs(market.chantal, market.id, uow=lone_uow, cursor=shown.next)
    assert [row.id for row in rest.items] == [given.id]


def test_much_unexplained_waits_for_a_second_person(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow)
    market.give(30)
    with pytest.raises(Invalid) as silent:
        market.close(returned=5, unexplained=5)
    assert silent.value.errors[0].field == "till.0.reason"
    with pytest.raises(Invalid) as guarded:
        market.close(returned=5, unexplained=5, reason="call Mona on 03 123 456")
    assert guarded.value.errors[0].code == "personal_data"
    waits = market.close(who="Amina", returned=5, unexplained=5, reason="the box was left open")
    assert waits.state is PointState.APPROVAL
    assert waits.lines[0].needs_approval
    assert _figure(lone_uow, "kits_given") == 0
    with pytest.raises(Conflict, match="closed this till yourself"):
        points.approve(world.actor("Amina"), market.id, SettlePoint(), uow=lone_uow)
    with pytest.raises(Forbidden):
        points.approve(market.daoud, market.id, SettlePoint(), uow=lone_uow)
    sent_back = points.send_back(world.actor("Farid"), market.id, SayWhy(reason="count again"), uow=lone_uow)
    assert (sent_back.value.state, sent_back.value.why) == (PointState.OPEN, "count again")
    market.close(who="Amina", returned=7, unexplained=3, reason="the box was left open")
    done = points.approve(world.actor("Farid"), market.id, SettlePoint(), uow=lone_uow).value
    assert (done.state, done.lines[0].unexplained, done.lines[0].reason) == (
        PointState.CLOSED,
        3,
        "the box was left open",
    )
    assert market.shelves.holds(market.shelves.store) == 27
    market.agrees()


def test_only_the_point_moves_its_bag(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow)
    bag = points.get_point(market.daoud, market.id, uow=lone_uow).bag
    page = kit_cases.list_movements(market.daoud, uow=lone_uow, location_id=bag)
    lot = page.items[0].lot
    for source, target, reason in (
        (bag, market.shelves.store, MovementReason.RETURN),
        (market.shelves.store, bag, MovementReason.LOAD),
        (bag, market.shelves.people, MovementReason.HAND_OUT),
        (bag, market.shelves.van, MovementReason.TRANSFER),
    ):
        with pytest.raises(Invalid) as refused:
            market.shelves.move(lot, source, target, 1, reason)
        assert refused.value.errors[0].code == "movement.of_a_point"
    with pytest.raises(Conflict) as caused:
        kit_cases.reverse(market.daoud, page.items[0].id, Reverse(), uow=lone_uow)
    assert caused.value.code == "movement.has_a_cause"


def test_who_may_know_a_point(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow)
    for who in ("Amina", "Bilal", "Chantal", "Daoud", "Lina"):
        assert [row.id for row in points.list_points(world.actor(who), uow=lone_uow).items] == [market.id]
    esther = world.actor("Esther")
    assert points.list_points(esther, uow=lone_uow).items == []
    give = HandOutKits(distribution_point=market.id, item="DK", quantity=1, community="ET")
    for refused in (
        lambda: points.get_point(esther, market.id, uow=lone_uow),
        lambda: giving.hand_out(esther, give, uow=lone_uow),
        lambda: points.call_off(esther, market.id, SayWhy(reason="no"), uow=lone_uow),
        lambda: giving.reverse_hand_out(esther, market.give(1).id, ReverseHandOut(reason="no"), uow=lone_uow),
    ):
        with pytest.raises(NotFound):
            refused()
    for who in ("Georges", "Hanna"):
        with pytest.raises(Forbidden):
            points.list_points(world.actor(who), uow=lone_uow)
    load = LoadPoint(item="DK", quantity=1, from_id=market.shelves.store)
    with pytest.raises(Forbidden):
        points.load(market.chantal, market.id, load, uow=lone_uow)


def test_the_list_of_points_is_taken_along_as_it_is_shown(browser: Client, uow: UnitOfWork) -> None:
    market = Market(uow)
    market.give(3)
    market.bring(1, ComesBackAs.DAMAGED)
    market.bring(2, ComesBackAs.RETURNED)
    daoud, code = browser("Daoud"), points.get_point(market.daoud, market.id, uow=uow).code
    assert 'href="/points/list.xlsx?state=open"' in daoud.get("/points?state=open").text
    head, line = (row.split(",") for row in daoud.get("/points/list.csv?state=open").text.splitlines())
    assert head == ["No.", "Day", "Place", "Organisation", "Partner", "Project", "Status", "Kits given"]
    assert line == [code, "2022-08-02", "St Joseph hall", "CARITAS", "LAW", "LBNT39", "open", "3"]
    assert len(daoud.get("/points/list.csv?state=closed").text.splitlines()) == 1
    assert code not in browser("Esther").get("/points/list.csv").text
    card = daoud.get(f"/kits/places/{market.shelves.store}").text
    rows = [row for row in card.partition('id="card-title"')[2].split("<tr>") if code in row]
    assert rows
    assert [row.count(code) for row in rows] == [1] * len(rows), "the bag and its paper are called the same"


def test_a_point_says_what_is_wrong_with_it(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow, loaded=0)
    hall = world.an_id("St Joseph hall")
    plan = {"organisation": "CARITAS", "venue": hall, "held_on": A_TUESDAY}
    for changed, field in (
        ({"partner": "CARITAS"}, "partner"),
        ({"partner": "NOBODY"}, "partner"),
        ({"venue": uuid4()}, "venue"),
        ({"held_on": A_TUESDAY.replace(year=1922)}, "held_on"),
        ({"project": "NONE"}, "project"),
        ({"handed_out_by": world.email_of("Esther")}, "handed_out_by"),
        ({"planned": [{"item": "NO", "quantity": 1}]}, "planned.0.item"),
        ({"planned": [{"item": "DK", "quantity": 1}, {"item": "DK", "quantity": 2}]}, "planned.1.item"),
    ):
        with pytest.raises(Invalid) as refused:
            points.plan_point(market.daoud, PlanPoint.model_validate(plan | changed), uow=lone_uow)
        assert refused.value.errors[0].field == field
    with pytest.raises(NotFound):
        points.plan_point(
            market.daoud, PlanPoint.model_validate(plan | {"organisation": "KAFA"}), uow=lone_uow
        )
    with pytest.raises(Invalid) as ticket:
        market.give(1, ticket="0123456789A")
    assert ticket.value.errors[0].code == "ticket.of_a_session"
    for nowhere in (
        HandOutKits(item="DK", quantity=1, community="ET"),
        HandOutKits(item="DK", quantity=1, community="ET", session=uuid4(), distribution_point=market.id),
    ):
        with pytest.raises(Invalid) as where:
            giving.hand_out(world.actor("Chantal"), nowhere, uow=lone_uow)
        assert where.value.errors[0].code == "hand_out.where"


def test_the_same_request_again_is_the_same_point_and_what_is_called_off_stays_so(
    lone_uow: UnitOfWork,
) -> None:
    market = Market(lone_uow, loaded=0)
    plan = PlanPoint(
        id=uuid4(), organisation="CARITAS", venue=world.an_id("St Joseph hall"), held_on=A_TUESDAY
    )
    first = points.plan_point(market.daoud, plan, uow=lone_uow)
    again = points.plan_point(market.daoud, plan, uow=lone_uow)
    assert (first.fresh, again.fresh, again.value.id) == (True, False, first.value.id)
    assert (first.value.code, points.get_point(market.daoud, market.id, uow=lone_uow).code) == (
        "DP-CARITAS-2022-0002",
        "DP-CARITAS-2022-0001",
    )
    other = plan.model_copy(update={"held_on": A_TUESDAY.replace(day=3)})
    with pytest.raises(Conflict):
        points.plan_point(market.daoud, other, uow=lone_uow)
    off = points.call_off(market.daoud, plan.id or uuid4(), SayWhy(reason="the road is shut"), uow=lone_uow)
    assert (off.value.state, off.value.why) == (PointState.CANCELLED, "the road is shut")
    load = LoadPoint(item="DK", quantity=1, from_id=market.shelves.store)
    with pytest.raises(Conflict, match="called off"):
        points.load(market.daoud, off.value.id, load, uow=lone_uow)
    market.load(5)
    with pytest.raises(Conflict, match="were loaded"):
        points.call_off(market.daoud, market.id, SayWhy(reason="no"), uow=lone_uow)
    market.bring(5, ComesBackAs.RETURNED)
    assert market.close().state is PointState.CLOSED


def test_sixteen_takers_of_the_last_ten_kits_get_ten(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow, loaded=10)

    def taken(_number: int) -> bool:
        try:
            market.give(1)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(16) as takers:
        got = list(takers.map(taken, range(16)))
    assert got.count(True) == 10
    assert (market.line().given, market.line().should_hold) == (10, 0)
    market.agrees()


def test_a_till_that_was_written_stays(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow)
    market.close(returned=40)
    for attack in (
        "UPDATE distribution_point_till SET returned = 39, unexplained = 1",
        "DELETE FROM distribution_point_till",
    ):
        with pytest.raises(DBAPIError, match="append-only"), lone_uow.begin(housekeeping="an attack") as tx:
            tx.db.connection().execute(text(attack))


def test_the_plan_of_a_point_is_changed_while_it_is_open(lone_uow: UnitOfWork) -> None:
    """Another day, partner, person and more kits; a stale version, a foreign planner and what is counted are refused."""
    market = Market(lone_uow, loaded=0)
    daoud, version = market.daoud, points.get_point(market.daoud, market.id, uow=lone_uow).version

    def change(seen: int | None, who: str = "Daoud", **given: object) -> PointView:
        return points.change_point(
            world.actor(who), market.id, ChangePoint.model_validate(given), seen, uow=lone_uow
        )

    day = A_TUESDAY.replace(day=3)
    after = change(version, held_on=day, handed_out_by=None, planned=[{"item": "DK", "quantity": 50}])
    assert (after.held_on, after.handed_out_by, after.partner, after.project, after.version) == (
        day,
        None,
        "LAW",
        "LBNT39",
        version + 1,
    )
    assert [line.planned for line in after.lines] == [50]
    with pytest.raises(Stale):
        change(version, held_on=A_TUESDAY)
    with pytest.raises(Forbidden):
        change(after.version, "Chantal", held_on=A_TUESDAY)
    with pytest.raises(Invalid):
        change(after.version, partner="CARITAS")
    market.load(20)
    seen = after.version
    with pytest.raises(Conflict) as loaded:
        change(seen, project=None)
    assert [error.field for error in loaded.value.errors] == ["project"]
    seen = change(seen, partner=None, held_on=A_TUESDAY, handed_out_by=world.email_of("Chantal")).version
    market.take_back(market.give(5).id)
    market.give(5)
    market.bring(1, ComesBackAs.DAMAGED)
    with pytest.raises(Conflict) as given:
        change(seen, held_on=day)
    assert [error.field for error in given.value.errors] == ["held_on"]
    change(seen, planned=[])  # what was loaded, given and brought back meanwhile is no other plan
    market.close(returned=14, damaged=1)
    with pytest.raises(Conflict, match="closed"):
        change(points.get_point(daoud, market.id, uow=lone_uow).version, planned=[])


def test_the_form_of_a_plan_keeps_what_was_typed_beside_what_was_saved_meanwhile(
    browser: Client, uow: UnitOfWork
) -> None:
    market = Market(uow, loaded=0)
    daoud, page = browser("Daoud"), f"/points/{market.id}/edit"
    shown = daoud.get(page).text
    assert f'value="{A_TUESDAY}"' in shown
    assert 'value="40"' in shown
    version = points.get_point(market.daoud, market.id, uow=uow).version
    answers = {
        "version": str(version),
        "venue": str(world.an_id("St Joseph hall")),
        "held_on": "2022-08-04",
        "project": "LBNT39",
        "planned.0.item": "DK",
        "planned.0.quantity": "45",
    }
    school = AddVenue(name="Old school", area="LB11", capacity=60)
    elsewhere = add_venue(world.actor("Bilal"), school, uow=uow).value.id
    points.change_point(
        market.daoud,
        market.id,
        ChangePoint(held_on=A_TUESDAY.replace(day=9), venue=elsewhere),
        version,
        uow=uow,
    )
    stale = daoud.post(page, data=answers)
    assert stale.status_code == 412
    assert 'value="45"' in stale.text
    assert "Saved in the meantime: 2022-08-09" in stale.text
    assert "Saved in the meantime: Old school" in stale.text
    saved = daoud.post(page, data={**answers, "version": str(version + 1)})
    assert (saved.status_code, saved.headers["location"]) == (303, f"/points/{market.id}")
    after = points.get_point(market.daoud, market.id, uow=uow)
    assert (after.held_on, after.partner, after.handed_out_by) == (A_TUESDAY.replace(day=4), None, None)
    assert [line.planned for line in after.lines] == [45]
