"""The views of stock: one small history, looked at from every side, by page, file and JSON."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.types import Names
from app.kits import public, use_cases
from app.kits.pages.where import lots_of
from app.kits.rules import LocationKind, MovementReason
from app.kits.rules.standing import By
from app.kits.schemas.papers import Dispatch, SendLine
from app.kits.schemas.views import StandingLine, StandingView
from app.kits.use_cases import StockFilters, flowing, waybills
from app.kits.use_cases.oddities import oddities
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.attendance.held import a_session
from tests.conftest import Client
from tests.kits.shelves import FIRST_OF_JULY, Shelves
from tests.sessions.test_cost import statements

R = MovementReason
TODAY = datetime(2022, 9, 20, 9, tzinfo=UTC)
VIEWS = ("/kits", "/kits/pipeline", "/kits/statement", "/kits/entries")


class Summer(Shelves):
    """Two deliveries (Swiss, and nobody's), a shipment on the road, hand-outs in July and August, a little damage.

    60 of the Swiss lot and 40 of the other: 50 in Sin el Fil, 20 on the road, 27 with people, 3 lost.
    """

    def __init__(self, uow: UnitOfWork) -> None:
        super().__init__(uow)
        self.swiss = self.lot("GRN-CH", date(2022, 11, 30), "LBNT39")
        self.free = self.lot("GRN-0")
        self.receive(self.swiss, 60)
        self.receive(self.free, 40)
        self.move(self.swiss, self.store, self.people, 12, R.DISTRIBUTED_WITHOUT_RECORD, _on(7, 20))
        self.move(self.free, self.store, self.people, 15, R.DISTRIBUTED_WITHOUT_RECORD, _on(8, 5))
        self.move(self.swiss, self.store, self.loss, 3, R.DAMAGE, _on(8, 6))
        send = Dispatch(
            from_id=self.store,
            to_id=self.van,
            lines=(SendLine(lot=self.swiss, quantity=20),),
            dispatched_at=_on(9, 1),
        )
        self.waybill = waybills.dispatch(self.daoud, send, uow=uow).value


def _on(month: int, day: int) -> datetime:
    return datetime(2022, month, day, 12, tzinfo=UTC)


@pytest.fixture
def summer(uow: UnitOfWork) -> Summer:
    with clock.at(TODAY):
        return Summer(uow)


def _table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_same_stock_is_added_up_by_place_lot_item_project_and_expiry(summer: Summer) -> None:
    def lines(by: By, **more: Any) -> list[tuple[Any, ...]]:
        with clock.at(TODAY):
            view = use_cases.where_everything_is(
                summer.daoud, by, StockFilters(**more.pop("of", {})), uow=summer.uow, **more
            )
        assert view.total == sum(line.quantity for line in view.lines)
        return [
            (line.location, line.lot, line.project, line.month, line.on_the_road, line.quantity)
            for line in view.lines
        ]

    store, road = "Store in Sin el Fil", "On the road"
    assert lines(By.PLACE) == [(road, None, None, None, True, 20), (store, None, None, None, False, 50)]
    assert lines(By.LOT) == [
        (road, "GRN-CH", "LBNT39", None, True, 20),
        (store, "GRN-CH", "LBNT39", None, False, 25),
        (store, "GRN-0", None, None, False, 25),
    ]
    assert lines(By.ITEM) == [(None, None, None, None, False, 70)]
    assert lines(By.PROJECT) == [
        (None, None, "LBNT39", None, False, 45),
        (None, None, None, None, False, 25),
    ]
    with clock.at(TODAY):
        paid = use_cases.where_everything_is(summer.daoud, By.DONOR, StockFilters(), uow=summer.uow).lines
    assert [(line.donor, line.project, line.quantity) for line in paid] == [
        ("CH", None, 45),
        (None, None, 25),
    ]
    assert lines(By.EXPIRY) == [
        (None, None, None, "2022-11", False, 45),
        (None, None, None, None, False, 25),
    ]
    assert (
        lines(By.ITEM, expiring="yes")
        == lines(By.ITEM, of={"donor": "CH"})
        == lines(By.ITEM, expiring="2022-11")
        == [(None, None, None, None, False, 45)]
    )
    assert lines(By.ITEM, expiring="never") == lines(By.ITEM, of={"project": "none"})
    assert lines(By.ITEM, expiring="past") == lines(By.PLACE, of={"donor": "NL", "project": "LBNT39"}) == []


@pytest.mark.parametrize("by", [By.PLACE, By.LOT])
def test_a_long_list_comes_in_pages_and_loses_nothing(summer: Summer, by: By) -> None:
    for number in range(5):
        lot = summer.lot(f"Lot {number}", date(2023, 1, 1 + number // 2))
        summer.move(lot, summer.supplier, summer.van, number + 1, R.RECEIPT)
    ask = {"by": by, "filters": StockFilters(), "uow": summer.uow}
    whole = use_cases.where_everything_is(summer.daoud, limit=None, **ask)  # type: ignore[arg-type]
    seen: list[Any] = []
    cursor: str | None = None
    while True:
        page = use_cases.where_everything_is(summer.daoud, limit=2, cursor=cursor, **ask)  # type: ignore[arg-type]
        assert page.total == whole.total == 85
        seen += page.lines
        cursor = page.next
        if cursor is None:
            break
    assert tuple(seen) == whole.lines


@pytest.mark.parametrize(
    "wrong", [{"expiring": "soon"}, {"expiring": "2022-13"}, {"expiring": "9999-01"}, {"cursor": "x"}]
)
def test_what_cannot_be_asked_is_said(summer: Summer, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        use_cases.where_everything_is(summer.daoud, By.LOT, StockFilters(), uow=summer.uow, **wrong)  # type: ignore[arg-type]


def test_from_the_lorry_to_the_hand_nothing_is_missing(summer: Summer) -> None:
    with clock.at(TODAY):
        view = flowing.pipeline(summer.daoud, StockFilters(), uow=summer.uow)
        swiss = flowing.pipeline(summer.daoud, StockFilters(donor="CH"), uow=summer.uow)
    (line,) = view.lines
    assert (line.received, line.in_stock, line.on_the_road, line.handed_out, line.lost) == (
        100,
        50,
        20,
        27,
        3,
    )
    assert (line.assembled, line.passed, view.chosen) == (0, 0, "DK")
    assert (view.issues_since, view.issues_until) == (date(2022, 3, 1), date(2022, 9, 1))
    assert (line.issued, line.months_of_stock) == (27, round(70 * 6 / 27, 1))
    assert [(one.received, one.handed_out) for one in swiss.lines] == [(60, 12)]


def test_what_another_organisation_took_over_is_accounted_for(summer: Summer) -> None:
    kafa = summer.place("KAFA's store", LocationKind.PARTNER_STORE, "KAFA")
    send = Dispatch(from_id=summer.store, to_id=kafa, lines=(SendLine(lot=summer.free, quantity=10),))
    gone = waybills.dispatch(summer.daoud, send, uow=summer.uow).value
    amina = world.actor("Amina")
    from app.kits.schemas.papers import ArrivedLine, ReceiveWaybill

    arrived = ReceiveWaybill(lines=(ArrivedLine(lot=summer.free, received=10),))
    waybills.receive_waybill(amina, gone.id, arrived, uow=summer.uow)
    (ours,) = flowing.pipeline(summer.daoud, StockFilters(), uow=summer.uow).lines
    (theirs,) = flowing.pipeline(world.actor("Esther"), StockFilters(), uow=summer.uow).lines
    (whole,) = flowing.pipeline(amina, StockFilters(), uow=summer.uow).lines
    assert (ours.passed, theirs.passed, whole.passed) == (-10, 10, 0)
    assert (theirs.received, theirs.in_stock) == (0, 10)


def test_months_are_kept_whoever_writes_and_at_any_border(summer: Summer) -> None:
    """A statement over any days is the sum of the entries in them, in whole months and parts of one."""
    with summer.uow.read() as look:
        assert public.differences(look) == []
    for first, last, distributed, lost in [
        (date(2022, 7, 1), date(2022, 9, 20), 27, 3),
        (date(2022, 7, 20), date(2022, 7, 20), 12, 0),
        (date(2022, 7, 21), date(2022, 8, 4), 0, 0),
        (date(2022, 8, 5), date(2022, 8, 31), 15, 3),
        (date(2022, 8, 6), date(2022, 8, 6), 0, 3),
    ]:
        view = flowing.statement(
            summer.daoud,
            StockFilters(),
            flowing.Period(first, last),
            time_zone="Asia/Beirut",
            uow=summer.uow,
        )
        assert sum(line.distributed for line in view.lines) == distributed, (first, last)
        assert sum(line.lost for line in view.lines) == lost, (first, last)
        for line in view.lines:
            assert line.closing == line.opening + line.received - line.distributed - line.lost


def test_a_statement_adds_up_ends_of_the_ledger_and_not_every_place(summer: Summer) -> None:
    """With forty stores the sums of each place are a hundred times as many rows; a statement never asks for them."""
    period = flowing.Period(date(2022, 7, 5), date(2022, 8, 20))
    with statements(summer.uow.database.reader) as asked:
        flowing.statement(
            summer.daoud, StockFilters(donor="CH"), period, time_zone="Asia/Beirut", uow=summer.uow
        )
    sums = [(statement, values) for statement, values in asked if "flow_month" in statement]
    assert len(sums) == 1, "both ends of the period come out of one pass over the months"
    assert not any("stock_month" in statement for statement, _values in asked)
    if summer.uow.database.is_sqlite:
        with summer.uow.read() as look:
            plan = look.db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sums[0][0]}", sums[0][1]).all()
        steps = " / ".join(str(step[3]) for step in plan)
        assert "SCAN flow_month USING INDEX sqlite_autoindex_flow_month_1" in steps
        assert "movement USING INDEX ix_movement_when" in steps


def test_every_view_can_be_taken_along_as_it_is_shown(browser: Client, summer: Summer) -> None:
    daoud = browser("Daoud")
    with clock.at(TODAY):
        for view in VIEWS:
            path = "/kits/where" if view == "/kits" else view
            asked = "?donor=CH&from=2022-07-01&to=2022-09-20"
            shown = daoud.get(view + asked)
            assert shown.status_code == 200
            table = _table(daoud.get(f"{path}.csv{asked}").text)
            excel = daoud.get(f"{path}.excel.csv{asked}").text
            assert excel.startswith("\ufeff")
            assert _table(excel) == table
            book = openpyxl.load_workbook(io.BytesIO(daoud.get(f"{path}.xlsx{asked}").content)).active
            assert book is not None
            rows = [[cell for cell in row if cell is not None] for row in book.iter_rows(values_only=True)]
            assert table[0] in rows
            numbers = [int(cell) for row in table[1:] for cell in row if cell.lstrip("-").isdigit()]
            assert numbers
            for number in numbers:
                assert any(number in row for row in rows), (view, number)
                assert re.search(rf">\s*{number}\s*<", shown.text), (view, number)


def test_each_number_leads_to_its_rows(browser: Client, summer: Summer) -> None:
    daoud = browser("Daoud")
    with clock.at(TODAY):
        page = daoud.get("/kits/pipeline").text
        for stage, number in {"received": 100, "handed_out": 27, "lost": 3}.items():
            address = re.search(rf'href="(/kits/entries\?[^"]*stage={stage}[^"]*)"', page)
            assert address, stage
            path, _, query = address[1].replace("&amp;", "&").partition("?")
            rows = _table(daoud.get(f"{path}.csv?{query}").text)
            assert sum(int(row[9]) for row in rows[1:]) == number, stage
        statement = daoud.get("/kits/statement?from=2022-08-01&to=2022-08-31").text
        lost = re.search(r'href="(/kits/entries\?[^"]*stage=lost[^"]*)"', statement)
        assert lost
        assert "GRN-CH" in daoud.get(lost[1].replace("&amp;", "&")).text
        assert 'role="img"' in page
        wrong = daoud.get("/kits/statement?from=2022-08-01&to=2022-07-01")
        assert (wrong.status_code, "before the first" in wrong.text) == (422, True)
        for bad in (
            "/kits/entries?lot=x",
            "/kits/entries?from=x",
            "/kits/pipeline?item=NO",
            "/kits?donor=NO",
        ):
            assert daoud.get(bad).status_code == 422


def test_what_needs_a_look_says_what_to_do_and_leads_there(browser: Client, summer: Summer) -> None:
    with clock.at(TODAY + timedelta(days=100)), summer.uow.begin() as tx:
        public.take(
            tx,
            summer.daoud,
            item_id=world.an_id("DK"),
            quantity=60,
            from_location_id=summer.store,
            to_location_id=summer.people,
            reason=R.DISTRIBUTED_WITHOUT_RECORD,
            session_id=None,
            caused_by=None,
            effective_at=clock.now(),
            allow_negative=True,
        )
    with clock.at(TODAY + timedelta(days=100)):
        found = oddities(summer.daoud, uow=summer.uow)
        assert [(line.kind.value, line.quantity) for line in found] == [
            ("below_zero", -10),
            ("long_on_the_road", None),
        ]
        page = browser("Daoud").get("/kits/exceptions").text
        assert summer.waybill.number in page
        for line in found:
            assert f'href="{line.href.replace("&", "&amp;")}"' in page
        assert oddities(world.actor("Esther"), uow=summer.uow) == []


def test_the_bag_of_a_joint_session_is_everybodys_to_put_right(summer: Summer) -> None:
    """Whoever takes part may have loaded it: Lina of LAW sees what Caritas' session owes, and where it is mended."""
    session = a_session(summer.uow, "in_progress")
    with clock.at(world.WORLD_DAY), summer.uow.begin() as tx:
        bag = public.bag(tx, summer.daoud, session, world.an_id("CARITAS"), "Bag of the World Day")
        for quantity, start, end, reason in (
            (3, summer.store, bag, R.LOAD),
            (5, bag, summer.people, R.HAND_OUT),
        ):
            public.take(
                tx,
                summer.daoud,
                item_id=world.an_id("DK"),
                quantity=quantity,
                from_location_id=start,
                to_location_id=end,
                reason=reason,
                session_id=session,
                caused_by=None,
                effective_at=clock.now(),
                allow_negative=True,
            )
    for name in ("Daoud", "Lina", "Amina"):
        (found,) = [
            one for one in oddities(world.actor(name), uow=summer.uow) if one.kind.value == "below_zero"
        ]
        assert (found.quantity, found.href) == (-2, f"/sessions/{session}/kits")
    assert oddities(world.actor("Esther"), uow=summer.uow) == []


def test_short_lists_are_taken_along_and_what_is_on_the_road_stands_on_the_start_page(
    browser: Client, summer: Summer
) -> None:
    daoud, number = browser("Daoud"), summer.waybill.number
    with clock.at(TODAY + timedelta(days=100)):
        odd = _table(daoud.get("/kits/exceptions.csv").text)
        assert [row[2] for row in odd if row[2]] == ["No.", number]
        sent = _table(daoud.get("/kits/waybills.csv?state=dispatched").text)
        assert [(row[0], row[6]) for row in sent] == [("No.", "Sent"), (number, "20")]
        assert _table(daoud.get("/kits/waybills.csv?state=received").text) == sent[:1]
        assert _table(daoud.get("/kits/counts.excel.csv").text)[0][:2] == ["No.", "Place"]
        assert (
            'href="/kits/waybills.xlsx?state=dispatched"' in daoud.get("/kits/waybills?state=dispatched").text
        )
        assert number in daoud.get("/").text
        assert number not in browser("Esther").get("/").text


def test_donors_that_pay_together_stand_together_and_only_exact_lines_lead_to_lots() -> None:
    def line(donor: str | None) -> StandingLine:
        nothing = dict.fromkeys(
            ("location_id", "location", "kind", "organisation", "lot_id", "lot", "project")
        )
        return StandingLine(
            **nothing,
            on_the_road=False,
            item="DK",
            names=Names(en="Kit"),
            donor=donor,
            month=None,
            quantity=1,
            first_expiry=None,
        )

    lines = [line(donors) for donors in ("CH", "CH, NL", "CY", "", None)]
    view = StandingView(by=By.DONOR, lines=tuple(lines), total=5, next=None)
    lots = lots_of(view, StockFilters(), {"expiring": "", "whereabouts": ""})
    assert [lots(one) for one in lines] == [
        None,
        None,
        "/kits?by=lot&item=DK&donor=CY",
        None,
        "/kits?by=lot&item=DK&project=none",
    ]


def test_the_machine_reads_the_same(api: Client, summer: Summer) -> None:
    daoud = api("Daoud")
    with clock.at(TODAY):
        stock = daoud.get("/stock?by=lot&donor=CH").json()
        assert (stock["total"], len(stock["lines"]), stock["next"]) == (45, 2, None)
        (kit,) = daoud.get("/stock/pipeline").json()["lines"]
        assert (kit["received"], kit["months_of_stock"]) == (100, 15.6)
        told = daoud.get("/stock/statement?donor=CH&from=2022-07-01&to=2022-08-31").json()
        assert [(line["opening"], line["closing"]) for line in told["lines"]] == [(0, 45)]
        page = daoud.get("/stock/entries?stage=lost").json()
        assert [line["quantity"] for line in page["items"]] == [3]
        assert [line["kind"] for line in daoud.get("/stock/exceptions").json()] == ["long_on_the_road"]
        assert daoud.get("/stock?by=colour").status_code == 422


def test_a_card_goes_on_where_its_page_ended_over_months(api: Client, summer: Summer) -> None:
    """The balance of a later page comes from kept months: it is what the entries before it add up to."""
    other = summer.lot("Second")
    for day in range(40):
        summer.move(other, summer.supplier, summer.store, 2, R.RECEIPT, FIRST_OF_JULY + timedelta(days=day))
    daoud = api("Daoud")
    lines: list[dict[str, Any]] = []
    cursor: str | None = None
    while cursor or not lines:
        more = f"&cursor={cursor}" if cursor else ""
        page = daoud.get(f"/locations/{summer.store}/card?item=DK&limit=7{more}").json()
        lines += page["lines"]
        cursor = page["next"]
    running = 0
    for line in reversed(lines):
        running += line["taken_in"] - line["given_out"]
        assert line["balance"] == running
    assert running == summer.holds(summer.store)
    assert len({UUID(line["id"]) for line in lines}) == len(lines) == 46


@pytest.mark.parametrize("newest", [1, 4, 20_000])
def test_entries_come_in_pages_whether_found_by_time_or_by_place(
    summer: Summer, monkeypatch: pytest.MonkeyPatch, newest: int
) -> None:
    """However few of the newest entries are looked through first, nothing is lost and nothing of others is told."""
    from app.kits.store import entries as stored
    from app.kits.use_cases.entries import EntryFilters, list_entries

    monkeypatch.setattr(stored, "_NEAREST", newest)
    kafa = summer.place("KAFA's store", LocationKind.PARTNER_STORE, "KAFA")
    send = Dispatch(from_id=summer.store, to_id=kafa, lines=(SendLine(lot=summer.free, quantity=10),))
    waybills.dispatch(summer.daoud, send, uow=summer.uow)
    for actor, expected in ((summer.daoud, 7), (world.actor("Esther"), 0)):
        ask: Any = {"filters": EntryFilters(), "time_zone": "Asia/Beirut", "uow": summer.uow}
        whole = [line.id for line in list_entries(actor, **ask, limit=100).items]
        assert len(whole) == expected
        seen: list[UUID] = []
        cursor: str | None = None
        while True:
            page = list_entries(actor, **ask, limit=2, cursor=cursor)
            seen += [line.id for line in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert seen == whole
