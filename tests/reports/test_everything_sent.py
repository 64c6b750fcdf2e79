"""One donor keeps everything it was ever sent of a grant: reports, files, monthly pages. It still learns nobody."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from tests.conftest import Client
from tests.factories import a_verified_session, an_indicator, filled
from tests.reports.attacker import ALL, Attacker, Place
from tests.reports.test_api import cells_of_csv
from tests.reports.test_lenses import a_draft, a_lens, facts

K = 5
MONTHS = ("2022-07", "2022-08", "2022-09")
PERIODS = {
    "2022-07": ("2022-07-01", "2022-07-31"),
    "2022-07..08": ("2022-07-01", "2022-08-31"),
    "2022-08": ("2022-08-01", "2022-08-31"),
    "2022-Q3": ("2022-07-01", "2022-09-30"),
}
Sent = tuple[tuple[str, ...], dict[Place, int | str], dict[str, int | str], dict[str, int | str]]
"""(months counted, cells, months told, people by area and referrals) of one release."""

AREAS = {"2022-07": "LB11", "2022-08": "LB21", "2022-09": "LB11"}
REFERRALS = {"2022-07": 12, "2022-08": 3, "2022-09": 9}

COUNTS = {
    "2022-07": {
        ("ET", "f"): 38,
        ("ET", "m"): 12,
        ("PH", "f"): 27,
        ("PH", "m"): 3,
        ("BD", "f"): 16,
        ("BD", "m"): 9,
    },
    "2022-08": {
        ("ET", "f"): 25,
        ("ET", "m"): 4,
        ("PH", "f"): 33,
        ("PH", "m"): 11,
        ("BD", "f"): 14,
        ("BD", "m"): 2,
    },
    "2022-09": {
        ("ET", "f"): 31,
        ("ET", "m"): 8,
        ("PH", "f"): 3,
        ("PH", "m"): 14,
        ("BD", "f"): 22,
        ("BD", "m"): 7,
    },
}


def three_months(db: Session) -> None:
    """A session each month, of one age, so that the attacker's tables stay small."""
    for month, counts in COUNTS.items():
        day = date.fromisoformat(f"{month}-12")
        cells = {(community, sex, "18-59"): people for (community, sex), people in counts.items()}
        a_verified_session(
            db,
            day=day,
            cells=cells,
            code=f"BEY-{day}-01",
            area=AREAS[month],
            referrals={"legal": REFERRALS[month]},
        )


def months_of(first: str, last: str) -> tuple[str, ...]:
    return tuple(month for month in MONTHS if first[:7] <= month <= last[:7])


def months_apart(communities: Sequence[str]) -> Attacker:
    """Each month with its communities, its two sexes and their totals; nothing is known yet."""
    attacker = Attacker(knowing=True)
    for month in MONTHS:
        for community, sex in itertools.product([*communities, "OTHER", ALL], ["f", "m", ALL]):
            attacker.read((month, (community, sex)), None)
            if community == ALL:
                parts = [(month, (one, sex)) for one in (*communities, "OTHER")]
                attacker.add_up((month, (community, sex)), parts)
            if sex == ALL:
                attacker.add_up((month, (community, sex)), [(month, (community, one)) for one in ("f", "m")])
    return attacker


def worked_out_from(sent: Sequence[Sent]) -> dict[Any, tuple[int, int]]:
    """Counts of one month, or hidden in one report, that everything sent together narrows to a few people.

    The smallest cells are community x sex in a month; every report's cell is a sum of them, and every month told
    is one too. Known exactly, or from 1 to k-1 without any report saying so, is more than is allowed.
    """
    communities = sorted({place[0] for _m, cells, _t, _a in sent for place in cells} - {ALL, "OTHER"})
    attacker = months_apart(communities)
    targets: set[Any] = {key for key in attacker.low if key[0] in MONTHS}
    told_small: set[Any] = set()
    for number, (months, cells, told, apart) in enumerate(sent):
        told_small |= _read_apart(attacker, number, months, apart)
        targets |= {("report", number, name) for name, value in apart.items() if value == f"<{K}"}
        named = {place[0] for place in cells} - {ALL, "OTHER"}
        for (community, sex, age), value in cells.items():
            if age != ALL:
                continue
            key = ("report", number, community, sex)
            whole = [community] if community != "OTHER" else [*sorted(set(communities) - named), "OTHER"]
            attacker.read(key, value)
            attacker.add_up(key, [(month, (one, sex)) for month in months for one in whole])
            if value == f"<{K}":
                targets.add(key)
                told_small |= {key, *((month, (community, sex)) for month in months if len(months) == 1)}
        if named and "OTHER" not in {place[0] for place in cells}:
            for month in months:
                attacker.read((month, ("OTHER", ALL)), 0)
        for month, value in told.items():
            attacker.read((month, (ALL, ALL)), value)
    targets |= _areas_make_up_everybody(attacker)
    return {
        key: (least, most)
        for key, (least, most) in attacker.bounds(sorted(targets, key=str)).items()
        if 1 <= least <= most < K and (least == most or (key not in told_small and most - least < K - 2))
    }


def _read_apart(
    attacker: Attacker, number: int, months: tuple[str, ...], apart: Mapping[str, int | str]
) -> set[Any]:
    """People by area and referrals: each value is the sum of its months; those said to be small are returned."""
    small: set[Any] = set()
    for name, value in apart.items():
        key = ("report", number, name)
        attacker.read(key, value)
        attacker.add_up(key, [(month, name) for month in months])
        if value == f"<{K}":
            small |= {key, *((month, name) for month in months if len(months) == 1)}
    return small


