"""The report as HXL 1.1: headings, a row of hashtags, then rows that libhxl and the humanitarian tools read.

People stand as the standard wants them: a row a community, a column for each sex and age
(`#reached+ind+f+adults+age_18_59`). Figures, results, areas, months and kits follow in rows of their own,
told apart by `#meta+section`. Sessions are in the 5W matrix.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from app.reports.schemas import ALL, DonorReport
from app.reports.tagged import ONLY, Column, Value, attribute, tagged_csv

_FIRST = (
    Column("Section", "#meta+section"),
    Column("Project code", "#activity+project+code"),
    Column("Agency", "#org+prog+name"),
    Column("Donors", "#org+funder+name+list"),
    Column("Start date", "#date+start"),
    Column("End date", "#date+end"),
    Column("Country code", "#country+code+v_iso3"),
    Column("Governorate", "#adm1+name"),
    Column("Governorate P-code", "#adm1+code+v_pcode"),
    Column("District", "#adm2+name"),
    Column("District P-code", "#adm2+code+v_pcode"),
    Column("Community", "#group+name"),
    Column("Community code", "#group+code"),
    Column("Indicator", "#indicator+name"),
    Column("Indicator code", "#indicator+code"),
    Column("Measure", "#indicator+measure"),
    Column("Unit", "#indicator+unit"),
    Column("Broken down by", "#meta+dimension"),
    Column("Part code", "#meta+category"),
    Column("Part", "#meta+category+name"),
    Column("Baseline", "#indicator+num+baseline"),
    Column("Targeted", "#targeted+num"),
    Column("Value in this period", "#indicator+num+actual"),
    Column("Value since the start", "#indicator+num+cumulative"),
    Column("Milestone", "#indicator+num+milestone"),
    Column("n in this period", "#indicator+num+n"),
    Column("n since the start", "#indicator+num+n+cumulative"),
    Column("People who answered", "#respondee+num"),
    Column("Good answers", "#respondee+num+good"),
    Column("Item", "#item+name"),
    Column("Item code", "#item+code"),
    Column("Lot", "#item+code+lot"),
    Column("Items in stock at the start", "#item+num+opening"),
    Column("Items received", "#item+num+received"),
    Column("Items handed out", "#output+num+items"),
    Column("Items returned from sessions", "#item+num+returned"),
    Column("Items lost", "#item+num+lost"),
    Column("Items in stock at the end", "#item+num+balance"),
)
_SEXES = {"f": "+f", "m": "+m", "o": "+i", "ns": "+sex_not_stated", ALL: ""}
_TEENS, _GROWN, _OLD = 12, 18, 60
_INFANTS_UNTIL = 4


def hxl_csv(report: DonorReport) -> Iterator[bytes]:
    """UTF-8 CSV in chunks."""
    return tagged_csv(columns(report), rows(report), report.threshold)


def columns(report: DonorReport) -> list[Column]:
    """What is the same in every report, then a column for each sex and age in it; totals last."""
    table = report.disaggregation
    sexes = [*((one.code, one.label) for one in table.sexes), (ALL, "")]
    ages = [*((one.code, one.label) for one in table.age_bands), (ALL, "")]
    people = {
        reached_tag(sex, age): " ".join(word for word in ("People reached", sex_label, age_label) if word)
        for sex, sex_label in sexes
        for age, age_label in ages
    }
    said = [ONLY] if report.only else []
    return [*_FIRST, *said, *(Column(heading, tag) for tag, heading in people.items())]


def reached_tag(sex: str, age_band: str) -> str:
    """The tag of the people of a sex in an age band; `all` of both is the total."""
    if sex == age_band == ALL:
        return "#reached+ind+total"
    age = "" if age_band == ALL else f"{_core_age(age_band)}+age_{attribute(age_band)}"
    return f"#reached+ind{_SEXES.get(sex, f'+sex_{attribute(sex)}')}{age}"


def _core_age(age_band: str) -> str:
    """The attribute of the standard nearest to a band, by its years; none for a band without years."""
    years = [int(number) for number in re.findall(r"\d+", age_band)]
    if not years:
        return ""
    first, last = years[0], years[-1]
    if first >= _OLD:
        return "+elderly"
    if first >= _GROWN:
        return "+adults"
    if last <= _INFANTS_UNTIL:
        return "+infants"
    return "+adolescents" if first >= _TEENS else "+children"


def rows(report: DonorReport) -> Iterator[dict[str, Value]]:
    """Values by hashtag; hidden ones are signs."""
    same: dict[str, Value] = {
        "#activity+project+code": report.project.code,
        "#org+prog+name": report.project.agency,
        "#org+funder+name+list": "; ".join(one.organisation for one in report.project.donors),
        "#date+start": report.period.from_date.isoformat(),
        "#date+end": report.period.to_date.isoformat(),
        **({ONLY.tag: " ".join(report.only)} if report.only else {}),
    }
    for section, found in (
        ("people", _people(report)),
        ("area", _areas(report)),
        ("district", _districts(report)),
        ("month", _months(report)),
        ("figure", _figures(report)),
        ("result", _results(report)),
        ("part", _parts(report)),
        ("feedback", _feedback(report)),
        ("kit", _kits(report)),
    ):
        for row in found:
            yield {"#meta+section": section, **same, **row}


def _people(report: DonorReport) -> Iterator[dict[str, Value]]:
    table = report.disaggregation
    values: dict[str, dict[str, Value]] = {}
    for cell in table.cells:
        values.setdefault(cell.community, {})[reached_tag(cell.sex, cell.age_band)] = cell.value
    labels = {one.code: one.label for one in table.communities}
    for community, by_tag in values.items():
        yield {"#group+code": community, "#group+name": labels.get(community, ""), **by_tag}


def _areas(report: DonorReport) -> Iterator[dict[str, Value]]:
    countries = {one.governorate: one.country for one in report.codes.areas}
    for point in report.by_area:
        yield {
            "#country+code+v_iso3": countries.get(point.code, ""),
            "#adm1+name": point.label,
            "#adm1+code+v_pcode": point.code,
            "#reached+ind+total": point.value,
        }


def _districts(report: DonorReport) -> Iterator[dict[str, Value]]:
    """A place that is wider than a district stands under its governorate alone."""
    known = {one.key: one for one in report.codes.areas}
    for point in report.by_district:
        place = known[point.code]
        yield {
            "#country+code+v_iso3": place.country,
            "#adm1+name": place.governorate_label or point.label,
            "#adm1+code+v_pcode": place.governorate or point.code,
            "#adm2+name": place.label,
            "#adm2+code+v_pcode": place.code,
            "#reached+ind+total": point.value,
        }


def _feedback(report: DonorReport) -> Iterator[dict[str, Value]]:
    for line in report.feedback.lines:
        yield {
            "#indicator+measure": line.key,
            "#indicator+name": line.label,
            "#indicator+unit": "%",
            "#indicator+num+actual": line.percent,
            "#respondee+num": line.n,
            "#respondee+num+good": line.good,
        }


def _months(report: DonorReport) -> Iterator[dict[str, Value]]:
    for point in report.by_month:
        first = date.fromisoformat(f"{point.code}-01")
        last = first.replace(day=monthrange(first.year, first.month)[1])
        yield {
            "#date+start": max(first, report.period.from_date).isoformat(),
            "#date+end": min(last, report.period.to_date).isoformat(),
            "#reached+ind+total": point.value,
        }


def _figures(report: DonorReport) -> Iterator[dict[str, Value]]:
    for figure in report.figures:
        yield {
            "#indicator+measure": figure.key,
            "#indicator+name": figure.label,
            "#indicator+num+actual": figure.value,
        }


def _results(report: DonorReport) -> Iterator[dict[str, Value]]:
    for line in report.indicators:
        yield {
            "#indicator+code": line.code,
            "#indicator+name": line.title,
            "#indicator+unit": line.unit,
            "#indicator+num+baseline": line.baseline,
            "#targeted+num": line.target,
            "#indicator+num+actual": line.actual,
            "#indicator+num+cumulative": line.cumulative,
            "#indicator+num+milestone": line.milestone,
            "#indicator+num+n": line.n,
            "#indicator+num+n+cumulative": line.cumulative_n,
        }


def _parts(report: DonorReport) -> Iterator[dict[str, Value]]:
    for line in report.indicators:
        for part in line.parts:
            yield {
                "#indicator+code": line.code,
                "#indicator+name": line.title,
                "#indicator+unit": line.unit,
                "#meta+dimension": part.dimension,
                "#meta+category": part.code,
                "#meta+category+name": part.label,
                "#indicator+num+actual": part.actual,
            }


def _kits(report: DonorReport) -> Iterator[dict[str, Value]]:
    for kit in report.kits:
        yield {
            "#item+name": kit.label,
            "#item+code": kit.item,
            "#item+code+lot": kit.lot,
            "#item+num+opening": kit.opening,
            "#item+num+received": kit.received,
            "#output+num+items": kit.distributed,
            "#item+num+returned": kit.returned,
            "#item+num+lost": kit.lost,
            "#item+num+balance": kit.balance,
        }
