from __future__ import annotations

import io
import zipfile
from contextvars import Context
from datetime import date, datetime, time, timedelta
from typing import Any, cast

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import Session, func, select

from app.kernel.errors import Invalid
from app.kernel.ids import new_id
from app.kernel.words import Words
from app.platform.sheets.cells import date_of, pair, several, time_of, whole_of
from app.platform.sheets.files import LARGEST_FILE, read_rows
from app.platform.unit_of_work import UnitOfWork
from app.sessions.tables import AwarenessSession
from app.sessions.use_cases.imports import checking, running
from app.sessions.use_cases.imports.checking import hold_against
from tests.conftest import Client
from tests.sessions.asked import a_session, propose, step
from tests.sessions.schedules import KEYS, a_row, csv_file, hourly, send, workbook


def _how_many(uow: UnitOfWork) -> int:
    with Session(uow.database.reader) as db:
        return db.exec(select(func.count()).select_from(AwarenessSession)).one()


def test_cells_are_read_whoever_typed_them() -> None:
    day = date(2022, 7, 30)
    cell: Any
    nonsense: Any
    for cell in (
        day,
        datetime(2022, 7, 30, 9),  # noqa: DTZ001 - a time on a sheet has no zone
        44772,
        44772.0,
        "2022-07-30",
        "30/07/2022",
        "٣٠/٠٧/٢٠٢٢",
        "30.7.2022",
    ):
        assert date_of(cell) == day, cell
    for cell in (
        time(9, 30),
        0.3958333333,
        timedelta(hours=9, minutes=30),
        "9:30",
        "٠٩:٣٠",
        "9h30",
        "9:30 am",
    ):
        assert time_of(cell) == time(9, 30), cell
    assert time_of("9:30 PM") == time(21, 30)
    for nonsense in ("", "soon", "2022-13-01", "31/02/2022", True, 5, "1/1/22"):
        assert isinstance(date_of(nonsense), Words), nonsense
    for nonsense in ("", "soon", "25:00", "9", 1.5, True, "13:00 pm"):
        assert isinstance(time_of(nonsense), Words), nonsense
    assert whole_of("٦٠", 1, 100) == whole_of(60.0, 1, 100) == 60
    for nonsense in (60.5, "-1", "many", 101, True, "9" * 40):
        assert isinstance(whole_of(nonsense, 1, 100), Words), nonsense
    assert several("DK: 60؛ PIN = 5\nBR") == ["DK: 60", "PIN = 5", "BR"]
    assert pair("GLOT59 · Global action: all: 40") == ("GLOT59 · Global action: all", "40")


def _zip(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return written.getvalue()


def _with_sheet(sheet: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook([a_row()]))) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    return _zip({**parts, "xl/worksheets/sheet1.xml": sheet})


SPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FAR = b'<worksheet xmlns="%s"><sheetData><row r="1"><c s=">" r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
MALICIOUS = {
    "no zip": b"PK\x03\x04 and nothing else",
    "a zip of something": _zip({"readme.txt": b"hello"}),
    "a bomb": _with_sheet(b"<worksheet>" + b" " * (70 * 1024 * 1024) + b"</worksheet>"),
    "the last corner": _with_sheet(FAR % SPACE),
    "entities": _with_sheet(b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'),
    "broken": _with_sheet(b"<worksheet><sheetData>"),
    "truncated": workbook([a_row()])[:-200],
    "bytes": bytes(range(256)) * 8,
    "quotes": b'title,date\n"never closed',
    "nothing": b"  \n",
}


@pytest.mark.parametrize("name", MALICIOUS)
def test_files_that_nobody_vouches_for_are_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_rows(MALICIOUS[name])
    assert [one.field for one in refused.value.errors] == ["file"]


def test_a_schedule_is_looked_at_imported_and_known_again(api: Client, uow: UnitOfWork) -> None:
    bilal, amina = api("Bilal"), api("Amina")
    rows = [
        a_row(),
        a_row(date="٠٣/٠٨/٢٠٢٢", start="9:30 pm", end=0.0, reference="B"),
        a_row(date=date(2022, 10, 29), reference="C"),
    ]
    looked = send(bilal, workbook(rows), dry_run="true")
    assert looked.status_code == 200, looked.text
    assert (looked.json()["state"], looked.json()["counts"]["new"], looked.json()["errors"]) == (
        "checked",
        3,
        [],
    )
    assert _how_many(uow) == 0
    done = bilal.post(f"/sessions/import/{looked.json()['id']}/write")
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert bilal.post(f"/sessions/import/{looked.json()['id']}/write").json()["code"] == "import.state"
    assert amina.get(f"/sessions/import/{looked.json()['id']}").status_code == 404
    first, second, third = bilal.get("/sessions?order=starts_at").json()["items"]
    assert (first["starts_at"], first["status"]) == ("2022-08-02T06:30:00Z", "proposed")
    assert (second["starts_at"], second["ends_at"]) == ("2022-08-03T18:30:00Z", "2022-08-03T21:00:00Z")
    whole = bilal.get(f"/sessions/{first['id']}").json()
    assert whole["partners"] == [{"organisation": "LAW", "role": "facilitator"}]
    assert whole["projects"] == [{"project": "LBNT39", "share": 60}, {"project": "GLOT59", "share": 40}]
    assert (whole["topics"], whole["planned_kits"]) == (
        ["KAFALA", "FORCED_LABOUR"],
        [{"item": "DK", "quantity": 60}],
    )
    # The same file again, as CSV with semicolons this time: nothing happens.
    again = send(
        bilal,
        csv_file(
            [
                {
                    **one,
                    "date": str(one["date"]),
                    "start": str(one["start"]),
                    "end": "00:00" if one["end"] == 0.0 else str(one["end"]),
                }
                for one in rows
            ],
            ";",
        ),
    )
    assert again.json()["counts"] == {"new": 0, "changed": 0, "unchanged": 3}, again.text
    assert bilal.get(f"/sessions/{first['id']}").json()["version"] == 1
    # A row that reads otherwise changes its session, but never what somebody changed by hand since.
    step(amina, second, "confirmed")
    moved = [rows[0], {**rows[1], "capacity": 70, "date": "2022-08-04"}, {**rows[2], "title": "Rights"}]
    changed = send(bilal, workbook(moved))
    assert changed.json()["counts"] == {"new": 0, "changed": 2, "unchanged": 1}, changed.text
    now = bilal.get(f"/sessions/{second['id']}").json()
    assert (now["capacity"], now["starts_at"], now["version"], now["status"]) == (
        70,
        "2022-08-04T18:30:00Z",
        3,
        "confirmed",
    )
    bilal.patch(f"/sessions/{third['id']}", json={"title": "By hand"}, headers={"If-Match": '"2"'})
    refused = send(bilal, workbook([moved[0], moved[1], {**moved[2], "title": "By file"}]))
    assert (refused.status_code, refused.json()["code"]) == (422, "import.refused")
    [error] = refused.json()["errors"]
    assert (error["row"], error["code"]) == (4, "import.changed_by_hand")
    actions = [one["action"] for one in amina.get("/audit?limit=200").json()["items"]]
    assert (actions.count("session.proposed"), actions.count("session.changed")) == (3, 3)
    assert actions.count("import.done") == 3


def test_every_wrong_cell_is_named_in_the_readers_language(api: Client, uow: UnitOfWork) -> None:
    bilal = api("Bilal")
    taken = propose(bilal, a_session(starts_at="2022-08-02T07:00:00Z", ends_at="2022-08-02T08:00:00Z"))
    rows = [
        a_row(),  # in the way of what is there
        a_row(date=date(2022, 8, 9)),
        a_row(date=date(2022, 8, 9), start=time(10, 0), title="Another"),  # in the way of the row before
        a_row(title="", date="soon", start="25:00", capacity="many", venue="No hall", language="xx"),
        a_row(date=date(2022, 8, 11), lead_organisation="KAFA", partners="LAW", projects="LBNT39: 60"),
        a_row(date=date(2022, 8, 12), facilitators="esther@kafa.example", planned_kits="DK", topics="x"),
        a_row(date=date(2022, 3, 27), start=time(0, 30), end=time(2, 0)),
        a_row(date=date(2022, 8, 9)),  # the second row once more
    ]
    refused = send(bilal, workbook(rows))
    assert refused.status_code == 422, refused.text
    found = {(one["row"], one["column"]): one["code"] for one in refused.json()["errors"]}
    clash = {(2, "venue"), (2, "facilitators"), (4, "venue"), (4, "facilitators")}
    assert {key for key, code in found.items() if code.startswith("session.clash")} == clash
    for key in [(5, one) for one in ("title", "date", "start", "capacity", "venue", "language")]:
        assert key in found, key
    assert found[6, "lead_organisation"] == "organisation.not_yours"
    assert {(6, "partners"), (6, "projects"), (7, "facilitators"), (7, "planned_kits"), (7, "topics")} <= set(
        found
    )
    assert found[8, "start"] == "session.time_skipped"
    assert found[9, "date"] == "import.twice"
    assert any(taken["code"] in one["message"] for one in refused.json()["errors"])
    assert _how_many(uow) == 1
    named = [a_row(facilitators=" chantal "), a_row(date=date(2022, 8, 9), facilitators="Lina")]
    by_name = send(bilal, workbook(named), dry_run="true").json()["errors"]
    told = {(one["row"], one["column"]): one["message"] for one in by_name}
    assert "called “Lina”" in told[3, "facilitators"], "a partner's people are not found by name"
    assert "facilitator.unknown" not in {one["code"] for one in by_name if one["row"] == 2}
    bilal.headers["Accept-Language"] = "fr"
    french = send(bilal, workbook(rows[3:4]), dry_run="true").json()["errors"]
    assert "Titre" in {one["heading"] for one in french}
    only = send(bilal, workbook(rows[:1]))
    assert (only.status_code, only.json()["code"]) == (409, "session.clash")


def test_the_template_is_understood_in_each_language(api: Client) -> None:
    bilal = api("Bilal")
    for language in ("en", "fr", "ar"):
        book = load_workbook(io.BytesIO(bilal.get(f"/sessions/import/template.xlsx?lang={language}").content))
        sheet, lists = book.worksheets[0], book["lists"]
        assert sheet.sheet_view.rightToLeft is (language == "ar" or None) or language == "ar"
        assert len([one for one in sheet.data_validations.dataValidation if one.type == "list"]) >= 6
        offered = {column[0].value: column[1].value for column in lists.iter_cols() if len(column) > 1}
        headings = [cell.value for cell in sheet[1]]
        for position, key in enumerate(KEYS, start=1):
            plain = {
                "date": date(2022, 9, 1),
                "start": time(9),
                "end": time(11),
                "capacity": 30,
                "title": "R",
            }
            chosen = (
                offered.get(headings[position - 1])
                if key
                in {
                    "activity_type",
                    "audience",
                    "venue",
                    "language",
                    "lead_organisation",
                    "facilitators",
                    "campaign",
                    "time_zone",
                }
                else None
            )
            sheet.cell(2, position).value = cast("str | None", plain.get(key, chosen))
        written = io.BytesIO()
        book.save(written)
        answer = send(bilal, written.getvalue(), dry_run="true").json()
        assert (answer["state"], answer["errors"]) == ("checked", []), answer
        heading = bilal.get(f"/sessions/import/template.csv?lang={language}").content
        assert heading.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b,c\n1,2,3\n", "import.no_heading"),
        (b"title,date,start,venue,surprise\nx\n", "import.heading"),
        (b"title,title,date,start,venue\nx\n", "import.heading_twice"),
        (b"title,date,start,end\nx\n", "import.heading_missing"),
        (",".join(KEYS).encode() + b"\n,,,\n", "import.empty"),
        ("title,date\n\xe9".encode("latin-1"), "import.encoding"),
    ],
)
def test_files_that_are_no_schedule_say_why(api: Client, content: bytes, code: str) -> None:
    refused = send(api("Bilal"), content, "x.csv")
    assert refused.status_code == 422
    assert code in {one["code"] for one in refused.json()["errors"]}


