"""HXL, 5W and IATI are read back with other people's readers and say what the report says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.reports.fivew import fivew_csv
from app.reports.hxl_file import hxl_csv, reached_tag
from app.reports.iati import iati_xml
from app.reports.iati.codes import IDENTIFIERS
from app.reports.iati.writing import number
from app.reports.rules import IatiMode, whole_percents
from app.reports.schemas import ALL, DonorReport
from tests.reports.reading import hxl_rows, iati_activity, iati_cells, iati_values, shown_under
from tests.reports.sample import PlainTexts, sample


def in_hxl(report: DonorReport) -> list[dict[str, str]]:
    return hxl_rows(b"".join(hxl_csv(report)))


def in_5w(report: DonorReport) -> list[dict[str, str]]:
    return hxl_rows(b"".join(fivew_csv(report)))


def in_iati(report: DonorReport, mode: IatiMode = IatiMode.DIMENSIONS) -> Any:
    return iati_activity(iati_xml(report, PlainTexts(report.language), mode))


def as_written(value: float | str | None) -> str:
    if value is None:
        return ""
    return value.replace("<k", "<5") if isinstance(value, str) else number(value)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_hxl_5w_and_iati_say_what_the_report_says(language: str) -> None:
    report = sample(language)
    cells = {(one.community, one.sex, one.age_band): one.value for one in report.disaggregation.cells}

    rows = in_hxl(report)
    people = {row["#group+code"]: row for row in rows if row["#meta+section"] == "people"}
    for (community, sex, age), value in cells.items():
        assert shown_under(people[community], reached_tag(sex, age)) == as_written(value)
    for section, key, tag, expected in (
        ("area", "#adm1+code+v_pcode", "#reached+ind+total", {one.code: one.value for one in report.by_area}),
        (
            "figure",
            "#indicator+measure",
            "#indicator+num+actual",
            {one.key: one.value for one in report.figures},
        ),
        (
            "result",
            "#indicator+code",
            "#indicator+num+cumulative",
            {one.code: one.cumulative for one in report.indicators},
        ),
        ("kit", "#item+code+lot", "#item+num+balance", {one.lot: one.balance for one in report.kits}),
    ):
        found = {row[key]: shown_under(row, tag) for row in rows if row["#meta+section"] == section}
        assert found == {code: as_written(value) for code, value in expected.items()}
    assert {
        row["#date+start"][:7]: shown_under(row, "#reached+ind+total")
        for row in rows
        if row["#meta+section"] == "month"
    } == {one.code: as_written(one.value) for one in report.by_month}

    for line, row in zip(report.sessions, in_5w(report), strict=True):
        assert (row["#event+code"], row["#date+start"]) == (line.code, line.date.isoformat())
        assert shown_under(row, "#reached+ind+total") == as_written(line.reached)
        assert shown_under(row, "#output+num+door") == as_written(line.door)
        assert row["#adm1+code+v_pcode"] == {"LB11": "LB1"}.get(line.area_code, line.area_code)

    numbers = {place: number(value) for place, value in cells.items() if isinstance(value, int)}
    activity = in_iati(report)
    assert iati_cells(activity) == numbers
    whole = {one.key: one.value for one in report.figures} | {
        one.code: one.actual for one in report.indicators
    }
    counted = {code: number(value) for code, value in whole.items() if isinstance(value, int | float)}
    assert iati_values(activity) == counted
    without = iati_values(in_iati(report, IatiMode.INDICATORS))
    apart = {
        f"people_reached.{'_'.join(place)}": value for place, value in numbers.items() if place != (ALL,) * 3
    }
    areas = {
        f"people_reached.{one.code}": number(one.value)
        for one in report.by_area
        if isinstance(one.value, int)
    }
    assert without == counted | apart | areas


def test_a_hidden_value_leaves_no_number_behind() -> None:
    report, open_report = sample(), sample(threshold=0)
    small = {
        f"{one.community}_{one.sex}_{one.age_band}"
        for one in open_report.disaggregation.cells
        if isinstance(one.value, int) and 0 < one.value < 5
    }
    assert small
    activity = in_iati(report)
    values = [int(one) for one in activity.xpath("//actual[dimension or location]/@value")]
    assert not [one for one in values if 0 < one < 5]
    assert "<5: from 1 to 4 people" in "".join(activity.xpath("//comment/narrative/text()"))
    assert activity.xpath("//indicator[reference/@code='referrals'][description][not(.//actual)]")
    without = iati_values(in_iati(report, IatiMode.INDICATORS))
    assert not [code for code in without if code.split(".")[-1] in small]
    for row in in_hxl(report) + in_5w(report):
        counts = [row[tag] for tag in row if tag.startswith("#reached") and row[tag]]
        assert not [one for one in counts if 0 < int(one) < 5]


def test_where_every_session_is_hidden_the_matrix_groups_them_by_district_and_month() -> None:
    report = sample()
    lines = tuple(replace(one, reached="c", door="c", kits="c") for one in report.sessions)
    rows = in_5w(report.model_copy(update={"sessions": lines}))
    assert sum(int(row["#output+num+sessions"]) for row in rows) == len(lines)
    assert len(rows) < len(lines)
    assert {row["#reached+ind+total"] for row in rows} == {""}
    assert not [row for row in rows if row["#event+code"]]
    assert {(row["#date+start"], row["#date+end"]) for row in rows} == {
        ("2022-07-01", "2022-07-31"),
        ("2022-08-01", "2022-08-31"),
    }


def test_the_netherlands_read_a_number_everywhere_and_no_dimension() -> None:
    report = sample(threshold=0)
    activity = in_iati(report, IatiMode.INDICATORS)
    assert not activity.xpath("//dimension")
    for indicator in activity.xpath("result/indicator"):
        for path in ("baseline/@value", "period/target/@value", "period/actual/@value"):
            assert len(indicator.xpath(path)) == 1
    assert iati_values(activity, "target")["1.2"] == "0"  # nobody set one


def test_a_grant_is_linked_upwards_by_its_iati_identifier() -> None:
    report = sample()
    donor = report.project.donors[0].model_copy(
        update={"organisation": "Netherlands", "grant_reference": "XM-DAC-7-PPR-4000001234"}
    )
    report = report.model_copy(
        update={
            "project": report.project.model_copy(update={"donors": (donor,), "code": "A/B&C"}),
            "codes": report.codes.model_copy(update={"donors": ("NL",)}),
        }
    )
    activity = in_iati(report)
    [funder] = activity.xpath("participating-org[@role='1']")
    assert (funder.get("ref"), funder.get("activity-id")) == (IDENTIFIERS["NL"], donor.grant_reference)
    assert activity.findtext("iati-identifier") == "XM-DAC-47066-A-B-C"


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_what_is_no_number_is_never_written(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"nan|inf"):
        number(wrong)


def test_ages_carry_the_nearest_attribute_of_the_standard() -> None:
    tags = {
        band: reached_tag("f", band) for band in ("0-4", "5-11", "12-17", "0-17", "18-59", "18+", "60+", "ns")
    }
    assert {band: tag.removeprefix("#reached+ind+f") for band, tag in tags.items()} == {
        "0-4": "+infants+age_0_4",
        "5-11": "+children+age_5_11",
        "12-17": "+adolescents+age_12_17",
        "0-17": "+children+age_0_17",
        "18-59": "+adults+age_18_59",
        "18+": "+adults+age_18plus",
        "60+": "+elderly+age_60plus",
        "ns": "+age_ns",
    }


def test_percentages_add_up_to_a_hundred() -> None:
    assert whole_percents({"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert whole_percents({"a": 2, "b": 0}) == {"a": 100, "b": 0}
    assert sum(whole_percents({str(n): n for n in range(1, 14)}.copy()).values()) == 100
