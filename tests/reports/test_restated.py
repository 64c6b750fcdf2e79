"""What is told of a correction is a figure like any other: read beside the rest it must tell of nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.attendance.tables import SessionTotal
from app.sessions.tables import AwarenessSession
from tests.conftest import Client
from tests.factories import a_verified_session, filled
from tests.reports.attacker import Attacker
from tests.reports.test_lenses import Q3, a_draft, a_lens, facts

K = 5
JULY = {"from": "2022-07-01", "to": "2022-07-31"}
SEPTEMBER = {"from": "2022-09-01", "to": "2022-09-30"}
PLACE = ("ET", "f", "18-59")
MONTHS = {"2022-07": 7, "2022-08": 3, "2022-09": 40}
CORRECTED = 9


def three_months(db: Session) -> None:
    for month, people in MONTHS.items():
        day = date.fromisoformat(f"{month}-12")
        a_verified_session(db, day=day, cells={PLACE: people}, code=f"BEY-{day}-01")


def two_more_in_july(db: Session) -> None:
    """Two women were missed in July."""
    session = db.exec(select(AwarenessSession).where(col(AwarenessSession.code) == "BEY-2022-07-12-01")).one()
    session.status = "reported"  # the sums by month follow the last step
    db.flush()
    session.reached_count = CORRECTED
    db.exec(select(SessionTotal).where(SessionTotal.session_id == session.id)).one().count = CORRECTED
    db.flush()
    session.status = "verified"


def learned(told: Sequence[Mapping[str, Any]]) -> dict[Any, tuple[int, int]]:
    """What a reader of reports bounds of each month who believes what was said last, by its totals, months and corrections."""
    attacker = Attacker(knowing=True)
    newest: dict[tuple[str, ...], int | str] = {}
    for body in told:
        said = {tuple(one["code"] for one in body["months"]): body["figures"]["people_reached"]}
        said |= {(one["code"],): one["value"] for one in body["months"]}
        said |= {
            (one["from_date"][:7],): one["after"]
            for one in body["restatements"]
            if one["measure"] == "people_reached" and one["from_date"][:7] == one["to_date"][:7]
        }
        corrected = {(one["from_date"][:7],) for one in body["restatements"]}
        newest = {months: value for months, value in newest.items() if months not in corrected}
        newest |= {months: value for months, value in said.items() if value != "c"}
    for months, value in newest.items():
        attacker.read(("told", months), value)
        attacker.add_up(("told", months), months)
    found = attacker.bounds(list(MONTHS))
    return {month: bounds for month, bounds in found.items() if 1 <= bounds[0] == bounds[1] < K}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_correction_that_leaves_a_hidden_month_does_not_leave(api: Client, database_url: str) -> None:
    filled(database_url, three_months)
    amina = api("Amina")
    lens = a_lens(api, "All of it")
    told = []
    for days in (JULY, SEPTEMBER):
        report = a_draft(api, lens, days)
        assert amina.post(f"/reports/{report}/submit").status_code == 200
        told.append(facts(api, report, name="Hanna").json())
    filled(database_url, two_more_in_july)
    quarter = a_draft(api, lens, Q3)
    everything = facts(api, quarter).json()
    assert ("7", "9") in {(str(one["before"]), str(one["after"])) for one in everything["restatements"]}
    assert learned([*told, everything]) == {"2022-08": (3, 3)}, "the attack can win"

    refused = amina.post(f"/reports/{quarter}/submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "report.discloses")
    assert "People reached" in refused.text
    seen = amina.get(f"/reports/{quarter}").json()
    assert seen["offers_without"] == ["restated"]
    match = {"If-Match": f'"{seen["version"]}"'}
    left_out = {"left_out": seen["offers_without"]}
    assert amina.patch(f"/reports/{quarter}", json=left_out, headers=match).status_code == 200
    assert amina.post(f"/reports/{quarter}/submit").status_code == 200
    sent = facts(api, quarter, name="Hanna").json()
    assert {one["after"] for one in sent["restatements"]} == {"c"}
    assert learned([*told, sent]) == {}
