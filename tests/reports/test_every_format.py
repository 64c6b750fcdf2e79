"""One frozen report in every format it has, read back with readers that are not ours: the same to the last digit.

What the JSON says is looked for in the page (lxml), the PDF (pdftotext), the workbook (openpyxl and calamine), both CSVs
(csv), HXL and 5W (libhxl) and IATI in both modes (lxml with the official schema).
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from lxml import html

from app.platform import catalogues, formats
from app.reports.hxl_file import reached_tag
from tests.conftest import Client
from tests.factories import filled
from tests.reports.reading import hxl_rows, iati_activity, iati_cells, iati_values, shown_under
from tests.reports.story import story
from tests.world import an_id

ALL = ("all", "all", "all")
SAID = ("good", "n", "percent")
KIT = ("opening", "received", "distributed", "returned", "lost", "balance")
RESULT = ("baseline", "target", "actual", "cumulative", "percent")
QUALITY = (
    "expected", "reported", "verified", "captured_on_time", "arrived_on_time", "late", "cancelled", "exceptions",
)  # fmt: skip
TEXTS = {
    "achievements": "We met in three halls.",
    "challenges": "The road was closed.\nTwice.",
    "next_steps": "More evenings.",
}


class Sent:
    """A submitted report: its address, and what its JSON says."""

    def __init__(self, api: Client, language: str) -> None:
        self.api, self.language = api("Amina"), language
        lens = {
            "id": str(an_id("every format")),
            "project": "LBNT39",
            "name": "Every format",
            "from": "2022-01-01",
            "to": "2022-12-31",
            "threshold": 5,
            "language": language,
        }
        draft = {
            "id": str(an_id("in every format")),
            "lens": lens["id"],
            "from": "2022-07-01",
            "to": "2022-09-30",
        }
        assert self.api.post("/lenses", json=lens).status_code == 201
        assert self.api.post("/reports", json=draft).status_code == 201
        self.address = f"/reports/{draft['id']}"
        changed = self.api.patch(self.address, json=TEXTS, headers={"If-Match": '"1"'})
        assert changed.status_code == 200, changed.text
        assert self.api.post(f"{self.address}/submit").status_code == 200
        self.says: dict[str, Any] = self.api.get(f"{self.address}.json").json()
        self.cells = {
            (one["community"], one["sex"], one["age_band"]): one["value"]
            for one in self.says["disaggregation"]["rows"]
        }

    def file(self, kind: str, **query: str) -> bytes:
        answer = self.api.get(f"{self.address}.{kind}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.content

    def written(self, value: Any) -> str:
        """As a reader of this language sees a value."""
        if value is None:
            return "–"
        with catalogues.speaking(self.language):
            return value if isinstance(value, str) else formats.number(value)

    def series(self) -> Iterator[tuple[str, Any]]:
        for name in ("months", "areas", "districts"):
            for one in self.says[name]:
                yield one["label"], one["value"]

    def parts(self) -> list[dict[str, Any]]:
        """Every part of every indicator, with the code of its indicator."""
        return [{**part, "of": one["indicator"]} for one in self.says["results"] for part in one["parts"]]

    def sentences(self) -> list[str]:
        told = [paragraph for text in self.says["narratives"] for paragraph in text["paragraphs"]]
        return [
            self.says["summary"],
            *told,
            *self.says["disaggregation"]["notes"],
            *self.says["quality"]["notes"],
            *self.says["methodology"],
        ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_same_report_in_every_format(
    api: Client, database_url: str, tmp_path: Path, language: str
) -> None:
    filled(database_url, story)
    sent = Sent(api, language)
    assert sent.says["figures"]["people_reached"] == 89
    assert {"<5", "c"} & set(sent.cells.values())
    assert sent.says["summary"]
    assert len(sent.says["months"]) == 3
    assert len(sent.says["areas"]) == 2
    assert sent.says["kits"][0]["lot"] == "CH-2022-01"
    assert {part["dimension"] for part in sent.parts()} == {"sex", "community", "area"}
    assert {one["code"]: one["value"] for one in sent.says["districts"]}.keys() == {"LB11", "LB56"}
    said = {one["key"]: (one["good"], one["n"], one["percent"]) for one in sent.says["feedback"]["lines"]}
    assert said == {
        "feedback_full_kit": ("c", 40, None),
        "feedback_quality": ("c", "<5", None),
        "feedback_respect": (33, 33, 100),
        "feedback_overall": (30, 40, 75),
    }
    for kind, mark in (("csv", ""), ("excel.csv", "\ufeff")):
        in_csv(sent, sent.file(kind).decode(), mark)
    in_workbook(sent, sent.file("xlsx"))
    on_the_page(sent, sent.file("html").decode())
    on_paper(sent, sent.file("pdf"), tmp_path)
    in_hxl(sent, hxl_rows(sent.file("hxl.csv")), hxl_rows(sent.file("5w.csv")))
    in_iati(sent)


def in_csv(sent: Sent, content: str, mark: str) -> None:
    assert content.startswith(mark or "section")
    rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    assert len(rows) == len({tuple(row.values()) for row in rows})

    def of(section: str, measure: str, by: str = "key") -> dict[str, str]:
        return {r[by]: r["value"] for r in rows if (r["section"], r["measure"]) == (section, measure)}

    def plain(value: Any) -> str:
        return "" if value is None else str(value).replace("<5", "<k")

    says = sent.says
    assert of("figure", "value") == {key: plain(value) for key, value in says["figures"].items()}
    assert {
        (r["community"], r["sex"], r["age_band"]): r["value"] for r in rows if r["section"] == "people"
    } == {place: plain(value) for place, value in sent.cells.items()}
    for section, listed in (
        ("month", says["months"]),
        ("area", says["areas"]),
        ("district", says["districts"]),
    ):
        assert of(section, "reached") == {one["code"]: plain(one["value"]) for one in listed}
    for measure in RESULT:
        assert of("result", measure) == {one["indicator"]: plain(one[measure]) for one in says["results"]}
    assert of("part", "actual") == {
        f"{one['of']}/{one['dimension']}/{one['code']}": plain(one["actual"]) for one in sent.parts()
    }
    for measure in SAID:
        told_of = {one["key"]: plain(one[measure]) for one in says["feedback"]["lines"]}
        asked = {"feedback_asked": plain(says["feedback"]["asked"])} if measure == "n" else {}
        assert of("feedback", measure) == told_of | asked
    for measure in KIT:
        assert of("kit", measure) == {f"{k['item']}/{k['lot']}": plain(k[measure]) for k in says["kits"]}
    for measure in ("reached", "door", "kits"):
        assert of("session", measure) == {one["code"]: plain(one[measure]) for one in says["sessions"]}
    assert of("partner", "sessions") == {one["code"]: plain(one["sessions"]) for one in says["partners"]}
    for measure in QUALITY:
        assert of("quality", measure) == {"sessions": plain(says["quality"][measure])}
    assert of("coverage", "included") == {"sessions": plain(says["coverage"]["included"])}
    told = {r["value"] for r in rows if r["section"] in {"report", "narrative", "note", "methodology"}}
    assert {says["hash"], *sent.sentences()} <= told


def in_workbook(sent: Sent, content: bytes) -> None:
    """The two readers agree on every cell, and the cells say what the report says."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    other = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows: list[list[list[Any]]] = []
    for name in book.sheetnames:
        mine = [["" if c.value is None else c.value for c in row] for row in book[name].iter_rows()]
        theirs = other.get_sheet_by_name(name).to_python()
        numbers = [[v for v in row if isinstance(v, int | float)] for row in mine]
        assert [n for n in numbers if n] == [
            n for row in theirs if (n := [v for v in row if isinstance(v, int | float)])
        ]
        rows.append(mine)
    summary, results, parts, people, kits, feedback, sessions, control = rows
    says = sent.says

    def cell(value: Any) -> Any:
        return "" if value is None else value

    for label, value in sent.series():
        assert [label, cell(value)] in [row[:2] for row in summary]
    for value in says["figures"].values():
        assert cell(value) in [row[1] for row in summary]
    for partner in says["partners"]:
        assert [partner["name"], partner["sessions"]] in [row[:2] for row in summary]
    assert {r[0]: r[3:8] for r in results[1:] if r[0]} == {
        one["indicator"]: [cell(one[key]) for key in RESULT] for one in says["results"]
    }
    assert [(r[0], r[6], r[7], r[4]) for r in parts[1:]] == [
        (one["of"], one["dimension"], one["code"], one["actual"]) for one in sent.parts()
    ]
    assert {r[0]: r[2:5] for r in feedback[1:] if r[0]} == {
        one["key"]: [cell(one[key]) for key in SAID] for one in says["feedback"]["lines"]
    }
    assert says["feedback"]["asked"] in feedback[-1]
    codes = {one["code"]: one["value"] for one in says["districts"]}
    assert {r[2]: r[1] for r in summary if r[2] in codes} == codes
    assert {tuple(r[4:7]): r[3] for r in people[1:] if r[4]} == sent.cells
    assert {(r[0], r[2]): r[3:9] for r in kits[1:]} == {
        (one["item"], one["lot"]): [cell(one[key]) for key in KIT] for one in says["kits"]
    }
    assert {r[0]: r[6:9] for r in sessions[1:]} == {
        one["code"]: [cell(one[key]) for key in ("reached", "door", "kits")] for one in says["sessions"]
    }
    in_control = [value for row in control for value in row]
    assert says["hash"] in in_control
    assert {says["quality"][key] for key in QUALITY} <= set(in_control)
    everywhere = {str(value) for sheet in rows for row in sheet for value in row}
    assert set(sent.sentences()) <= everywhere


