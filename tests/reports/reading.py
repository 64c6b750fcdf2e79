"""Reads the files for machines back with readers that are not ours: libhxl, csv, lxml with the official schema."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import hxl
from lxml import etree

IATI = Path(__file__).parent / "iati"
_CODED = {
    "activity-status/@code": "ActivityStatus",
    "activity-date/@type": "ActivityDateType",
    "activity-scope/@code": "ActivityScope",
    "participating-org/@role": "OrganisationRole",
    "participating-org/@type": "OrganisationType",
    "reporting-org/@type": "OrganisationType",
    "other-identifier/@type": "OtherIdentifierType",
    "description/@type": "DescriptionType",
    "recipient-country/@code": "Country",
    "sector/@vocabulary": "SectorVocabulary",
    "sector/@code": "Sector",
    "tag/@vocabulary": "TagVocabulary",
    "tag/@code": "UNSDG-Targets",
    "location/location-reach/@code": "GeographicLocationReach",
    "location/exactness/@code": "GeographicExactness",
    "location/location-class/@code": "GeographicLocationClass",
    "result/@type": "ResultType",
    "result/indicator/@measure": "IndicatorMeasure",
    "result/indicator/reference/@vocabulary": "IndicatorVocabulary",
}


def hxl_rows(content: bytes) -> list[dict[str, str]]:
    """Rows by hashtag as libhxl reads them, after the standard's own default schema found no error."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    wrong: list[Any] = []
    hxl.schema(None, callback=wrong.append).validate(hxl.data(rows))
    assert not [(one.message, one.value) for one in wrong if one.rule.severity == "error"]
    table = hxl.data(rows)
    tags = [column.display_tag for column in table.columns]
    assert [tag.split("+")[0] for tag in rows[1]] == [tag.split("+")[0] for tag in tags]
    return [dict(zip(rows[1], row.values, strict=True)) for row in table]


def shown_under(row: dict[str, str], tag: str) -> str:
    """What a cell says: its number, or the sign that stands beside the row for it."""
    signs = dict(one.rsplit(" ", 1) for one in row["#meta+protected"].split("; ") if one)
    return row[tag] or signs.get(tag[1:], "")


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(IATI / "iati-activities-schema.xsd")))


@cache
def _codes(name: str) -> frozenset[str]:
    found = json.loads((IATI / "codelists" / f"{name}.json").read_text())
    return frozenset(one["code"] for one in found["items"])


def iati_activity(content: bytes) -> Any:
    """The activity, after the official schema and code lists; the schema knows neither codes nor numbers."""
    root = etree.fromstring(content)
    _schema().assertValid(root)
    [activity] = root.findall("iati-activity")
    for path, name in _CODED.items():
        assert set(activity.xpath(path)) <= _codes(name), path
    for value in activity.xpath(".//baseline/@value | .//target/@value | .//actual/@value"):
        float(value)
    for listed in ("sector", "recipient-country"):
        parts = [int(one) for one in activity.xpath(f"{listed}/@percentage")]
        assert sum(parts) == 100
    assert set(activity.xpath(".//actual/location/@ref")) <= set(activity.xpath("location/@ref"))
    return activity


def iati_values(activity: Any, what: str = "actual") -> dict[str, str]:
    """Whole values by the reference of their indicator."""
    return {
        one.find("reference").get("code"): whole[0].get("value")
        for one in activity.iterfind("result/indicator")
        if (whole := [v for v in one.iterfind(f"period/{what}") if v.find("dimension") is None])
    }


def iati_cells(activity: Any) -> dict[tuple[str, str, str], str]:
    """People reached by community, sex and age, `all` where a dimension is not said; without areas."""
    [people] = [
        one
        for one in activity.iterfind("result/indicator")
        if one.find("reference").get("code") == "people_reached"
    ]
    sexes = {"female": "f", "male": "m", "other": "o", "not stated": "ns"}
    cells = {}
    for actual in people.iterfind("period/actual"):
        if actual.find("location") is None:
            said = {one.get("name"): one.get("value") for one in actual.iterfind("dimension")}
            place = (
                said.get("community", "all"),
                sexes.get(said.get("sex", ""), "all"),
                said.get("age", "all"),
            )
            cells[place] = actual.get("value")
    return cells
