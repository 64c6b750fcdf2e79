"""Who claims a session, and what is told when something late was accepted."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.kernel import clock
from app.platform.unit_of_work import UnitOfWork
from app.reports.claim_rules import ClaimedBy, Odd, claims_on, odd
from app.reports.lens_rules import Attribution
from tests.conftest import Client
from tests.field.tablet import Tablet
from tests.periods.july import FIRST_OF_AUGUST, JULY, close, held, refused, taken

DAY = date(2022, 7, 30)
LATER = FIRST_OF_AUGUST + timedelta(days=40)


def _lens(project: UUID, attribution: Attribution) -> ClaimedBy:
    return ClaimedBy(project, date(2022, 1, 1), date(2022, 12, 31), attribution)


@given(st.lists(st.none() | st.integers(1, 100), min_size=1, max_size=20))
def test_shares_claim_a_session_once_and_full_credit_each_time(shares: list[int | None]) -> None:
    everybody = [(uuid4(), None) for _share in shares]
    lenses = {one: [_lens(one, Attribution.SHARE)] for one, _share in everybody}
    assert sum(claims_on(DAY, everybody, lenses).values()) == 100
    full = {one: [_lens(one, Attribution.FULL)] for one, _share in everybody}
    claims = claims_on(DAY, everybody, full)
    assert set(claims.values()) == {100}
    assert odd(everybody, claims) == (Odd.ABOVE if len(shares) > 1 else None)
    assert claims_on(date(2023, 1, 1), everybody, full) == {}
    assert odd(everybody, {}) is Odd.NO_LENS
    assert odd([], {}) is Odd.NO_PROJECT
    said = [(uuid4(), share) for share in shares]
    told = claims_on(DAY, said, {one: [_lens(one, Attribution.SHARE)] for one, _share in said})
    assert [told[one] for one, share in said if share] == [share for share in shares if share]


def test_the_check_page_lists_what_is_claimed_twice_or_by_nobody(api: Client, browser: Client) -> None:
    amina, ask = api("Amina"), "/claims?from=2022-07-01&to=2022-07-31"
    with clock.at(FIRST_OF_AUGUST):
        joint, unpaid = held(api), held(api, hour=12, projects=[])
        held(api, hour=16, to="confirmed")

        def found() -> dict[str, tuple[str, int]]:
            return {one["session"]: (one["why"], one["percent"]) for one in taken(amina.get(ask))["items"]}

        assert found() == {joint: ("no_lens", 0), unpaid: ("no_project", 0)}
        for project in ("LBNT39", "GLOT59"):
            days = {"from": "2022-01-01", "to": "2022-12-31", "attribution": "share"}
            taken(amina.post("/lenses", json={"project": project, "name": f"Share of {project}", **days}))
        assert found() == {unpaid: ("no_project", 0)}
        full = {"from": "2022-01-01", "to": "2022-12-31", "attribution": "full"}
        taken(amina.post("/lenses", json={"project": "LBNT39", "name": "All of it", **full}))
        assert found()[joint] == ("above", 140)
        only = taken(amina.get(f"{ask}&project=GLOT59"))
        assert (only["looked_at"], [one["session"] for one in only["items"]]) == (1, [joint])
        claims = {one["project"]: one["percent"] for one in only["items"][0]["claims"]}
        assert claims == {"GLOT59": 40, "LBNT39": 100}
        page = browser("Amina").get("/reports/claims?from=2022-07-01&to=2022-07-31").text
        assert f"/sessions/{joint}" in page
        assert "no project pays for it" in page
        assert taken(api("Esther").get(ask))["looked_at"] == 0
    refused(amina.get("/claims?from=2022-07-01&to=2022-06-01"), "invalid", 422)
    refused(amina.get("/claims?from=2020-07-01&to=2022-06-01"), "invalid", 422)
    assert browser("Amina").get("/reports/claims?from=soon").status_code == 422
    assert browser("Amina").get("/reports/claims?from=2022-07-01&to=2022-06-01").status_code == 422


def _cumulative(api: Client, lens: str, first: str, last: str) -> tuple[str, dict[str, object]]:
    """A draft's id and what it says; sent at once."""
    amina = api("Amina")
    report = taken(amina.post("/reports", json={"lens": lens, "from": first, "to": last}))["id"]
    facts = taken(amina.get(f"/reports/{report}.json"))
    assert amina.post(f"/reports/{report}/submit").status_code == 200
    return report, facts


def test_a_cumulative_value_falls_only_by_a_recorded_correction_and_the_report_says_why(
    api: Client, uow: UnitOfWork
) -> None:
    amina = api("Amina")
    with clock.at(FIRST_OF_AUGUST):
        session, tablet = held(api, people=40, projects=[{"project": "LBNT39", "share": None}]), Tablet(uow)
        indicator = {"project": "LBNT39", "code": "9", "title": {"en": "People"}, "measure": "people_reached"}
        taken(
            amina.post("/indicators", json={**indicator, "baseline": 0, "aggregation": "sum", "targets": []})
        )
        days = {"from": "2022-01-01", "to": "2022-12-31", "attribution": "full", "threshold": 0}
        lens = taken(amina.post("/lenses", json={"project": "LBNT39", "name": "Months", **days}))["id"]
        close(amina)

        def last_line(facts: dict[str, object]) -> tuple[object, object]:
            results = facts["results"]
            assert isinstance(results, list)
            line = next(one for one in results if one["indicator"] == "9")
            return line["actual"], line["cumulative"]

        _july, facts = _cumulative(api, lens, "2022-07-01", "2022-07-31")
        assert last_line(facts) == (40, 40)
    with clock.at(LATER):
        tablet.send(tablet.count(UUID(session), -5))
        _august, facts = _cumulative(api, lens, "2022-08-01", "2022-08-31")
        # What waits in the late box changes nothing.
        assert (last_line(facts), facts["restatements"]) == ((0, 40), [])
        accept = {"session": session, "reason": "data_entry_error"}
        taken(amina.post(f"{JULY}/late-box", json=accept))
        _september, facts = _cumulative(api, lens, "2022-09-01", "2022-09-10")
        assert last_line(facts) == (0, 35)
        told = facts["restatements"]
        assert isinstance(told, list)
        assert {(line["before"], line["after"], line["reason"]) for line in told} == {
            (40, 35, "data-entry error")
        }