def on_the_page(sent: Sent, content: str) -> None:
    tree = html.fromstring(content)
    rows = [
        [re.sub(r"\s+", " ", cell.text_content()).strip() for cell in row.iterfind("./*")]
        for row in tree.iter("tr")
    ]
    words = re.sub(r"\s+", " ", tree.text_content())
    says = sent.says
    places_and_feedback(sent, rows)
    assert sent.written(says["feedback"]["asked"]) in words
    for value in [*says["figures"].values(), *sent.cells.values()]:
        assert sent.written(value) in words
    for one in says["results"]:
        assert [sent.written(one[key]) for key in RESULT] in [row[1:6] for row in rows]
    for one in sent.parts():
        assert [one["by"], one["label"], sent.written(one["actual"])] in [row[1:] for row in rows]
    for one in says["kits"]:
        assert [one["label"], one["lot"], *(sent.written(one[key]) for key in KIT)] in rows
    for one in says["partners"]:
        assert [one["name"], sent.written(one["sessions"])] in [[row[0], row[-1]] for row in rows]
    for one in says["sessions"]:
        counts = [sent.written(one[key]) for key in ("reached", "door", "kits")]
        assert [one["code"], *counts] in [[row[0], *row[-3:]] for row in rows]
    for key in QUALITY:
        assert sent.written(says["quality"][key]) in [row[-1] for row in rows]
    for sentence in (says["hash"], *sent.sentences()):
        assert re.sub(r"\s+", " ", sentence) in words
    [land] = [svg for svg in tree.iter("svg") if svg.find(".//polygon") is not None]
    drawn = {text.text for text in land.iter("text")}
    assert {sent.written(one["value"]) for one in says["areas"]} <= drawn
    assert land.getparent().find("figcaption") is not None