def test_sizes_have_limits(api: Client) -> None:
    bilal = api("Bilal")
    assert send(bilal, b"x" * (LARGEST_FILE + 1), "x.csv").status_code == 413
    many = send(bilal, b",".join(key.encode() for key in KEYS) + b"\n" + b"x,y\n" * 10_001, "x.csv")
    assert (many.status_code, many.json()["errors"][0]["code"]) == (422, "import.too_many")
    assert bilal.post("/sessions/import").status_code == 422
    formula = Workbook()
    formula.active.append(KEYS)  # type: ignore[union-attr]
    formula.active.append(["=1+1"] * len(KEYS))  # type: ignore[union-attr]
    written = io.BytesIO()
    formula.save(written)
    refused = send(bilal, written.getvalue())
    assert refused.status_code == 422


def test_five_thousand_rows_are_one_import(
    api: Client, uow: UnitOfWork, request: pytest.FixtureRequest
) -> None:
    rows = 5_000 if "sqlite" in request.node.name else 600
    done = send(api("Bilal"), workbook(hourly(rows)))
    assert (done.status_code, done.json()["counts"]["new"]) == (201, rows), done.text[:500]
    assert _how_many(uow) == rows


def test_bilal_imports_on_pages(browser: Client, uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    bilal = browser("Bilal")
    begun = str(new_id())
    on_the_way: list[str] = []

    def looks_in_between(*given: Any) -> Any:
        # As somebody else's request: of a context of its own, and not of the work that is going on.
        on_the_way.append(Context().run(bilal.get, f"/sessions/import/{begun}").text)
        return hold_against(*given)

    assert "template.xlsx?lang=en" in bilal.get("/sessions/import").text

    def sent(rows: list[dict[str, Any]], **more: str) -> str:
        file = {"file": ("s.xlsx", workbook(rows))}
        answer = bilal.post("/sessions/import", data=more, files=file)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    wrong = bilal.get(sent([a_row(title="", date="soon")])).text
    assert "This is no date." in wrong
    assert "Nothing was imported" in wrong
    monkeypatch.setattr(checking, "PROGRESS_EVERY", 100)
    monkeypatch.setattr(running, "hold_against", looks_in_between)
    where = sent(hourly(301), id=begun)  # goes on behind the answer
    [between] = on_the_way
    assert '<progress max="301" value="300"' in between
    assert "300 of 301 rows" in between
    monkeypatch.undo()
    shown = bilal.get(where).text
    assert "Import 301 sessions" in shown
    assert bilal.post(where).headers["location"] == where
    assert "All rows are in the calendar" in bilal.get(where).text
    bilal.post(where)
    assert _how_many(uow) == 301
    assert "s.xlsx" in bilal.get("/sessions/import").text
    assert bilal.post("/sessions/import", data={"id": "x"}).status_code == 422
    assert bilal.post("/sessions/import", files={"file": ("x.csv", b"\x00\xff")}).status_code == 422
