"""Two donors pay for the same sessions in shares: each keeps every report sent to it and still learns nobody.

The attacker knows how a session is divided (by halves, to whole people), so the part he is told bounds how many came. What two donors learn
who lay their reports side by side is no promise to either (each may show the other what it likes), but the
programme's ledger reads all donors together: so they learn nothing then, either.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from tests.conftest import Client
from tests.factories import a_verified_session, filled
from tests.reports.attacker import ALL, Attacker, Place
from tests.reports.holdings import of_json
from tests.reports.test_lenses import a_draft, a_lens, facts

K = 5
G = "18-59"
BOTH = ("LBNT39", "GLOT59")
SESSIONS: dict[str, tuple[tuple[str, ...], dict[Place, int]]] = {
    "2022-07-12": (BOTH, {("ET", "f", G): 41, ("ET", "m", G): 7, ("PH", "f", G): 26, ("PH", "m", G): 5, ("BD", "f", G): 13}),
    "2022-08-12": (("LBNT39",), {("ET", "f", G): 22, ("PH", "f", G): 9, ("PH", "m", G): 2, ("BD", "m", G): 12}),
    "2022-09-12": (BOTH, {("ET", "f", G): 33, ("ET", "m", G): 3, ("PH", "f", G): 18, ("BD", "f", G): 6, ("BD", "m", G): 14}),
}  # fmt: skip
PERIODS = {
    "LBNT39": (("2022-07-01", "2022-07-31"), ("2022-07-01", "2022-08-31"), ("2022-07-01", "2022-09-30")),
    "GLOT59": (("2022-09-01", "2022-09-30"), ("2022-07-01", "2022-09-30")),
}
Told = tuple[str, str, str, dict[str, Any]]
"""(project, first day, last day, JSON) of a report."""


def shared_sessions(db: Session) -> None:
    for day, (projects, cells) in SESSIONS.items():
        a_verified_session(
            db, day=date.fromisoformat(day), cells=cells, projects=projects, code=f"BEY-{day}-01"
        )


def divided(attacker: Attacker) -> None:
    """Of a session that two pay for, each counts the half of each cell, one of them a person more where it is odd."""
    attacker.read("one", 1)
    for day, (projects, _cells) in SESSIONS.items():
        for place in PLACES:
            parts = [("part", project, day, place) for project in projects]
            attacker.add_up(("people", day, place), parts)
            if len(parts) == 2:
                attacker.add_up(("near", day, place), [parts[0], "one"])
                attacker.add_up(("near", day, place), [parts[1], ("off", day, place)])
                attacker.low[("off", day, place)], attacker.high[("off", day, place)] = 0.0, 2.0


PLACES = sorted({place for _projects, cells in SESSIONS.values() for place in cells})


def parts_of(project: str, first: str, last: str, place: Place, named: set[str], code: str = "") -> list[Any]:
    """The smallest parts that a place of a report of these days takes in."""
    return [
        ("part", project, day, one)
        for day, (projects, _cells) in SESSIONS.items()
        if project in projects and first <= day <= last and code in {"", f"BEY-{day}-01", day[:7]}
        for one in PLACES
        if place[0] in {ALL, one[0]} or (place[0] == "OTHER" and one[0] not in named)
        if place[1] in {ALL, one[1]}
    ]


def learned(reports: Sequence[Told]) -> dict[Any, tuple[int, int]]:
    """Few people, or few of a part, that a reader of these reports knows for certain and no sign said."""
    attacker = Attacker(knowing=True)
    divided(attacker)
    targets: list[Any] = []
    everybody: Place = (ALL, ALL, ALL)
    for number, (project, first, last, says) in enumerate(reports):
        held = of_json(says)
        named = {fact[1] for fact in held if fact[0] == "people"} - {ALL, "OTHER"}
        for fact, values in held.items():
            if fact[0] == "people":
                atoms = parts_of(project, first, last, (fact[1], fact[2], fact[3]), named)
            elif fact[0] == "month" or (fact[0] == "session" and fact[2] == "reached"):
                atoms = parts_of(project, first, last, everybody, named, fact[1])
            else:
                continue
            if not atoms:
                continue
            key = ("told", number, fact)
            for value in values:
                attacker.read(key, int(value) if isinstance(value, float) else value)
            attacker.add_up(key, atoms)
            targets.append(key)
    for day in SESSIONS:
        for community in (*sorted({place[0] for place in PLACES}), ALL):
            for sex in ("f", "m", ALL):
                some = [one for one in PLACES if community in {ALL, one[0]} and sex in {ALL, one[1]}]
                whom = ("who came", day, community, sex)
                attacker.add_up(whom, [("people", day, one) for one in some])
                targets.append(whom)
    suspects = attacker.within(targets, K)
    return {
        key: (least, most)
        for key, (least, most) in attacker.bounds(suspects).items()
        if 1 <= least == most < K
    }


def careless(told: Told) -> Told:
    """The same report by somebody who hides small parts and nothing else."""
    project, first, last, says = told
    cells: dict[Place, int] = {}
    for day, (projects, counted) in SESSIONS.items():
        if project in projects and first <= day <= last:
            for (community, sex, _age), people in counted.items():
                part = (
                    (people + 1) // 2
                    if len(projects) == 2 and project == "LBNT39"
                    else people // len(projects)
                )
                for place in ((c, s, ALL) for c in (community, ALL) for s in (sex, ALL)):
                    cells[place] = cells.get(place, 0) + part
    rows = [
        {"community": c, "sex": s, "age_band": a, "value": f"<{K}" if 0 < people < K else people}
        for (c, s, a), people in cells.items()
    ]
    return project, first, last, {**says, "disaggregation": {"rows": rows}, "months": [], "sessions": []}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_pays_a_part_learns_nobody(api: Client, database_url: str) -> None:
    filled(database_url, shared_sessions)
    amina = api("Amina")
    told: list[Told] = []
    for project, periods in PERIODS.items():
        lens = a_lens(api, f"Part of {project}", project=project, attribution="share")
        for first, last in periods:
            report = a_draft(api, lens, {"from": first, "to": last})
            for _try in range(3):
                if amina.post(f"/reports/{report}/submit").status_code == 200:
                    told.append((project, first, last, facts(api, report).json()))
                    break
                seen = amina.get(f"/reports/{report}").json()
                coarser: dict[str, Any] = {"left_out": seen["offers_without"]}
                if seen["offers"]:
                    coarser["detail"] = seen["offers"][0]
                amina.patch(f"/reports/{report}", json=coarser, headers={"If-Match": f'"{seen["version"]}"'})
    assert {one[0] for one in told} == set(BOTH)
    for project in BOTH:
        assert learned([one for one in told if one[0] == project]) == {}, project
    assert learned(told) == {}
    assert learned([careless(one) for one in told])
