"""A view of stock in another order, and figures that lead to exactly their rows."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.words import Words
from app.kits.pages.sorting import headed
from app.kits.rules import LocationKind
from app.kits.rules.sorting import Sort, in_order, sort_asked
from app.kits.schemas.papers import ArrivedLine, Dispatch, ReceiveWaybill, SendLine
from app.kits.use_cases import StockFilters, flowing, waybills
from app.kits.use_cases.entries import EntryFilters, Stage, list_entries
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.conftest import Client
from tests.kits.test_views import TODAY, Summer


def test_what_has_no_value_stands_last_whichever_end_comes_first() -> None:
    rows = [("bag", 2), ("Attic", None), ("cellar", 7), ("door", 2)]
    up = in_order(rows, Sort("quantity"), lambda row: row[1])
    down = in_order(rows, Sort("quantity", descending=True), lambda row: row[1])
    assert [name for name, _n in up] == ["bag", "door", "cellar", "Attic"]
    assert [name for name, _n in down] == ["cellar", "bag", "door", "Attic"], "equals keep their order"
    assert [n for n, _q in in_order(rows, Sort("place"), lambda row: row[0])] == [
        "Attic",
        "bag",
        "cellar",
        "door",
    ]
    assert in_order(rows, None, lambda row: row[1]) == rows


def test_only_columns_of_the_view_are_sorted_by() -> None:
    assert sort_asked("", ("quantity",)) is None
    assert sort_asked("-quantity", ("quantity",)) == Sort("quantity", descending=True)
    for wrong in ("price", "--quantity", "-"):
        with pytest.raises(Invalid) as refused:
            sort_asked(wrong, ("quantity",))
        assert [error.field for error in refused.value.errors] == ["sort"]


def test_a_heading_turns_the_order_round_and_numbers_begin_with_the_most() -> None:
    def told(sort: str) -> list[tuple[Any, ...]]:
        columns = headed(
            [("place", Words("Place"), False), ("quantity", Words("Quantity"), True)],
            sort,
            str,
            {"place", "quantity"},
        )
        return [(one["href"], one["sorted"]) for one in columns]

    assert told("") == [("place", None), ("-quantity", None)]
    assert told("place") == [("-place", "ascending"), ("-quantity", None)]
    assert told("-quantity") == [("place", None), ("quantity", "descending")]


def _firsts(text: str, column: str) -> list[str]:
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    return [row[column] for row in rows]


def test_the_order_stands_in_the_address_and_in_the_files(
    browser: Client, api: Client, uow: UnitOfWork
) -> None:
    """Daoud sorts by quantity; the page, its files, its next page and its filters keep the order."""
    daoud = browser("Daoud")
    with clock.at(TODAY):
        summer = Summer(uow)
        summer.receive(summer.lot("GRN-X", date(2023, 5, 1)), 500)
        page = daoud.get("/kits?by=lot&sort=-quantity").text
        assert [
            int(n) for n in re.findall(r'<td class="n" data-label="Quantity">\s*(\d+)\s*</td>', page)
        ] == [
            500,
            25,
            25,
            20,
            570,
        ]
        assert 'aria-sort="descending"' in page
        assert 'name="sort" value="-quantity"' in page
        assert "/kits/where.csv?by=lot&amp;sort=-quantity" in page
        file = daoud.get("/kits/where.csv?by=lot&sort=-quantity").text
        assert _firsts(file, "Quantity")[:4] == ["500", "25", "25", "20"]
        assert _firsts(daoud.get("/kits/where.csv?by=lot&sort=lot").text, "Lot")[:4] == [
            "GRN-0",
            "GRN-CH",
            "GRN-CH",
            "GRN-X",
        ]
        statement = "/kits/statement.csv?from=2022-01-01&to=2022-09-20&sort="
        assert _firsts(daoud.get(f"{statement}closing").text, "Closing")[:3] == ["25", "45", "500"]
        assert _firsts(daoud.get(f"{statement}-lost").text, "Lost")[:3] == ["3", "0", "0"]
        oldest = _firsts(daoud.get("/kits/entries.csv?sort=when").text, "When (UTC)")
        newest = _firsts(daoud.get("/kits/entries.csv").text, "When (UTC)")
        assert oldest == sorted(oldest)
        assert newest == sorted(oldest, reverse=True)
        assert daoud.get("/kits/pipeline?sort=nonsense").status_code == 422
        assert daoud.get("/kits?by=item&sort=lot").status_code == 200, (
            "the order of another grouping is dropped"
        )
    seen: list[int] = []
    cursor: str | None = None
    while True:
        more = f"&cursor={cursor}" if cursor else ""
        answer = api("Daoud").get(f"/stock?by=lot&sort=-quantity&limit=3{more}").json()
        seen += [line["quantity"] for line in answer["lines"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert seen == [500, 25, 25, 20]


def test_each_figure_of_the_pipeline_leads_to_exactly_its_rows(browser: Client, uow: UnitOfWork) -> None:
    """Ten went to KAFA: minus ten from others, and the page behind it shows those ten alone; likewise the road."""
    with clock.at(TODAY):
        summer = Summer(uow)
        kafa = summer.place("KAFA's store", LocationKind.PARTNER_STORE, "KAFA")
        send = Dispatch(
            from_id=summer.store,
            to_id=kafa,
            lines=(SendLine(lot=summer.free, quantity=10),),
            dispatched_at=datetime(2022, 9, 2, tzinfo=UTC),
        )
        gone = waybills.dispatch(summer.daoud, send, uow=uow).value
        arrived = ReceiveWaybill(lines=(ArrivedLine(lot=summer.free, received=10),))
        waybills.receive_waybill(world.actor("Amina"), gone.id, arrived, uow=uow)
        for who, passed in (("Daoud", -10), ("Esther", 10), ("Amina", 0)):
            actor = world.actor(who)
            (line,) = flowing.pipeline(actor, StockFilters(item="DK"), uow=uow).lines
            assert line.passed == passed
            behind = list_entries(
                actor, EntryFilters(stage=Stage.PASSED), time_zone="Asia/Beirut", uow=uow
            ).items
            assert [entry.quantity for entry in behind] == ([10] if passed else [])
        caritas = EntryFilters(stock=StockFilters(organisation="CARITAS"), stage=Stage.PASSED)
        amina = list_entries(world.actor("Amina"), caritas, time_zone="Asia/Beirut", uow=uow).items
        assert [(entry.to_place, entry.quantity) for entry in amina] == [("KAFA's store", 10)]
        page = browser("Daoud").get("/kits/pipeline").text
        wanted = {"In stock": (40, "here"), "On the road": (20, "road")}
        for label, (number, whereabouts) in wanted.items():
            found = re.search(rf'data-label="{label}">\s*<a href="([^"]+)">{number}</a>', page)
            assert found, label
            there = browser("Daoud").get(html.unescape(found[1])).text
            assert f"whereabouts={whereabouts}" in found[1]
            total = re.search(r"<tfoot>.*?<td class=\"n\"[^>]*>\s*(\d+)\s*</td>", there, re.DOTALL)
            assert total, label
            assert int(total[1]) == number, label
