"""What a reader holds of one report: every format read for itself into the same facts, with readers that are not ours.

A fact is the address of a number (`("people", "ET", "f", "all")`, `("result", "1.2", "cumulative")`) and what a format says
there: a number, `<5`, or `c`. Labels are turned into codes by what the reader has: the codes and labels of the CSV.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl

from app.reports.hxl_file import reached_tag
from tests.reports.reading import hxl_rows, iati_activity, shown_under

ALL = "all"
Fact = tuple[str, ...]
Value = float | str
Held = dict[Fact, set[Value]]
KIT = ("opening", "received", "distributed", "returned", "lost", "balance")
RESULT = ("baseline", "target", "actual", "cumulative", "percent")
COUNTS = ("reached", "door", "kits")
SAID = ("good", "n", "percent")
SERIES = {"months": "month", "areas": "area", "districts": "district"}
SEXES = {"female": "f", "male": "m", "other": "o", "not stated": "ns"}
HEADED = {
    "People reached by month": "month",
    "People reached by area": "area",
    "People reached by district": "district",
}


def number(text: Any) -> Value | None:
    """A number, or a sign that hides one; None for anything else."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return float(text)
    plain = str(text or "").strip().replace(",", "").replace("<k", "<5")
    if re.fullmatch(r"c|<\d+", plain):
        return plain
    return float(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None


class Reader:
    """Collects facts; `names`: (kind, label) -> code."""

    def __init__(self) -> None:
        self.held: Held = defaultdict(set)
        self.names: dict[tuple[str, str], str] = {}

    def put(self, fact: Fact, said: Any) -> None:
        value = number(said)
        if value is not None:
            self.held[fact].add(value)

    def put_all(self, fact: Fact, columns: Sequence[str], said: Iterable[Any]) -> None:
        for column, one in zip(columns, said, strict=False):
            self.put((*fact, column), one)

    def code(self, kind: str, label: str) -> str | None:
        return self.names.get((kind, re.sub(r"\s+", " ", label).strip()))


def of_json(says: Mapping[str, Any]) -> Held:
    """The report as the API sends it."""
    read = Reader()
    for one in says["disaggregation"]["rows"]:
        read.put(("people", one["community"], one["sex"], one["age_band"]), one["value"])
    for key, value in says["figures"].items():
        read.put(("figure", key), value)
    for name, kind in SERIES.items():
        for one in says[name]:
            read.put((kind, one["code"]), one["value"])
    _results_of_json(read, says)
    for one in says["sessions"]:
        read.put_all(("session", one["code"]), COUNTS, [one[key] for key in COUNTS])
    for one in says["kits"]:
        read.put_all(("kit", one["item"], one["lot"]), KIT, [one[key] for key in KIT])
    return read.held


def _results_of_json(read: Reader, says: Mapping[str, Any]) -> None:
    for one in says["results"]:
        for key in (*RESULT, "n", "cumulative_n"):
            read.put(("result", one["indicator"], key), one[key])
        for part in one["parts"]:
            read.put(("part", one["indicator"], part["dimension"], part["code"]), part["actual"])
    for one in says["feedback"]["lines"]:
        read.put_all(("said", one["key"]), SAID, [one[key] for key in SAID])
    if says["feedback"]["lines"]:
        read.put(("asked",), says["feedback"]["asked"])


def of_csv(content: bytes) -> Reader:
    """Either CSV; the names it gives to codes are kept, because pages and papers say names only."""
    read = Reader()
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        section, key, measure = row["section"], row["key"], row["measure"]
        if section in {"figure", "month", "area", "district", "result", "feedback", "kit"} and row["label"]:
            read.names[section, row["label"]] = key
        if section == "people":
            read.put(("people", row["community"], row["sex"], row["age_band"]), row["value"])
        elif section == "kit":
            read.put(("kit", *key.split("/", 1), measure), row["value"])
        elif section == "feedback":
            read.put(("asked",) if key == "feedback_asked" else ("said", key, measure), row["value"])
        elif section == "part":
            read.put(("part", *key.rsplit("/", 2)), row["value"])
            read.names["part", f"{key.rsplit('/', 2)[1]} {row['label']}"] = key.rsplit("/", 1)[1]
        elif section in {"month", "area", "district", "figure"}:
            read.put((section, key), row["value"])
        elif section in {"result", "session"}:
            read.put((section, key, measure), row["value"])
    return read


def of_workbook(content: bytes, names: Mapping[tuple[str, str], str]) -> Held:
    """Summary, Results, Disaggregation, Kits, Feedback and Sessions."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    rows = {sheet.title: [["" if v is None else v for v in row] for row in sheet.values] for sheet in book}
    read = Reader()
    kind = ""
    for row in rows["Summary"]:
        kind = HEADED.get(str(row[0]), kind)
        if kind and len(row) > 2:
            read.put((kind, str(row[2])), row[1])
        elif ("figure", str(row[0])) in names:
            read.put(("figure", names["figure", str(row[0])]), row[1])
    _sheets_of_results(read, rows)
    for row in rows["Disaggregation"][1:]:
        if row[4]:
            read.put(("people", *(str(one) for one in row[4:7])), row[3])
    for row in rows["Kits"][1:]:
        read.put_all(("kit", str(row[0]), str(row[2])), KIT, row[3:9])
    for row in rows.get("Feedback", [])[1:]:
        if row[0]:
            read.put_all(("said", str(row[0])), SAID, row[2:5])
        else:
            read.put(("asked",), row[3])
    for row in rows["Sessions"][1:]:
        read.put_all(("session", str(row[0])), COUNTS, row[6:9])
    return read.held


def _sheets_of_results(read: Reader, rows: Mapping[str, list[list[Any]]]) -> None:
    for row in rows["Results"][1:]:
        if row[0]:
            read.put_all(("result", str(row[0])), RESULT, row[3:8])
            read.put_all(("result", str(row[0])), ("n", "cumulative_n"), row[10:12])
    for row in rows.get("Results in parts", [])[1:]:
        read.put(("part", str(row[0]), str(row[6]), str(row[7])), row[4])


def of_hxl(content: bytes, matrix: bytes, says: Mapping[str, Any]) -> Held:
    """HXL and 5W; the tag of each sex and age stands in the standard's own words."""
    read = Reader()
    tags = {
        reached_tag(sex, age): (sex, age)
        for sex in (*says["disaggregation"]["dimensions"]["sex"], ALL)
        for age in (*says["disaggregation"]["dimensions"]["age_band"], ALL)
    }
    one_number = {
        "area": ("#adm1+code+v_pcode", "#reached+ind+total"),
        "district": ("#adm2+code+v_pcode", "#reached+ind+total"),
        "figure": ("#indicator+measure", "#indicator+num+actual"),
    }
    lots = ("#item+num+opening", "#item+num+received", "#output+num+items",
            "#item+num+returned", "#item+num+lost", "#item+num+balance")  # fmt: skip
    for row in hxl_rows(content):
        section = row["#meta+section"]
        if section == "people":
            for tag, place in tags.items():
                read.put(("people", row["#group+code"], *place), shown_under(row, tag))
        elif section == "month":
            read.put(("month", row["#date+start"][:7]), shown_under(row, "#reached+ind+total"))
        elif section in one_number:
            key, value = one_number[section]
            read.put((section, row[key]), shown_under(row, value))
        else:
            _tagged_results(read, section, row)
        if section == "kit":
            lot = ("kit", row["#item+code"], row["#item+code+lot"])
            read.put_all(lot, KIT, [shown_under(row, tag) for tag in lots])
    for row in hxl_rows(matrix):
        if row.get("#event+code"):
            told = ("#reached+ind+total", "#output+num+door", "#output+num+items")
            read.put_all(("session", row["#event+code"]), COUNTS, [shown_under(row, tag) for tag in told])
    return read.held


def _tagged_results(read: Reader, section: str, row: dict[str, str]) -> None:
    results = {
        "#indicator+num+actual": "actual", "#indicator+num+cumulative": "cumulative",
        "#indicator+num+n": "n", "#indicator+num+n+cumulative": "cumulative_n",
    }  # fmt: skip
    if section == "result":
        for tag, name in results.items():
            read.put(("result", row["#indicator+code"], name), shown_under(row, tag))
    elif section == "part":
        fact = ("part", row["#indicator+code"], row["#meta+dimension"], row["#meta+category"])
        read.put(fact, shown_under(row, "#indicator+num+actual"))
    elif section == "feedback":
        tags = ("#respondee+num+good", "#respondee+num", "#indicator+num+actual")
        read.put_all(("said", row["#indicator+measure"]), SAID, [shown_under(row, tag) for tag in tags])


def of_iati(content: bytes, codes: Iterable[str]) -> Held:
    """Both modes. Areas are told of people by where they are; whatever is hidden is not there at all."""
    read, indicators = Reader(), set(codes)
    for one in iati_activity(content).iterfind("result/indicator"):
        name, *apart = one.find("reference").get("code").rsplit(".", 1)
        whole = f"{name}.{apart[0]}" if apart else name
        if whole in indicators or not apart:
            name, apart = whole, []
        for actual in one.iterfind("period/actual"):
            said = {d.get("name"): d.get("value") for d in actual.iterfind("dimension")}
            location = actual.find("location")
            value = actual.get("value")
            if apart:
                _apart(read, indicators, name, apart[0], value)
            elif location is not None:
                place = location.get("ref")
                fact = ("part", name, "area", place) if name in indicators else ("area", place)
                read.put(fact, value)
            elif said and name in indicators:
                [(dimension, code)] = said.items()
                kind = {"age": "age_band"}.get(dimension, dimension)
                read.put(("part", name, kind, SEXES.get(code, code)), value)
            elif said:
                sex = SEXES.get(said.get("sex", ""), ALL)
                read.put(("people", said.get("community", ALL), sex, said.get("age", ALL)), value)
            elif name.startswith("feedback_"):
                read.put(("said", name, "percent"), value)
            else:
                read.put(("result", name, "actual") if name in indicators else ("figure", name), value)
    return read.held


def _apart(read: Reader, indicators: set[str], name: str, code: str, value: str) -> None:
    if name in indicators:
        dimension, category = (
            code.split("_", 1) if not code.startswith("age_band_") else ("age_band", code[9:])
        )
        read.put(("part", name, dimension, category), value)
    elif code.count("_") == 2:
        read.put(("people", *code.split("_")), value)
    else:
        read.put(("area", code), value)