def _areas_make_up_everybody(attacker: Attacker) -> set[Any]:
    """In each month; whatever stands apart is worth knowing in each month."""
    names = {key[1] for key in attacker.low if key[0] in MONTHS and isinstance(key[1], str)}
    for month in MONTHS:
        areas = [(month, name) for name in sorted(names) if name.startswith("LB")]
        if areas:
            attacker.add_up((month, (ALL, ALL)), areas)
    return {key for key in attacker.low if key[0] in MONTHS and key[1] in names}


def signs(values: Mapping[Any, Any]) -> dict[Any, int | str]:
    """Small signs name their threshold."""
    return {key: f"<{K}" if value == "<k" else value for key, value in values.items()}


def read(body: Mapping[str, Any], days: tuple[str, str]) -> Sent:
    months = months_of(*days)
    cells = {(r["community"], r["sex"], r["age_band"]): r["value"] for r in body["disaggregation"]["rows"]}
    told = {point["code"]: point["value"] for point in body["months"] if point["code"] in months}
    apart = {point["code"]: point["value"] for point in body["areas"]}
    referrals = body["figures"]["referrals"]
    if referrals is not None:
        apart["referrals"] = referrals
    return months, signs(cells), signs(told), signs(apart)


def a_month_page(body: Mapping[str, Any]) -> Sent:
    """A monthly page as the API sends it; its small sign names no threshold."""
    cells = {(c["community"], c["sex"], c["age_band"]): c["value"] for c in body["table"]["cells"]}
    return months_of(*body["days"]), signs(cells), {}, {}


def careless(days: tuple[str, str]) -> Sent:
    """The same report by somebody who hides small counts and nothing else."""
    months = months_of(*days)
    sums: dict[Place, int] = {}
    for month in months:
        for (community, sex), people in COUNTS[month].items():
            for place in itertools.product((community, ALL), (sex, ALL), (ALL,)):
                sums[place] = sums.get(place, 0) + people
    told: dict[str, int | str] = {month: sum(COUNTS[month].values()) for month in months}
    return months, {place: f"<{K}" if 0 < people < K else people for place, people in sums.items()}, told, {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_everything_sent_to_one_donor_tells_nobody(api: Client, database_url: str) -> None:
    filled(database_url, three_months)
    amina = api("Amina")
    lens = a_lens(api, "All periods")
    sent: list[Sent] = []
    refused = 0
    for first, last in PERIODS.values():
        report = a_draft(api, lens, {"from": first, "to": last})
        answer = amina.post(f"/reports/{report}/submit")
        if answer.status_code == 409:
            refused += 1
            assert answer.json()["code"] == "report.discloses"
            shown = amina.get(f"/reports/{report}").json()
            match = {"If-Match": f'"{shown["version"]}"'}
            coarser = {"left_out": shown["offers_without"]}
            if shown["offers"]:
                coarser["detail"] = shown["offers"][0]
            assert amina.patch(f"/reports/{report}", json=coarser, headers=match).status_code == 200
            answer = amina.post(f"/reports/{report}/submit")
        assert answer.status_code == 200, answer.text
        body = facts(api, report, name="Hanna").json()
        sent.append(read(body, (first, last)))
        as_csv = cells_of_csv(facts(api, report, "csv", name="Hanna").content)
        assert {place: value.replace("<k", f"<{K}") for place, value in as_csv.items()} == {
            place: str(value) for place, value in sent[-1][1].items()
        }
        sent += taken(api, (first, last))
    assert refused, "the story has differences that must not leave"
    assert worked_out_from(sent) == {}
    assert worked_out_from([careless(days) for days in PERIODS.values()])


def taken(api: Client, days: tuple[str, str]) -> list[Sent]:
    """What Amina may take for the donor without a lens, as files of the grant and of the month: all of it is read."""
    asked = {"from": days[0], "to": days[1], "audience": "donor"}
    found = []
    answers = [api("Amina").get("/projects/LBNT39/report.json", params=asked)]
    if days[0][:7] == days[1][:7]:
        month = {"month": days[0][:7], "audience": "donor"}
        answers += [api("Amina").get("/monthly", params={**month, "of": of}) for of in ("all", "donor:CH")]
    for answer in answers:
        assert answer.status_code in {200, 409}, answer.text
        if answer.status_code == 200:
            body = answer.json()
            found.append(a_month_page(body) if "table" in body else read(body, days))
        else:
            assert answer.json()["code"] == "report.discloses"
    return found


def test_indicators_of_areas_do_not_add_up_to_a_hidden_one(api: Client, database_url: str) -> None:
    """Forty in Beirut, thirty in Baalbek, three in Tripoli: the first two beside the total would be the third."""

    def three_areas(db: Session) -> None:
        for number, (area, people) in enumerate((("LB11", 40), ("LB21", 30), ("LB56", 3))):
            day = date(2022, 7, 5 + number)
            cells = {("ET", "f", "18-59"): people}
            a_verified_session(db, day=day, area=area, cells=cells, code=f"BEY-{day}-01")
        an_indicator(db, "1", position=1)
        an_indicator(db, "2", narrowed={"area": "LB11"}, position=2)
        an_indicator(db, "3", narrowed={"area": "LB21"}, position=3)

    filled(database_url, three_areas)
    asked = {"from": "2022-07-01", "to": "2022-09-30"}
    donors = api("Amina").get("/projects/LBNT39/report.json", params={**asked, "audience": "donor"}).json()
    inside = api("Amina").get("/projects/LBNT39/report.json", params={**asked, "audience": "inside"}).json()
    assert [line["actual"] for line in inside["results"]] == [73, 40, 30]
    assert [line["actual"] for line in donors["results"]] == [73, "c", "c"]
    assert [line["cumulative"] for line in donors["results"]] == [73, "c", "c"]
    assert "<k" in {one["value"] for one in donors["areas"]}
