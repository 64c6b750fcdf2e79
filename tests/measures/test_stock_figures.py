"""Figures of stock: the same numbers as the donor statement and the donor report, however they are cut."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.kernel import clock
from app.kits.rules import LocationKind
from app.kits.rules import MovementReason as R
from app.kits.schemas.papers import ArrivedLine, Dispatch, ReceiveWaybill, SendLine
from app.kits.use_cases import waybills
from app.measures import public as measures
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.conftest import Client
from tests.kits.shelves import Shelves
from tests.world import an_id

SEPTEMBER = datetime(2022, 9, 20, 9, tzinfo=UTC)
QUARTER = {"from": "2022-07-01", "to": "2022-09-30"}
SUMS = ("received", "assembled", "passed", "issued", "lost", "balance")


def _on(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2022, month, day, hour, tzinfo=UTC)


@pytest.fixture
def summer(uow: UnitOfWork) -> Shelves:
    """June to September of two Swiss lots, one that nobody paid for, and pins; ten kits went on to KAFA.

    One hand-out is of the last hour of July in UTC: the first hours of August in Beirut.
    """
    with clock.at(SEPTEMBER):
        shelves = Shelves(uow)
        swiss, second = shelves.lot("GRN-CH", None, "LBNT39"), shelves.lot("GRN-CH2", None, "LBNT39")
        free = shelves.lot("GRN-0")
        shelves.receive(swiss, 60, _on(6, 10))
        shelves.receive(second, 40, _on(8, 2))
        shelves.receive(free, 30, _on(7, 5))
        shelves.pins(200)
        shelves.move(swiss, shelves.store, shelves.people, 5, R.DISTRIBUTED_WITHOUT_RECORD, _on(6, 20))
        shelves.move(swiss, shelves.store, shelves.people, 12, R.DISTRIBUTED_WITHOUT_RECORD, _on(7, 20))
        shelves.move(swiss, shelves.store, shelves.people, 4, R.DISTRIBUTED_WITHOUT_RECORD, _on(7, 31, 23))
        shelves.move(swiss, shelves.store, shelves.loss, 3, R.DAMAGE, _on(8, 6))
        shelves.move(free, shelves.store, shelves.people, 7, R.DISTRIBUTED_WITHOUT_RECORD, _on(9, 1))
        kafa = shelves.place("KAFA's store", LocationKind.PARTNER_STORE, "KAFA")
        send = Dispatch(
            from_id=shelves.store,
            to_id=kafa,
            lines=(SendLine(lot=second, quantity=10),),
            dispatched_at=_on(8, 20),
        )
        gone = waybills.dispatch(shelves.daoud, send, uow=uow).value
        arrived = ReceiveWaybill(lines=(ArrivedLine(lot=second, received=10),), received_at=_on(8, 21))
        waybills.receive_waybill(world.actor("Amina"), gone.id, arrived, uow=uow)
        return shelves


def _ask(api: Client, who: str, measure: str, **asked: Any) -> Any:
    with clock.at(SEPTEMBER):
        answer = api(who).get("/measures/query", params={"measure": measure, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _rows(found: Any, *by: str) -> dict[Any, int]:
    return {
        tuple(row[one] for one in by) if len(by) > 1 else row[by[0]]: row["value"] for row in found["rows"]
    }


def test_the_measures_are_the_statement_of_a_project_and_quarter(api: Client, summer: Shelves) -> None:
    """Lot by lot, and in all; as everybody sees it, and as Caritas and KAFA see it."""
    for who, more in (("Amina", {}), ("Daoud", {}), ("Amina", {"organisation": "KAFA"}), ("Esther", {})):
        with clock.at(SEPTEMBER):
            asked = {"project": "LBNT39", **QUARTER, **more}
            stated = api(who).get("/stock/statement", params=asked).json()["lines"]
        assert stated, who
        for name in SUMS:
            column = {"issued": "distributed", "balance": "closing"}.get(name, name)
            of_lots = {line["lot"]: line[column] for line in stated if line[column]}
            for wanted in ("kits", "items"):
                found = _ask(api, who, f"{wanted}_{name}", by="lot", project="LBNT39", **QUARTER, **more)
                assert _rows(found, "lot") == of_lots, (who, name)
                assert found["total"] == sum(of_lots.values())


def test_the_donor_report_states_the_same_by_lot(api: Client, summer: Shelves) -> None:
    """Its `received` is everything that came in: from suppliers, from the workbench, from others."""
    with summer.uow.read() as look:
        lines = measures.stock(
            look,
            an_id("LBNT39"),
            since=datetime(2022, 6, 30, 21, tzinfo=UTC),
            before=datetime(2022, 9, 30, 21, tzinfo=UTC),
            organisations=None,
        )
    with clock.at(SEPTEMBER):
        stated = api("Amina").get("/stock/statement", params={"project": "LBNT39", **QUARTER}).json()["lines"]
    assert {
        line.lot: (line.opening, line.received, line.distributed, line.lost, line.balance) for line in lines
    } == {
        one["lot"]: (
            one["opening"],
            one["received"] + one["assembled"] + one["passed"],
            one["distributed"],
            one["lost"],
            one["closing"],
        )
        for one in stated
    }
    assert [(line.lot, line.opening, line.balance) for line in lines] == [
        ("GRN-CH", 55, 36),
        ("GRN-CH2", 0, 40),
    ]


def test_stock_by_month_item_project_donor_and_organisation(api: Client, summer: Shelves) -> None:
    issued = _ask(api, "Amina", "kits_issued", by="month")
    assert _rows(issued, "month") == {"2022-06": 5, "2022-07": 12, "2022-08": 4, "2022-09": 7}
    assert issued["total"] == 28
    balance = _ask(api, "Amina", "kits_balance", by="month", project="LBNT39", **{"from": "2022-07-15"})
    assert _rows(balance, "month") == {"2022-07": 43, "2022-08": 76, "2022-09": 76}
    assert balance["total"] == 76
    assert _rows(_ask(api, "Amina", "items_received", by="item"), "item") == {"DK": 130, "PIN": 200}
    assert _rows(_ask(api, "Amina", "kits_received", by="project"), "project") == {"LBNT39": 100, None: 30}
    assert _rows(_ask(api, "Amina", "kits_received", by="donor,project"), "donor", "project") == {
        ("CH", "LBNT39"): 100,
        (None, None): 30,
    }
    assert _ask(api, "Amina", "kits_received", donor="CH")["total"] == 100
    assert _ask(api, "Amina", "items_received", item="PIN")["total"] == 200
    assert _ask(api, "Amina", "kits_received", item="PIN")["total"] == 0
    by_owner = {
        name: _rows(_ask(api, "Amina", f"kits_{name}", by="organisation"), "organisation") for name in SUMS
    }
    assert by_owner == {
        "received": {"CARITAS": 130},
        "assembled": {},
        "passed": {"CARITAS": -10, "KAFA": 10},
        "issued": {"CARITAS": 28},
        "lost": {"CARITAS": 3},
        "balance": {"CARITAS": 89, "KAFA": 10},
    }
    assert _ask(api, "Amina", "kits_balance", **{"from": "9999-12-31"})["total"] == 99
    assert (
        _ask(api, "Amina", "kits_balance", by="month", **{"from": "0001-01-01", "to": "9999-12-31"})["total"]
        == 99
    )


def test_stock_is_for_those_who_see_stock_and_knows_no_venue(api: Client, summer: Shelves) -> None:
    assert _ask(api, "Esther", "kits_received")["total"] == 0
    for who, status in (("Chantal", 403), ("Hanna", 403), ("", 401)):
        assert api(who).get("/measures/query", params={"measure": "kits_balance"}).status_code == status
    assert api("Daoud").get("/measures/query", params={"measure": "people_reached"}).status_code == 403
    for wrong in (
        "by=venue",
        "community=ET",
        "area=LB",
        "topic=KAFALA",
        "activity_type=training",
        "by=lot&lot=1",
    ):
        refused = api("Amina").get(f"/measures/query?measure=kits_balance&{wrong}")
        assert refused.status_code == 422, wrong
    listed = {one["key"]: one for one in api("Amina").get("/measures").json()["items"]}
    assert listed["kits_balance"]["kind"] == "level"
    assert listed["kits_balance"]["overlapping"] == ["donor"]
