"""Kits that a planned distribution point still needs are not free for a session."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.distributions.schemas.points import PlannedLine, PlanPoint, SayWhy
from app.distributions.use_cases import points
from app.kernel import clock
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.conftest import Client
from tests.distributions.market import A_TUESDAY, Market
from tests.sessions.asked import a_session

JULY = datetime(2022, 7, 15, 9, tzinfo=UTC)
AFTERWARDS = datetime(2022, 8, 3, 9, tzinfo=UTC)
NEXT = {"starts_at": "2022-08-20T06:30:00Z", "ends_at": "2022-08-20T08:30:00Z"}


def _told(api: Client, now: datetime, quantity: int = 30) -> tuple[Any, ...]:
    body = a_session(**NEXT, planned_kits=[{"item": "DK", "quantity": quantity}])
    with clock.at(now):
        checked = api("Bilal").post("/sessions/check", json=body)
    assert checked.status_code == 200, checked.text
    (found,) = (one for one in checked.json()["findings"] if one["code"].startswith("plan.kits"))
    return found["code"], *(found["facts"][name] for name in ("stock", "promised", "free"))


def test_a_point_takes_its_kits_away_from_what_is_free(api: Client, uow: UnitOfWork) -> None:
    """Sixty in the stores, forty planned for the second of August: twenty are free, loaded or not, until it is over."""
    with clock.at(JULY):
        market = Market(uow, loaded=0)
    assert _told(api, JULY) == ("plan.kits_short", 60, 40, 20)
    assert _told(api, JULY, 20) == ("plan.kits_free", 60, 40, 20)
    with clock.at(JULY):
        market.load(10)
    assert _told(api, JULY) == ("plan.kits_short", 50, 30, 20)
    with clock.at(JULY):
        loaded = market.load(35)
    assert loaded.lines[0].loaded == 45
    assert _told(api, JULY) == ("plan.kits_short", 15, 0, 15), (
        "more than planned is not a promise below nothing"
    )
    assert _told(api, AFTERWARDS, 15) == ("plan.kits_free", 15, 0, 15)


def test_a_point_called_off_and_one_of_another_organisation_promise_nothing(
    api: Client, uow: UnitOfWork
) -> None:
    with clock.at(JULY):
        market = Market(uow, loaded=0)
        theirs = PlanPoint(
            organisation="KAFA",
            venue=world.an_id("St Joseph hall"),
            held_on=A_TUESDAY,
            planned=(PlannedLine(item="DK", quantity=5),),
        )
        points.plan_point(world.actor("Amina"), theirs, uow=uow)
    assert _told(api, JULY) == ("plan.kits_short", 60, 40, 20)
    with clock.at(JULY):
        points.call_off(market.daoud, market.id, SayWhy(reason="the hall is flooded"), uow=uow)
    assert _told(api, JULY) == ("plan.kits_free", 60, 0, 60)


def test_a_point_looks_whether_its_kits_are_free_before_it_is_saved(
    browser: Client, api: Client, uow: UnitOfWork
) -> None:
    """Forty of sixty are promised to Tuesday: a second point for thirty is warned of twenty free; its own are its own."""
    with clock.at(JULY):
        market = Market(uow, loaded=0)
        daoud = api("Daoud")
        body = {
            "organisation": "CARITAS",
            "venue": str(world.an_id("St Joseph hall")),
            "held_on": "2022-08-09",
            "project": "LBNT39",
            "planned": [{"item": "DK", "quantity": 30}],
        }

        def told(**more: object) -> tuple[object, ...]:
            (found,) = daoud.post("/distribution-points/check", json=body | more).json()
            facts = found["facts"]
            assert found["field"] == "planned.0.quantity"
            return found["code"], facts["free"], facts["kept"]

        assert told() == ("plan.kits_short", 20, 0)
        assert told(project="GLOT59") == ("plan.kits_short", 0, 60), "the Swiss ones are not for the Dutch"
        assert told(id=str(market.id), held_on="2022-08-02") == ("plan.kits_free", 60, 0)
        market.load(25)
        assert told(id=str(market.id), planned=[{"item": "DK", "quantity": 60}]) == ("plan.kits_free", 35, 0)

        form = {
            **{name: value for name, value in body.items() if name != "planned"},
            "planned.2.item": "DK",
            "planned.2.quantity": "30",
            "check": "1",
        }
        page = browser("Daoud").post("/points/new", data=form)
        assert page.status_code == 200
        assert "30 planned, 20 free" in page.text
        assert 'href="#planned.0.quantity"' in page.text
        assert 'value="30"' in page.text, "nothing typed is lost"
        assert "DP-CARITAS-2022-0002" not in browser("Daoud").get("/points").text