def places_and_feedback(sent: Sent, rows: list[list[str]]) -> None:
    for one in (*sent.says["months"], *sent.says["areas"]):
        assert [one["label"], sent.written(one["value"])] in rows
    for one in sent.says["districts"]:
        assert [one["label"], one["code"], one["governorate"], sent.written(one["value"])] in rows
    for one in sent.says["feedback"]["lines"]:
        assert [one["label"], *(sent.written(one[key]) for key in SAID)] in rows


def on_paper(sent: Sent, content: bytes, folder: Path) -> None:
    path = folder / "report.pdf"
    path.write_bytes(content)
    lines = [
        re.sub(r"[\u202a-\u202e\u2066-\u2069]", "", line)
        for line in subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True
        ).stdout.decode().splitlines()
    ]  # fmt: skip
    words = set(" ".join(lines).split())
    says = sent.says
    values = [
        *says["figures"].values(),
        *sent.cells.values(),
        *(value for _label, value in sent.series()),
        *(one[key] for one in says["results"] for key in RESULT),
        *(one["actual"] for one in sent.parts()),
        *(one[key] for one in says["kits"] for key in KIT),
        *(one[key] for one in says["feedback"]["lines"] for key in SAID),
        says["feedback"]["asked"],
        *(one[key] for one in says["sessions"] for key in ("reached", "door", "kits")),
        *(one["sessions"] for one in says["partners"]),
        *(says["quality"][key] for key in QUALITY),
    ]
    assert {sent.written(value) for value in values} <= words
    assert says["hash"] in " ".join(lines)
    if sent.language != "en":  # what stands beside what is read in the language that is not turned around
        return
    for label, value in [
        *sent.series(),
        *((one["name"], one["sessions"]) for one in says["partners"]),
    ]:
        assert any(
            re.search(rf"{re.escape(label)}\s.*\b{re.escape(sent.written(value))}$", line.rstrip())
            for line in lines
        ), label
    for one in says["districts"]:
        place = rf"{re.escape(one['label'])}\s+{one['code']}\s+{re.escape(one['governorate'])}\s+"
        assert any(re.search(place + re.escape(sent.written(one["value"])) + "$", x.rstrip()) for x in lines)
    for one in sent.parts():
        told = rf"{one['of']}\s.*{one['by']}\s+{re.escape(one['label'])}\s+{re.escape(sent.written(one['actual']))}$"
        assert any(re.search(told, x.rstrip()) for x in lines), one
    for one in says["feedback"]["lines"]:
        answers = r"\s+".join(re.escape(sent.written(one[key])) for key in SAID)
        assert any(re.search(rf"{re.escape(one['label'])}\s+{answers}$", x.rstrip()) for x in lines)
    for kit in says["kits"]:
        counts = r"\s+".join(sent.written(kit[key]) for key in KIT)
        assert any(re.search(rf"{kit['lot']}\s+{counts}$", line.rstrip()) for line in lines)
    text = re.sub(r"\s+", " ", " ".join(lines))
    assert "Boundaries and names do not imply official endorsement." in text
    for sentence in sent.sentences():
        assert re.sub(r"\s+", " ", sentence).split(". ")[0] in text


