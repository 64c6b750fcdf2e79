"""Every format is fetched as the reader would and read back: all say the same, and none tells what is hidden."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from fastapi import FastAPI

from app.reports.hxl_file import reached_tag
from tests.conftest import Client
from tests.factories import after
from tests.reports.reading import hxl_rows, iati_activity, iati_cells, iati_values, shown_under
from tests.reports.story import story

DAYS = {"from": "2022-07-01", "to": "2022-09-30"}


told = after(story)


def fetched(api: Client, kind: str, name: str = "Amina", project: str = "LBNT39", **more: str) -> Any:
    return api(name).get(f"/projects/{project}/report.{kind}", params={**DAYS, **more})


def words_of_pdf(content: bytes, folder: Path) -> str:
    file = folder / "report.pdf"
    file.write_bytes(content)
    read = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True)
    return read.stdout


def figures_of_csv(content: bytes) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return {row["key"]: row["value"] for row in rows if row["section"] == "figure"}


def cells_of_csv(content: bytes) -> dict[tuple[str, str, str], str]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return {
        (row["community"], row["sex"], row["age_band"]): row["value"]
        for row in rows
        if row["section"] == "people"
    }


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@told
def test_every_format_says_the_same(api: Client, tmp_path: Path) -> None:
    asked = {"audience": "donor"}
    body = fetched(api, "json", **asked).json()
    figures = {key: "" if value is None else str(value) for key, value in body["figures"].items()}
    cells = {
        (row["community"], row["sex"], row["age_band"]): str(row["value"])
        for row in body["disaggregation"]["rows"]
    }

    for kind in ("csv", "excel.csv"):
        table = fetched(api, kind, **asked).content
        assert figures_of_csv(table) == figures
        assert cells_of_csv(table) == cells

    book = workbook(fetched(api, "xlsx", **asked).content)
    rows = list(book["Disaggregation"].iter_rows(min_row=2, values_only=True))
    in_book = {(r[4], r[5], r[6]): str(r[3]).replace("<5", "<k") for r in rows if r[4]}
    assert in_book == cells
    summary = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
    assert summary["People reached"] == body["figures"]["people_reached"] == 89
    assert summary["Kits given"] == body["figures"]["kits_given"] == 40

    people = {row["#group+code"]: row for row in hxl_rows(fetched(api, "hxl.csv", **asked).content)}
    for (community, sex, age), value in cells.items():
        assert shown_under(people[community], reached_tag(sex, age)) == value.replace("<k", "<5")
    matrix = {row["#event+code"]: row for row in hxl_rows(fetched(api, "5w.csv", **asked).content)}
    assert {code: shown_under(row, "#reached+ind+total") for code, row in matrix.items()} == {
        one["code"]: str(one["reached"]).replace("<k", "<5") for one in body["sessions"]
    }
    assert matrix["TRP-2022-08-02-01"]["#adm2+code+v_pcode"] == "LB56"
    assert matrix["TRP-2022-08-02-01"]["#adm1+code+v_pcode"] == "LB5"
    activity = iati_activity(fetched(api, "iati.xml", **asked).content)
    numbers = {place: value for place, value in cells.items() if value.isdigit()}
    assert iati_cells(activity) == numbers
    assert iati_values(activity)["1.1"] == figures["people_reached"]
    assert re.search(r"Hash: [0-9a-f]{64}", "".join(activity.xpath("description/narrative/text()")))
    apart = iati_activity(fetched(api, "iati.xml", mode="indicator-per-disaggregation", **asked).content)
    assert not apart.xpath("//dimension")
    assert {
        code: value
        for code, value in iati_values(apart).items()
        if code.startswith("people_reached.") and code.count("_") > 1
    } == {
        f"people_reached.{'_'.join(place)}": value
        for place, value in numbers.items()
        if place != ("all",) * 3
    }

    page = fetched(api, "html", **asked).text
    paper = words_of_pdf(fetched(api, "pdf", **asked).content, tmp_path)
    for value in ("89", "1.1", "BEY-2022-07-30-01", "CH-2022-01"):
        assert value in page
        assert value in paper


@told
def test_a_protected_cell_is_in_no_format(api: Client, tmp_path: Path) -> None:
    body = fetched(api, "json").json()
    exact = fetched(api, "json", audience="inside").json()
    small = {
        (row["community"], row["sex"], row["age_band"])
        for row in exact["disaggregation"]["rows"]
        if 0 < row["value"] < 5
    }
    assert small
    for row in body["disaggregation"]["rows"]:
        if (row["community"], row["sex"], row["age_band"]) in small:
            assert row["value"] in {"<k", "c"}
    for row in cells_of_csv(fetched(api, "csv").content).values():
        assert row in {"<k", "c"} or int(row) == 0 or int(row) >= 5
    rows = workbook(fetched(api, "xlsx").content)["Disaggregation"].iter_rows(min_row=2, values_only=True)
    for line in rows:
        assert not isinstance(line[3], int) or line[3] == 0 or line[3] >= 5
    page = fetched(api, "html").text
    for text in re.findall(
        r"<td[^>]*>(?:<b>)?<bdi>(\d+)</bdi>", page.split('id="report-people"')[-1].split("</section>")[0]
    ):
        assert int(text) == 0 or int(text) >= 5
    activity = iati_activity(fetched(api, "iati.xml").content)
    assert not small & iati_cells(activity).keys()
    for kind in ("hxl.csv", "5w.csv"):
        told = fetched(api, kind).content
        assert b"Safe house" not in told
        for row in hxl_rows(told):
            shown = [int(row[tag]) for tag in row if tag.startswith("#reached") and row[tag]]
            assert not [one for one in shown if 0 < one < 5]
    assert "What was merged or hidden, and why" in page


@told
def test_hanna_sees_the_grant_she_pays_for_and_no_other(api: Client) -> None:
    refused = fetched(api, "json", "Hanna")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "report.not_sent")
    assert fetched(api, "json", "Hanna", project="GLOT59").status_code == 404
    assert fetched(api, "json", "Hanna", audience="inside").status_code == 403


@told
@pytest.mark.parametrize(("name", "status"), [("Esther", 404), ("Chantal", 403), ("Daoud", 403), ("", 401)])
def test_who_may_not(api: Client, name: str, status: int) -> None:
    for kind in ("json", "pdf", "xlsx", "csv", "excel.csv", "html"):
        assert fetched(api, kind, name).status_code == status


@told
def test_a_file_that_leaves_is_in_the_trail_with_its_hash(api: Client, app: FastAPI) -> None:
    body = fetched(api, "json").json()
    from sqlmodel import Session, select

    from app.audit.tables import AuditEvent

    with Session(app.state.uow.database.reader) as db:
        kept = db.exec(select(AuditEvent).where(AuditEvent.action == "report.made")).all()
    assert [event.data["hash"] for event in kept] == [body["hash"]]


@told
def test_arabic_goes_through_to_the_file(api: Client) -> None:
    answer = fetched(api, "json", lang="ar")
    assert answer.headers["content-language"] == "ar"
    assert "بيروت" in answer.text
    assert workbook(fetched(api, "xlsx", lang="ar").content).worksheets[0].sheet_view.rightToLeft
    assert 'lang="ar" dir="rtl"' in fetched(api, "html", lang="ar").text


@told
def test_files_have_names_and_leave_nothing_behind(
    api: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = fetched(api, "xlsx")
    assert "LBNT39_2022-07-01_2022-09-30.xlsx" in answer.headers["content-disposition"]
    with ZipFile(io.BytesIO(fetched(api, "zip").content)) as packed:
        names = [name.removeprefix("LBNT39_2022-07-01_2022-09-30") for name in packed.namelist()]
        assert packed.read(packed.namelist()[0])[:4] == b"%PDF"
    assert names == [
        ".pdf",
        ".xlsx",
        ".csv",
        "_for-excel.csv",
        "_hxl.csv",
        "_5w.csv",
        "_iati.xml",
        "_iati_indicator-per-disaggregation.xml",
        ".json",
    ]
    assert not list(tmp_path.glob("karama-*"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/projects/LBNT39/report.doc?from=2022-07-01&to=2022-09-30", 422),
        ("/projects/LBNT39/report.json?from=2022-07-01", 422),
        ("/projects/LBNT39/report.json?from=2022-09-30&to=2022-07-01", 422),
        ("/projects/LBNT39/report.json?from=0001-01-01&to=9999-12-31", 422),
        ("/projects/LBNT39/report.json?from=9999-12-30&to=9999-12-31", 422),
        ("/projects/LBNT39/report.json?from=2022-07-01&to=2022-09-30&lang=xx", 422),
        ("/projects/NOPE/report.json?from=2022-07-01&to=2022-09-30", 404),
        ("/projects/%00/report.json?from=2022-07-01&to=2022-09-30", 422),
    ],
)
def test_nonsense_is_refused(api: Client, address: str, status: int) -> None:
    assert api("Amina").get(address).status_code == status
