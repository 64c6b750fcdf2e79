"""What a donor sees on its screens, takes in a ZIP or reads in another language: no number that was not sent in figures.

A filter on a screen chooses among what was sent. So whatever is asked in the address, a screen is refused or tells only
facts of the reports sent; and the numbers in all its texts stand in them too.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.conftest import Client
from tests.reports.doors import COUNTED, DONOR, NO_PEOPLE, SENTENCES, Reads
from tests.reports.everything import COMMUNITIES, K, Release
from tests.reports.holdings import Value, number, of_csv, of_json, of_workbook
from tests.reports.numbers_told import cells, drawn, in_text, leaves, numbers, on_paper
from tests.reports.papers import of_page
from tests.reports.test_lenses import facts

FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"community": "PH"},
    {"sex": "m", "age_band": "18-59"},
    {"area": "LB21", "provisional": "true"},
    {"audience": "inside"},
    {"audience": "donor", "lang": "fr"},
    {"by": "community", "measure": "people_reached", "k": "0", "threshold": "0"},
)
"""What somebody might write behind the address of a screen."""

FURNITURE = {"0.1.0", "100", "404", "2021", "2022", "2023", "2024", "2025", "2026", str(K), str(K - 1)}
"""Numbers that stand on pages whatever was counted: the version, years, the threshold."""


def sent_numbers(told: Iterable[Mapping[str, Any]]) -> set[str]:
    """Every number of these reports, in figures or in words, but for hashes."""
    found = set(FURNITURE)
    for says in told:
        for path, value in leaves(dict(says)):
            if path not in {"hash", "audit_head"}:
                found.update(
                    numbers(
                        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
                    )
                )
    return found


def accounted(says: Mapping[str, Any]) -> None:
    """Every number of the JSON is read as a fact, counts no people, or stands in a text whose numbers are facts."""
    read = 0
    texts: list[tuple[str, str]] = []
    for path, value in leaves(dict(says)):
        counted = path in COUNTED or (path.startswith("figures.") and "figures.*" in COUNTED)
        if counted and not path.startswith("restatements."):
            read += number(value) is not None
        elif isinstance(value, int | float) and not isinstance(value, bool):
            assert counted or path in NO_PEOPLE, path
        elif path in SENTENCES:
            texts.append((path, str(value)))
    facts_read = [fact for fact in of_json(says) if fact[-1] not in {"baseline", "target"}]
    nobody_asked = not says["feedback"]["lines"]
    assert read - nobody_asked == len(facts_read), "somebody reads each of them"
    figures = {str(one) for one in says["figures"].values()} | {str(K - 1), "100", "1", "7", "0"}
    days = set(numbers(f"{says['from'].replace('-', ' ')} {says['to'].replace('-', ' ')}"))
    hidden = [str(one["value"]) for one in says["disaggregation"]["rows"] if isinstance(one["value"], str)]
    signs = {str(hidden.count(sign)) for sign in ("c", f"<{K}")}
    known = figures | days | {day.lstrip("0") for day in days} | signs
    for path, text in texts:
        assert set(numbers(text)) <= known, (path, text)


def screens(
    api: Client, browser: Client, releases: Iterable[Release], reports: Mapping[str, Release]
) -> set[str]:
    """Every screen of the donor, whatever is asked; the doors that were opened."""
    hanna, program = browser("Hanna"), api("Hanna")
    allowed = sent_numbers(one.says for one in releases)
    tables = {name: of_csv(facts(api, name, "csv", name="Hanna").content) for name in reports}
    opened = set()
    for path, reads in DONOR.items():
        if reads is Reads.NUMBERS or (reads is Reads.SCREENS and "{" not in path):
            first, *others = _asked(path, releases)
            for asked, more in [*((first, more) for more in FILTERS), *((one, {}) for one in others)]:
                address = path.removeprefix("/api/v1")
                answer = (program if address != path else hanna).get(address, params={**asked, **more})
                if answer.status_code == 200:
                    opened.add(path)
                    _nothing_more(path, answer, allowed)
                    if "lang" not in more:
                        _same_tables(path, answer, asked, reports, tables)
                else:
                    assert answer.status_code in {403, 404, 422}, (path, asked, more, answer.text)
    for name, release in reports.items():
        page = hanna.get(f"/reports/{name}")
        _facts_of(page.text, release, tables[name])
        _nothing_more("/reports/{report_id}", page, allowed)
        _nothing_more("/api/v1/reports/{report_id}", program.get(f"/reports/{name}"), allowed)
        opened |= {"/reports/{report_id}", "/api/v1/reports/{report_id}"}
    return opened


def _asked(path: str, releases: Iterable[Release]) -> list[dict[str, str]]:
    if "monthly" in path:
        return [{"month": f"2022-0{month}", "of": "project:LBNT39"} for month in (5, 7, 8, 9)]
    if path == "/reports/preview":
        days = [{"from": str(one.first), "to": str(one.last), "project": one.project} for one in releases]
        return [*days, {**days[0], "to": "2022-08-13"}]
    return [{}] if path != "/dashboard" else [{}, {"month": "2022-08"}]


def _nothing_more(path: str, answer: Any, allowed: set[str]) -> None:
    kind = answer.headers["content-type"]
    if "json" in kind:
        said = {
            one for place, value in leaves(answer.json())
            if not place.endswith(("id", "lens", "hash", "_at", "version", "report")) for one in numbers(str(value))
        }  # fmt: skip
    elif "html" in kind:
        said = set(in_text(answer.text))
    elif "csv" in kind:
        rows = csv.reader(io.StringIO(answer.text))
        said = {one for row in rows for cell in row for one in numbers(cell)}
    else:
        return  # a workbook of the very same table
    assert said <= allowed, (path, str(answer.url), said - allowed)


def _same_tables(
    path: str,
    answer: Any,
    asked: Mapping[str, str],
    reports: Mapping[str, Release],
    tables: Mapping[str, Any],
) -> None:
    """A preview is one of the reports; a month is the people of one."""
    if path == "/reports/preview":
        [(name, release)] = [
            (name, one) for name, one in reports.items()
            if (one.project, str(one.first), str(one.last)) == (asked["project"], asked["from"], asked["to"])
        ]  # fmt: skip
        _facts_of(answer.text, release, tables[name])
    elif path == "/api/v1/monthly":
        shown = answer.json()
        release = reports[shown["report"]]
        for one in shown["table"]["cells"]:
            fact = ("people", one["community"], one["sex"], one["age_band"])
            assert _value(one["value"]) in release.said[fact], fact


def _value(said: int | str) -> Value:
    return float(said) if isinstance(said, int) else f"<{K}" if said == "<k" else said


def _facts_of(content: str, release: Release, table: Any) -> None:
    found = of_page(content, table, COMMUNITIES)
    assert {"people", "figure"} <= {fact[0] for fact in found}
    for fact, values in found.items():
        assert values <= release.said[fact], fact


def in_other_words(api: Client, report: str, folder: Path) -> None:
    """In French and Arabic the page says the same numbers, table by table and drawing by drawing; the paper no other."""

    def taken(kind: str, language: str) -> Any:
        return facts(api, report, kind, name="Hanna", lang=language)

    page, paper = taken("html", "en").text, on_paper(taken("pdf", "en").content, folder)
    for language in ("fr", "ar"):
        other = taken("html", language).text
        assert cells(other) == cells(page)
        assert drawn(other) == drawn(page)
        assert sum((on_paper(taken("pdf", language).content, folder) - paper).values()) == 0
        same, says = taken("json", "en").json(), taken("json", language).json()
        accounted(says)
        for path in ("figures", "months", "areas", "sessions", "results"):
            assert _numbers_of(says[path]) == _numbers_of(same[path]), path


def _numbers_of(value: Any) -> list[Any]:
    return [one for _path, one in leaves(value) if number(one) is not None]


PACKED = {
    ".csv": ("csv", {}), "_for-excel.csv": ("excel.csv", {}), "_hxl.csv": ("hxl.csv", {}), "_5w.csv": ("5w.csv", {}),
    "_iati.xml": ("iati.xml", {}), "_iati_indicator-per-disaggregation.xml": ("iati.xml", {"mode": "indicator-per-disaggregation"}),
}  # fmt: skip
"""How the name of a file in a ZIP ends, and how the same is taken by itself."""


def unpacked(api: Client, report: str, folder: Path) -> None:
    """A ZIP holds the very files that are taken one by one."""

    def taken(kind: str, **query: str) -> Any:
        return facts(api, report, kind, name="Hanna", **query)

    packed = zipfile.ZipFile(io.BytesIO(taken("zip").content))
    files = {re.sub(r"^\w+_[\d-]+_[\d-]{10}", "", name): packed.read(name) for name in packed.namelist()}
    for ending, (kind, query) in PACKED.items():
        assert files.pop(ending) == taken(kind, **query).content, ending
    table = of_csv(taken("csv").content)
    assert of_workbook(files.pop(".xlsx"), table.names) == of_workbook(taken("xlsx").content, table.names)
    assert on_paper(files.pop(".pdf"), folder) == on_paper(taken("pdf").content, folder)
    says = json.loads(files.pop(".json"))
    assert [str(one).replace("<k", f"<{K}") for one in _numbers_of(says)] == [
        str(one) for one in _numbers_of(taken("json").json())
    ]
    assert not files, "a file that nobody reads"
