"""A logframe comes in from a sheet: looked at first, all or nothing, twice is once."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from httpx2 import Response
from openpyxl import Workbook, load_workbook
from starlette.testclient import TestClient

from app.projects.use_cases.logframe import COLUMNS
from tests.conftest import Client

KEYS = [column.key for column in COLUMNS]
DOOR = "/projects/LBNT39/logframe"

WOMEN: dict[str, Any] = {
    "code": "L1",
    "title_en": "Women reached",
    "title_ar": "نساء",
    "measure": "People reached",
    "filter": "sex: f; community: ET، BD",
    "baseline": "٠",
    "disaggregation": "sex; age band",
    "target_from": date(2022, 7, 1),
    "target_to": date(2022, 9, 30),
    "target": 120,
}
MORE = {"code": "L1", "target_from": "01/10/2022", "target_to": "31/12/2022", "target": "٢٠٠"}
KITS = {
    "code": "L2",
    "title_en": "Kits",
    "measure": "kits_given",
    "unit": "kits",
    "aggregation": "latest period",
}


def _book(*rows: dict[str, Any]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Logframe")
    sheet.append(KEYS)
    for row in rows:
        sheet.append([row.get(key, "") for key in KEYS])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _csv(*rows: dict[str, Any]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(KEYS)
    writer.writerows([row.get(key, "") for key in KEYS] for row in rows)
    return written.getvalue().encode()


def _send(client: TestClient, content: bytes, **form: Any) -> Response:
    return client.post(DOOR, files={"file": ("logframe.xlsx", content)}, data=form)


def _indicators(client: TestClient) -> dict[str, Any]:
    return {one["code"]: one for one in client.get("/indicators?project=LBNT39&limit=200").json()["items"]}


def test_a_logframe_is_looked_at_imported_and_known_again(api: Client) -> None:
    amina = api("Amina")
    before = _indicators(amina)
    looked = _send(amina, _book(WOMEN, MORE, KITS), dry_run="true")
    assert looked.status_code == 200, looked.text
    assert looked.json() == {
        "rows": 3,
        "counts": {"new": 2, "changed": 0, "unchanged": 0},
        "errors": [],
        "written": False,
    }
    assert _indicators(amina) == before
    assert _send(amina, _book(WOMEN, MORE, KITS)).json()["written"]
    after = _indicators(amina)
    assert after.keys() - before.keys() == {"L1", "L2"}
    women = after["L1"]
    assert (women["filter"], women["disaggregation"]) == (
        {"sex": "f", "community": ["ET", "BD"]},
        ["sex", "age_band"],
    )
    assert [target["value"] for target in women["targets"]] == [120, 200]
    assert after["L2"]["aggregation"] == "latest"
    assert _send(amina, _csv(WOMEN, MORE, KITS)).json()["counts"] == {"new": 0, "changed": 0, "unchanged": 2}
    assert _indicators(amina) == after
    changed = _send(amina, _book({**WOMEN, "title_en": "Women who came"}, MORE)).json()
    assert changed["counts"] == {"new": 0, "changed": 1, "unchanged": 0}
    now = _indicators(amina)
    assert (now["L1"]["title"]["en"], now["L1"]["version"]) == ("Women who came", 2)
    assert now["L2"] == after["L2"]


def test_every_wrong_cell_is_named_and_nothing_is_written(api: Client) -> None:
    amina = api("Amina")
    before = _indicators(amina)
    refused = _send(
        amina,
        _book(
            {**WOMEN, "measure": "happiness", "filter": "mood: good", "baseline": "-1"},
            {**WOMEN, "code": "L3", "title_en": "", "target": ""},
            {**KITS, "target_from": "soon", "target_to": "2022-01-01", "target": 5},
            {**KITS, "title_en": "Other kits"},
            {"code": "L4", "title_en": "x", "measure": "kits_given", **_days("2022-12-31", "2022-01-01")},
        ),
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "import.refused"), refused.text
    assert {error["field"] for error in refused.json()["errors"]} == {
        "rows.2.measure",
        "rows.2.filter",
        "rows.2.baseline",
        "rows.3.title_en",
        "rows.3.target",
        "rows.4.target_from",
        "rows.5.code",
        "rows.6.target_to",
    }
    assert _indicators(amina) == before
    for wrong in (b"", b"PK\x03\x04 nothing", b"a,b,c\n1,2,3\n"):
        assert _send(amina, wrong).status_code == 422
    assert amina.post("/projects/NOWHERE/logframe", files={"file": ("x", _book(WOMEN))}).status_code == 404
    assert _send(api("Bilal"), _book(WOMEN)).status_code == 403


CONTENT = {
    "code": "L3",
    "title_en": "Women content with the distribution",
    "measure": "راضون عموماً (4 أو 5 من 5)",
    "filter": "sex: f",
    "baseline": 50,
    "target_from": date(2022, 1, 1),
    "target_to": date(2022, 12, 31),
    "target": 80,
}
LOSSES = {
    **CONTENT,
    "code": "L4",
    "measure": "Kits lost",
    "filter": "item: DK",
    "aggregation": "latest period",
}


def test_shares_levels_and_what_should_fall_come_in_from_a_sheet(api: Client) -> None:
    amina = api("Amina")
    sheet = _book(
        CONTENT,
        {**LOSSES, "baseline": 90},
        {**CONTENT, "code": "L5", "measure": "Kits in stock", "filter": "", "unit": "boxes"},
        {**CONTENT, "code": "L6", "measure": "tickets attended", "filter": "area: LB1"},
    )
    assert _send(amina, sheet).json()["counts"] == {"new": 4, "changed": 0, "unchanged": 0}
    found = {
        code: (one["measure"], one["aggregation"], one["unit"], one["falls"])
        for code, one in _indicators(amina).items()
    }
    assert {code: found[code] for code in ("L3", "L4", "L5", "L6")} == {
        "L3": ("feedback_overall", "pooled", "%", False),
        "L4": ("kits_lost", "latest", "kits", True),
        "L5": ("kits_balance", "latest", "boxes", False),
        "L6": ("tickets_attended", "sum", "tickets", False),
    }
    assert _send(amina, sheet).json()["counts"] == {"new": 0, "changed": 0, "unchanged": 4}
    refused = _send(
        amina,
        _book(
            {**CONTENT, "code": "L7", "aggregation": "sum of the periods"},
            {**LOSSES, "code": "L8", "filter": "community: ET"},
        ),
    ).json()
    assert {one["field"] for one in refused["errors"]} == {"rows.2.aggregation", "rows.3.filter"}
    line = {"project": "LBNT39", "code": "L9", "title": {"en": "x"}, "measure": "feedback_overall"}
    assert amina.post("/indicators", json={**line, "aggregation": "sum"}).status_code == 422
    assert amina.post("/indicators", json={**line, "filter": {"item": "DK"}}).status_code == 422
    added = amina.post("/indicators", json=line).json()
    assert (added["aggregation"], added["unit"]) == ("pooled", "%")
    changed = amina.patch(
        f"/indicators/{added['id']}", json={"aggregation": "max"}, headers={"If-Match": '"1"'}
    )
    assert (changed.status_code, changed.json()["aggregation"]) == (200, "max")
    unfit = amina.patch(
        f"/indicators/{added['id']}", json={"measure": "kits_lost"}, headers={"If-Match": '"2"'}
    )
    assert unfit.status_code == 200, "the highest period fits both"


def _days(first: str, last: str) -> dict[str, Any]:
    return {"target_from": first, "target_to": last, "target": 5}


def test_the_template_is_understood_in_each_language(api: Client) -> None:
    amina = api("Amina")
    for language in ("en", "fr", "ar"):
        book = load_workbook(io.BytesIO(amina.get(f"{DOOR}.xlsx?lang={language}").content))
        sheet = book.worksheets[0]
        headings = [cell.value for cell in sheet[1]]
        measure = book["lists"]["A2"].value
        filled = Workbook()
        page = filled.active
        assert page is not None
        page.append(headings)
        page.append(
            [{**KITS, "measure": measure, "aggregation": book["lists"]["B2"].value}.get(k, "") for k in KEYS]
        )
        written = io.BytesIO()
        filled.save(written)
        looked = _send(amina, written.getvalue(), dry_run="true")
        assert looked.json()["errors"] == [], (language, looked.text)


def test_amina_imports_on_a_page(browser: Client) -> None:
    amina, door = browser("Amina"), "/settings/projects/LBNT39/logframe"
    assert "Template for Excel" in amina.get(door).text
    assert amina.post(door, data={"do": "look"}).status_code == 422
    looked = amina.post(door, files={"file": ("x.xlsx", _book(WOMEN, KITS))}, data={"do": "look"})
    assert (looked.status_code, "New indicators" in looked.text) == (200, True)
    wrong = amina.post(
        door, files={"file": ("x.xlsx", _book({**KITS, "measure": "?"}))}, data={"do": "import"}
    )
    assert (wrong.status_code, "is not known" in wrong.text) == (422, True)
    done = amina.post(door, files={"file": ("x.xlsx", _book(WOMEN, KITS))}, data={"do": "import"})
    assert done.headers["location"] == "/settings/projects/LBNT39"
    assert "L2" in amina.get("/settings/projects/LBNT39").text
