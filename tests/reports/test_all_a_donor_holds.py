"""A donor keeps everything: reports of two grants over several periods in every format, screens, files, what everybody sees.

The attacker of `attacker` writes all of it over the smallest cells there are (a session, a community, a sex, an age) and asks
what must be so. He loses against what left, and wins when only small counts are hidden in the very same tables. Every door
through which a figure reaches a donor stands in `doors`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.kernel import clock
from tests.conftest import Client
from tests.factories import filled
from tests.reports.a_year import BOTH, SESSIONS, Place, a_year
from tests.reports.doors import DONOR, Reads
from tests.reports.everything import COMMUNITIES, Release, attack, careless
from tests.reports.holdings import Fact, Value, of_csv, of_hxl, of_iati, of_json, of_workbook
from tests.reports.numbers_told import cells
from tests.reports.papers import of_page, of_paper
from tests.reports.screens import accounted, in_other_words, screens, sent_numbers, unpacked
from tests.reports.test_lenses import a_draft, a_lens, facts
from tests.world import an_id

Q3 = ("2022-07-01", "2022-09-30")
MONTHS = [("2022-07-01", "2022-07-31"), ("2022-08-01", "2022-08-31"), Q3]


@pytest.fixture(autouse=True)
def _the_end_of_the_year() -> Iterator[None]:
    """Pages say when they were made: at an hour whose numbers are an age band and the year's, and nobody's count."""
    with clock.at(datetime(2022, 12, 18, 18, 59, tzinfo=UTC)):
        yield


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_everything_a_donor_holds_tells_nobody(
    api: Client, browser: Client, database_url: str, tmp_path: Path
) -> None:
    filled(database_url, a_year)
    grants = {project: a_lens(api, f"All of {project}", project=project) for project in BOTH}
    periods = [*(("LBNT39", days) for days in MONTHS), ("GLOT59", Q3)]
    releases = [
        release
        for project, days in periods
        if (release := sent(api, grants[project], project, days, tmp_path)) is not None
    ]
    assert len(releases) >= 3
    reports = {one.report: one for one in releases}
    opened = screens(api, browser, releases, reports)
    assert opened == {path for path, reads in DONOR.items() if reads in {Reads.SCREENS, Reads.NUMBERS}}
    for release in releases:
        accounted(release.says)
    quarter = next(one for one in releases if one.project == "LBNT39" and one.last.month == 9)
    in_other_words(api, quarter.report, tmp_path)
    unpacked(api, quarter.report, tmp_path)
    for query in (
        {"measure": "people_reached", "by": "community"},
        {"measure": "people_reached", "sex": "m"},
    ):
        assert api("Hanna").get("/measures/query", params=query).status_code == 403
    rounded = what_everybody_sees(api, browser)

    releases += parts_of_it(api)
    assert {(one.area, one.community, one.rounding) for one in releases} >= {("LB1", "", 0), ("", "", 5)}
    assert attack(releases, rounded) == {}
    of_law = [one.code for one in SESSIONS if one.law_too]
    for release in releases:
        assert attack([release], {}, of_law) == {}, (
            "nor does a partner who took part and is shown one of them"
        )
    assert len(attack([careless(one) for one in releases], {})) >= 5


def sent(api: Client, lens: str, project: str, days: tuple[str, str], folder: Path) -> Release | None:
    """A report as the donor has it in every format, coarser where it had to be."""
    report = submitted(api, lens, days)
    if report is None:
        return None
    first, last = map(date.fromisoformat, days)
    says = facts(api, report, name="Hanna").json()
    return Release(project, first, last, in_every_format(api, report, folder), report, says)


def submitted(api: Client, lens: str, days: tuple[str, str]) -> str | None:
    """A report that left, coarser where it had to be; None where nothing helps."""
    report = a_draft(api, lens, {"from": days[0], "to": days[1]})
    amina = api("Amina")
    for _try in range(3):
        answer = amina.post(f"/reports/{report}/submit")
        if answer.status_code == 200:
            break
        assert answer.json()["code"] == "report.discloses", answer.text
        shown = amina.get(f"/reports/{report}").json()
        coarser: dict[str, Any] = {"left_out": sorted({*shown["left_out"], *shown["offers_without"]})}
        if shown["offers"]:
            coarser["detail"] = shown["offers"][0]
        amina.patch(f"/reports/{report}", json=coarser, headers={"If-Match": f'"{shown["version"]}"'})
    else:
        return None
    return report


def in_every_format(api: Client, report: str, folder: Path) -> Mapping[Fact, set[Value]]:
    """Every file and the page read for itself; each must have told something."""

    def file(kind: str, **query: str) -> bytes:
        content: bytes = facts(api, report, kind, name="Hanna", **query).content
        return content

    says = facts(api, report, name="Hanna").json()
    table = of_csv(file("csv"))
    codes = [one["indicator"] for one in says["results"]]
    formats = [
        of_json(says),
        table.held,
        of_csv(file("excel.csv")).held,
        of_workbook(file("xlsx"), table.names),
        of_hxl(file("hxl.csv"), file("5w.csv"), says),
        of_iati(file("iati.xml"), codes),
        of_iati(file("iati.xml", mode="indicator-per-disaggregation"), codes),
        of_page(file("html").decode(), table, COMMUNITIES),
        of_paper(file("pdf"), folder, table, COMMUNITIES),
    ]
    for at, held in enumerate(formats):
        for fact, values in held.items():
            for other in formats:
                assert not (values - other.get(fact, values)), (at, fact, values, other[fact])
    kinds = [{fact[0] for fact in held} for held in formats]
    for at, kind in enumerate(kinds):
        told = (
            {"people", "figure"} if at in {5, 6} else kinds[0] - {"asked"}
        )  # IATI leaves out what is hidden
        assert told <= kind, (at, told - kind)
    together: dict[Fact, set[Value]] = {}
    for held in formats:
        for fact, values in held.items():
            together.setdefault(fact, set()).update(values)
    return together


def parts_of_it(api: Client) -> list[Release]:
    """Beside all that: Beirut alone, Ethiopians alone, and May in rounded figures; no rounded ones of days told exactly."""
    found = []
    asked: tuple[tuple[str, dict[str, Any], tuple[str, str]], ...] = (
        ("Beirut", {"areas": ["LB1"]}, Q3),
        ("Ethiopians", {"communities": ["ET"]}, MONTHS[1]),
        ("Rounded", {"rounding": 5}, ("2022-05-01", "2022-05-31")),
    )
    for name, cut, days in asked:
        lens = a_lens(api, name, **cut)
        report = submitted(api, lens, days)
        if report is None:
            continue
        says = facts(api, report, name="Hanna").json()
        found.append(
            Release(
                "LBNT39", date.fromisoformat(days[0]), date.fromisoformat(days[1]), of_json(says), report, says,
                area="".join(cut.get("areas", ())), community="".join(cut.get("communities", ())), rounding=says["rounding"],
            )
        )  # fmt: skip
    again = a_draft(api, str(an_id("lens Rounded")), {"from": Q3[0], "to": Q3[1]})
    assert api("Amina").post(f"/reports/{again}/submit").status_code == 409
    return found


def what_everybody_sees(api: Client, browser: Client) -> Mapping[Place, int]:
    """The quarter on the page of the project, as JSON and as a page of the same numbers."""
    opened = api("Amina").patch("/public-figures/LBNT39", json={"shown": True}, headers={"If-Match": '"0"'})
    assert opened.status_code == 200, opened.text
    public = browser("").get("/figures/LBNT39.json", params={"quarter": "2022-Q3"}).json()
    page = browser("").get("/figures/LBNT39", params={"quarter": "2022-Q3"})
    found = {(c["community"], c["sex"], c["age_band"]): c["value"] for c in public["cells"]}
    shown = {one for table in cells(page.text) for row in table for one in row}
    assert shown <= {str(value) for value in found.values()} | sent_numbers([]) | {"12", "17", "18", "59"}
    return found
