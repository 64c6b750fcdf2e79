"""Opening stock from a sheet: looked at first, entered whole or not at all, and never twice."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.kernel import clock
from app.kernel.ids import new_id
from app.kits import public
from app.kits.rules import LocationKind
from app.kits.rules.imports import COLUMNS, ImportState
from app.kits.use_cases import imports
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.conftest import Client
from tests.kits.shelves import Shelves

KEYS = [column.key for column in COLUMNS]


def a_row(**changed: Any) -> dict[str, Any]:
    row = {
        "place": "Store in Sin el Fil",
        "item": "DK",
        "lot": "Pallet 1",
        "quantity": 120,
        "project": "LBNT39",
        "expires_on": date(2027, 6, 30),
        "unit_cost": "14.50",
        "day": date(2022, 7, 1),
        "document": "GRN-7",
    }
    return row | changed


def workbook(rows: list[dict[str, Any]], headings: list[str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(headings or KEYS)
    for row in rows:
        sheet.append([row.get(key) for key in KEYS])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv_file(rows: list[dict[str, Any]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerow(KEYS)
    writer.writerows([row.get(key, "") for key in KEYS] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def send(client: TestClient, content: bytes, **form: Any) -> Response:
    return client.post("/stock/import", files={"file": ("stock.xlsx", content)}, data=form)


@pytest.fixture
def shelves(uow: UnitOfWork) -> Shelves:
    return Shelves(uow)


def test_a_sheet_is_looked_at_then_entered_and_the_same_again_changes_nothing(
    browser: Client, api: Client, shelves: Shelves
) -> None:
    daoud, machine = browser("Daoud"), api("Daoud")
    sheet = workbook([a_row(), a_row(item="Pin", lot="Box", quantity="٣٠٠", project="", unit_cost="")])
    assert daoud.get("/kits/import").status_code == 200
    form = {"id": str(new_id())}
    sent = daoud.post("/kits/import", data=form, files={"file": ("stock.xlsx", sheet)})
    where = sent.headers["location"]
    looked = daoud.get(where).text
    assert ("Receive 2 lots" in looked, shelves.holds(shelves.store)) == (True, 0)
    for _pressed in range(2):
        assert daoud.post(where).status_code == 303
        assert shelves.holds(shelves.store) == 420
    assert "All rows are in the stores." in daoud.get(where).text
    again = send(
        machine, csv_file([a_row(), a_row(item="Pin", lot="box", quantity=300, project="", unit_cost="")])
    )
    assert again.json()["counts"] == {"new": 0, "pieces": 0, "unchanged": 2}
    assert shelves.holds(shelves.store) == 420
    card = machine.get(f"/locations/{shelves.store}/card?item=DK").json()
    assert [(line["document"], line["lot"], line["effective_at"][:10]) for line in card["lines"]] == [
        ("GRN-7", "Pallet 1", "2022-07-01")
    ]
    (lot,) = [one for one in machine.get("/lots").json()["items"] if one["label"] == "Pallet 1"]
    assert (lot["project"], lot["expires_on"], lot["unit_cost"]) == ("LBNT39", "2027-06-30", "14.50")
    with shelves.uow.read() as look:
        assert public.differences(look) == []


WRONG = {
    "place": ("place", "KAFA's cellar", "“KAFA's cellar” is not known."),
    "nowhere": ("place", None, "Please fill this in."),
    "item": ("item", "Umbrella", "“Umbrella” is not known."),
    "lot": ("lot", "", "Please fill this in."),
    "long": ("lot", "x" * 121, "This is too long: at most 120 signs."),
    "some": ("quantity", "some", "This is no whole number."),
    "none": ("quantity", 0, "A number from 1 to 10000000, please."),
    "below": ("quantity", -3, "A number from 1 to 10000000, please."),
    "half": ("quantity", 1.5, "This is no whole number."),
    "project": ("project", "MOON1", "“MOON1” is not known."),
    "expires_on": ("expires_on", "soon", "This is no date. Write it as 2026-07-30 or 30/07/2026."),
    "unit_cost": ("unit_cost", "NaN", "This is no sum of money. Write it as 14.50."),
    "currency": ("currency", "dollars", "Three letters, such as USD."),
    "day": ("day", date(2999, 1, 1), "This day is in the future, or before the year 2000."),
}


def test_every_mistake_is_named_by_row_and_column_and_nothing_is_entered(
    browser: Client, api: Client, shelves: Shelves
) -> None:
    rows = [a_row(lot="Good")]
    rows += [
        a_row(**{"lot": f"Pallet {name}", column: value}) for name, (column, value, _said) in WRONG.items()
    ]
    rows.append(a_row(lot=" good "))
    sheet = workbook(rows)
    refused = send(api("Daoud"), sheet)
    assert (refused.status_code, refused.json()["code"]) == (422, "import.refused")
    named = {error["field"]: error["message"] for error in refused.json()["errors"]}
    expected = {
        f"rows.{number}.{column}": said
        for number, (column, _value, said) in enumerate(WRONG.values(), start=3)
    }
    assert named == expected | {
        f"rows.{len(WRONG) + 3}.lot": "The same lot of this store stands in row 2. Add them up."
    }
    looked = send(api("Daoud"), sheet, dry_run="true")
    assert (looked.status_code, len(looked.json()["errors"])) == (200, len(WRONG) + 1)
    page = browser("Daoud").get(f"/kits/import/{looked.json()['id']}").text
    assert "“Umbrella” is not known." in page
    assert shelves.holds(shelves.store) == 0
    assert api("Daoud").post(f"/stock/import/{looked.json()['id']}/write").status_code == 409


def test_another_quantity_for_what_was_entered_is_refused(api: Client, shelves: Shelves) -> None:
    daoud = api("Daoud")
    assert send(daoud, workbook([a_row()])).status_code == 201
    other = send(daoud, workbook([a_row(quantity=121)]))
    assert other.status_code == 422
    (error,) = other.json()["errors"]
    assert (error["field"], error["code"]) == ("rows.2.quantity", "import.entered_before")
    assert "120 were imported before" in error["message"]
    assert shelves.holds(shelves.store) == 120


def test_only_ones_own_stores_and_imports_exist(api: Client, shelves: Shelves) -> None:
    shelves.place("KAFA's cellar", LocationKind.WAREHOUSE, "KAFA")
    assert send(api("Daoud"), workbook([a_row(place="KAFA's cellar")])).status_code == 422
    mine = send(api("Daoud"), workbook([a_row()]), dry_run="true").json()["id"]
    assert api("Amina").get(f"/stock/import/{mine}").status_code == 404
    assert api("Amina").post(f"/stock/import/{mine}/write").status_code == 404
    assert send(api("Bilal"), workbook([a_row()])).status_code == 403


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"a;b\n1;2\n", csv_file([])])
def test_what_is_no_sheet_of_stock_is_refused(
    browser: Client, api: Client, shelves: Shelves, content: bytes
) -> None:
    assert send(api("Daoud"), content).status_code == 422
    shown = browser("Daoud").post(
        "/kits/import", data={"id": str(new_id())}, files={"file": ("stock.xlsx", content)}
    )
    assert (shown.status_code, 'href="#file"' in shown.text) == (422, True)
    assert browser("Daoud").post("/kits/import", data={"id": "x"}).status_code == 422


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_template_of_each_language_comes_back_filled_in(
    api: Client, shelves: Shelves, language: str
) -> None:
    daoud = api("Daoud")
    taken = daoud.get(f"/stock/import/template.xlsx?lang={language}")
    book = openpyxl.load_workbook(io.BytesIO(taken.content))
    sheet = book.worksheets[0]
    assert bool(sheet.sheet_view.rightToLeft) is (language == "ar")
    offered = {(column[0].value): column[1].value for column in book["lists"].iter_cols() if column[1].value}
    headings = [str(cell.value) for cell in sheet[1]]
    filled = a_row(place=offered[headings[0]], item=offered[headings[1]], project=offered[headings[4]])
    sheet.append([filled.get(key) for key in KEYS])
    back = io.BytesIO()
    book.save(back)
    assert send(daoud, back.getvalue()).json()["counts"]["pieces"] == 120
    heading = daoud.get(f"/stock/import/template.csv?lang={language}").content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(heading))) == headings


def test_two_at_once_enter_it_once(lone_uow: UnitOfWork) -> None:
    shelves = Shelves(lone_uow)
    daoud = world.actor("Daoud")
    sheet = workbook([a_row(lot=f"Lot {number}") for number in range(20)])
    ids = [imports.send_import(daoud, "stock.xlsx", sheet, uow=lone_uow).value.id for _ in range(4)]
    with ThreadPoolExecutor(4) as crowd:
        done = list(crowd.map(lambda one: imports.write_import(daoud, one, uow=lone_uow), ids))
    assert [view.state for view in done] == [ImportState.DONE] * 4
    assert sorted(view.counts.new for view in done) == [0, 0, 0, 20]
    assert shelves.holds(shelves.store) == 2400


def test_a_file_is_kept_for_a_week_only(api: Client, shelves: Shelves) -> None:
    daoud = api("Daoud")
    mine = send(daoud, workbook([a_row()]), dry_run="true").json()["id"]
    with clock.at(clock.now() + timedelta(days=8)):
        send(daoud, workbook([a_row(lot="Other")]), dry_run="true")
        gone = daoud.post(f"/stock/import/{mine}/write")
    assert (gone.status_code, gone.json()["code"]) == (409, "import.forgotten")