def in_hxl(sent: Sent, rows: list[dict[str, str]], matrix: list[dict[str, str]]) -> None:
    says = sent.says

    def of(section: str) -> list[dict[str, str]]:
        return [row for row in rows if row["#meta+section"] == section]

    def plain(value: Any) -> str:
        return "" if value is None else f"{value:g}" if isinstance(value, int | float) else str(value)

    people = {row["#group+code"]: row for row in of("people")}
    for (community, sex, age), value in sent.cells.items():
        assert shown_under(people[community], reached_tag(sex, age)) == plain(value)
    assert [(r["#adm1+code+v_pcode"], shown_under(r, "#reached+ind+total")) for r in of("area")] == [
        (one["code"], plain(one["value"])) for one in says["areas"]
    ]
    assert [(r["#adm2+code+v_pcode"], shown_under(r, "#reached+ind+total")) for r in of("district")] == [
        (one["code"], plain(one["value"])) for one in says["districts"]
    ]
    for tag, key in (
        ("#indicator+num+actual", "percent"),
        ("#respondee+num", "n"),
        ("#respondee+num+good", "good"),
    ):
        told = [plain(one[key]) for one in says["feedback"]["lines"]]
        assert [shown_under(r, tag) for r in of("feedback")] == told
    assert [(r["#date+start"][:7], shown_under(r, "#reached+ind+total")) for r in of("month")] == [
        (one["code"], plain(one["value"])) for one in says["months"]
    ]
    assert {r["#indicator+measure"]: shown_under(r, "#indicator+num+actual") for r in of("figure")} == {
        key: plain(value) for key, value in says["figures"].items()
    }
    for tag, key in (
        ("#indicator+num+baseline", "baseline"),
        ("#targeted+num", "target"),
        ("#indicator+num+actual", "actual"),
        ("#indicator+num+cumulative", "cumulative"),
    ):
        assert [shown_under(r, tag) for r in of("result")] == [plain(one[key]) for one in says["results"]]
    assert [shown_under(r, "#indicator+num+actual") for r in of("part")] == [
        plain(one["actual"]) for one in sent.parts()
    ]
    for tag, key in (
        ("#item+num+opening", "opening"),
        ("#item+num+received", "received"),
        ("#output+num+items", "distributed"),
        ("#item+num+returned", "returned"),
        ("#item+num+lost", "lost"),
        ("#item+num+balance", "balance"),
    ):
        assert [shown_under(r, tag) for r in of("kit")] == [plain(one[key]) for one in says["kits"]]
    assert len(matrix) == len(says["sessions"])
    for row, one in zip(matrix, says["sessions"], strict=True):
        assert row["#event+code"] == one["code"]
        assert shown_under(row, "#reached+ind+total") == plain(one["reached"])
        assert shown_under(row, "#output+num+items") == plain(one["kits"])


def in_iati(sent: Sent) -> None:
    says = sent.says

    def numbers(values: dict[Any, Any]) -> dict[Any, str]:
        return {key: f"{v:g}" for key, v in values.items() if isinstance(v, int | float)}

    cells = numbers(sent.cells)
    percents = {one["key"]: one["percent"] for one in says["feedback"]["lines"]}
    results = {one["indicator"]: one["actual"] for one in says["results"]}
    whole = numbers({**says["figures"], **results, **percents})
    areas = numbers({f"people_reached.{one['code']}": one["value"] for one in says["areas"]})
    activity = iati_activity(sent.file("iati.xml"))
    assert iati_cells(activity) == cells
    assert iati_values(activity) == whole
    in_parts = numbers(
        {f"{one['of']}.{one['dimension']}_{one['code']}": one["actual"] for one in sent.parts()}
    )
    in_places = {
        f"people_reached.{actual.find('location').get('ref')}": actual.get("value")
        for actual in activity.iterfind("result/indicator/period/actual")
        if actual.find("location") is not None
        and actual.getparent().getparent().find("reference").get("code") == "people_reached"
    }
    assert in_places == areas
    [indicator] = [
        x for x in activity.iterfind("result/indicator") if x.find("reference").get("code") == "1.1"
    ]
    assert [x.get("value") for x in indicator.iterfind("period/actual")][1:] == list(in_parts.values())
    apart = {f"people_reached.{'_'.join(place)}": value for place, value in cells.items() if place != ALL}
    netherlands = iati_activity(sent.file("iati.xml", mode="indicator-per-disaggregation"))
    assert iati_values(netherlands) == whole | apart | areas | in_parts
    assert not netherlands.xpath("//dimension")
