"""Lenses and the reports through them: divided to the last person, frozen for ever, never telling together what none may."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.measures.rules.shares import largest_remainder, shared_cells, weights_of
from app.reports.disclosure.joining import Release
from app.reports.disclosure.releases import given_away
from app.reports.lens_rules import Band, union_problems
from tests.conftest import Client
from tests.factories import a_verified_session, filled
from tests.reports.story import story
from tests.reports.test_api import cells_of_csv, figures_of_csv, words_of_pdf, workbook
from tests.world import an_id

YEAR = {"from": "2022-01-01", "to": "2022-12-31"}
Q3 = {"from": "2022-07-01", "to": "2022-09-30"}
FINEST = [
    Band("0-4", 0, 4),
    Band("5-11", 5, 11),
    Band("12-17", 12, 17),
    Band("18-59", 18, 59),
    Band("60+", 60, None),
    Band("ns", None, None),
]


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=12),
    st.lists(st.integers(1, 100), min_size=1, max_size=5),
)
def test_parts_add_up_to_the_last_person(counts: list[int], weights: list[int]) -> None:
    rows = shared_cells(counts, weights)
    assert [sum(row) for row in rows] == counts
    assert [sum(column) for column in zip(*rows, strict=True)] == largest_remainder(sum(counts), weights)
    assert all(part >= 0 for row in rows for part in row)


def test_shares_become_weights() -> None:
    assert weights_of([None, None]) == [1, 1]
    assert weights_of([60, 30]) == [60, 30, 10]
    assert weights_of([60, None, None]) == [120, 40, 40]
    assert largest_remainder(40, [60, 40]) == [24, 16]


@pytest.mark.parametrize(
    ("unions", "code"),
    [
        ({"0-17": ["0-4", "5-11", "12-17"], "18+": ["18-59", "60+"]}, None),
        ({"children": ["0-4", "5-11"]}, None),
        ({"0-17": ["0-4", "5-11", "12-14"]}, "age_bands.split"),
        ({"0-14": ["0-4", "5-11", "12-17"]}, "age_bands.split"),
        ({"0-11": ["0-4", "5-11"], "5-17": ["5-11", "12-17"]}, "age_bands.twice"),
        ({"0-17": ["0-4", "5-11"]}, "age_bands.range"),
        ({"young": ["0-4", "7-80"]}, "age_bands.split"),
        ({"18-59": ["60+"]}, "age_bands.name"),
        ({"young": ["0-4", "ns"]}, "age_bands.not_stated"),
        ({"young": ["babies"]}, "age_bands.unknown"),
    ],
)
def test_unions_join_whole_bands_only(unions: dict[str, list[str]], code: str | None) -> None:
    assert {problem.code for problem in union_problems(unions, FINEST)} == ({code} if code else set())


ALL = ("all", "all", "all")


def a_release(name: str, first: date, last: date, people: int | None, **months: int) -> Release:
    named = {key.replace("m", "2022-"): value for key, value in months.items()}
    return Release(an_id(name), first, last, {ALL: people}, named, 5)


def test_a_quarter_less_two_months_gives_the_third_away() -> None:
    july = a_release("july", date(2022, 7, 1), date(2022, 7, 31), 40)
    august = a_release("august", date(2022, 8, 1), date(2022, 8, 31), 30)
    quarter = a_release("quarter", date(2022, 7, 1), date(2022, 9, 30), 73)
    found = given_away(quarter, [july, august])
    assert [(one.first, one.last, one.people) for one in found] == [
        (date(2022, 9, 1), date(2022, 9, 30), 3),
    ]
    assert set(found[0].reports) == {july.report, august.report, quarter.report}
    assert not given_away(a_release("quarter", date(2022, 7, 1), date(2022, 9, 30), 80), [july, august])
    assert not given_away(a_release("again", date(2022, 7, 1), date(2022, 7, 31), 42), [july])
    by_month = a_release("half", date(2022, 7, 1), date(2022, 9, 30), None, m07=38)
    assert not given_away(by_month, [july])
    cut = a_release("cut", date(2022, 7, 10), date(2022, 9, 30), None, m07=38)
    assert [one.people for one in given_away(cut, [july])] == [2]


def test_what_is_hidden_in_two_reports_is_bounded_by_a_third() -> None:
    """Below five men in July, below five in the rest, eight in the quarter: four and four, though no sum says so."""
    men, women = ("all", "m", "all"), ("all", "f", "all")
    july, rest = (date(2022, 7, 1), date(2022, 7, 31)), (date(2022, 8, 1), date(2022, 9, 30))
    hidden = frozenset({men})
    before = [
        Release(an_id("july"), *july, {ALL: 60, women: None, men: None}, {}, 5, hidden),
        Release(an_id("rest"), *rest, {ALL: 50, women: None, men: None}, {}, 5, hidden),
    ]
    whole = july[0], rest[1]
    quarter = Release(an_id("quarter"), *whole, {ALL: 110, women: 102, men: 8}, {}, 5)
    found = given_away(quarter, before)
    assert [(one.place, one.first, one.last, one.people, one.most) for one in found] == [
        (men, *july, 4, 4),
        (men, *rest, 4, 4),
    ]
    assert given_away(Release(an_id("quarter"), *whole, {ALL: 110, women: 105, men: 5}, {}, 5), before) == []
    assert (
        given_away(Release(an_id("quarter"), *whole, {ALL: 110, women: None, men: None}, {}, 5), before) == []
    )


def test_two_donors_reports_are_read_together() -> None:
    """Hanna pays for all 50, the other donor for all but three of them."""
    days = (date(2022, 7, 1), date(2022, 9, 30))
    hers = Release(an_id("hers"), *days, {ALL: 50}, {}, 5, scope="LBNT39")
    theirs = Release(an_id("theirs"), *days, {ALL: 47}, {}, 5, scope="GLOT59")
    both, only_hers, only_theirs = (
        frozenset({"LBNT39", "GLOT59"}),
        frozenset({"LBNT39"}),
        frozenset({"GLOT59"}),
    )
    found = given_away(hers, [theirs], lambda _grid: {days[0]: [both, only_hers]})
    assert [(one.people, one.most) for one in found] == [(3, 3)]
    assert set(found[0].reports) == {hers.report, theirs.report}
    assert given_away(hers, [theirs], lambda _grid: {days[0]: [both, only_hers, only_theirs]}) == []
    assert given_away(hers, [theirs], lambda _grid: {days[0]: [only_hers, only_theirs]}) == []


def a_lens(api: Client, name: str, **changes: Any) -> str:
    body = {"id": str(an_id(f"lens {name}")), "project": "LBNT39", "name": name, **YEAR}
    lens = {**body, "attribution": "full", "threshold": 5, "age_bands": {}, "language": "en", **changes}
    answer = api("Amina").post("/lenses", json=lens)
    assert answer.status_code == 201, answer.text
    assert api("Amina").post("/lenses", json=lens).status_code == 200
    return str(answer.json()["id"])


def a_draft(api: Client, lens: str, days: dict[str, str] = Q3) -> str:
    body = {"id": str(an_id(f"report {lens} {days}")), "lens": lens, **days, "language": "en"}
    answer = api("Amina").post("/reports", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["status"] == "draft"
    assert api("Amina").post("/reports", json=body).status_code == 200
    return str(answer.json()["id"])


def facts(api: Client, report: str, kind: str = "json", name: str = "Amina", **query: str) -> Any:
    return api(name).get(f"/reports/{report}.{kind}", params=query)


def test_a_report_is_frozen_for_ever(api: Client, database_url: str, tmp_path: Any) -> None:
    filled(database_url, story)
    amina, hanna = api("Amina"), api("Hanna")
    report = a_draft(api, a_lens(api, "Quarterly", age_bands={"0-17": ["0-4", "5-11", "12-17"]}))
    assert facts(api, report, name="Hanna").status_code == 404
    changed = amina.patch(
        f"/reports/{report}", json={"challenges": "The road was closed."}, headers={"If-Match": '"1"'}
    )
    assert changed.status_code == 200
    assert amina.patch(f"/reports/{report}", json={}, headers={"If-Match": '"1"'}).status_code == 412
    submitted = amina.post(f"/reports/{report}/submit")
    assert submitted.status_code == 200, submitted.text
    body = facts(api, report).json()
    assert body["hash"] == submitted.json()["hash"]
    assert body["figures"]["people_reached"] == 89
    assert {"0-17"} <= set(body["disaggregation"]["dimensions"]["age_band"]) | {"0-17"}
    values = {str(row["value"]) for row in body["disaggregation"]["rows"]}
    assert "<k" not in values
    assert "The road was closed." in str(body["narratives"])

    filled(
        database_url,
        lambda db: a_verified_session(
            db, day=date(2022, 8, 20), cells={("ET", "f", "18-59"): 25}, code="BEY-2022-08-20-01"
        ),
    )
    assert facts(api, report).json() == body
    assert amina.post(f"/reports/{report}/submit").json()["hash"] == body["hash"]
    arabic = facts(api, report, lang="ar").json()
    assert (arabic["figures"], arabic["hash"]) == (body["figures"], body["hash"])
    _same_in_every_format(api, report, body, tmp_path)

    assert facts(api, report, name="Hanna").json()["figures"] == body["figures"]
    assert facts(api, report, name="Bilal").status_code == 404
    assert [one["id"] for one in hanna.get("/reports").json()["items"]] == [report]
    assert hanna.post(f"/reports/{report}/submit").status_code == 403
    assert hanna.post(f"/reports/{report}/answer", json={"to": "sent_back"}).status_code == 422
    back = hanna.post(f"/reports/{report}/answer", json={"to": "sent_back", "note": "August is missing."})
    assert back.json()["status"] == "sent_back"
    assert facts(api, report).json() == body
    assert amina.post(f"/reports/{report}/submit").json()["hash"] != body["hash"]
    assert facts(api, report).json()["figures"]["people_reached"] == 114
    assert amina.post(f"/reports/{report}/answer", json={"to": "accepted"}).json()["status"] == "accepted"


def _same_in_every_format(api: Client, report: str, body: Any, folder: Any) -> None:
    figures = {key: "" if value is None else str(value) for key, value in body["figures"].items()}
    cells = {
        (row["community"], row["sex"], row["age_band"]): str(row["value"]).replace("<5", "<k")
        for row in body["disaggregation"]["rows"]
    }
    for kind in ("csv", "excel.csv"):
        table = facts(api, report, kind).content
        assert figures_of_csv(table) == {key: value.replace("<5", "<k") for key, value in figures.items()}
        assert cells_of_csv(table) == cells
    rows = workbook(facts(api, report, "xlsx").content)["Disaggregation"].iter_rows(
        min_row=2, values_only=True
    )
    assert {(r[4], r[5], r[6]): str(r[3]).replace("<5", "<k") for r in rows if r[4]} == cells
    page, paper = facts(api, report, "html").text, words_of_pdf(facts(api, report, "pdf").content, folder)
    for words in ("89", body["hash"][:12], "BEY-2022-07-30-01", "The road was closed."):
        assert words in page
        assert words in paper


def test_donors_divide_a_session_and_later_corrections_are_restated(api: Client, database_url: str) -> None:
    filled(database_url, story)
    shares = {}
    for project in ("LBNT39", "GLOT59"):
        lens = a_lens(api, f"Share of {project}", project=project, attribution="share", threshold=0)
        shares[project] = facts(api, a_draft(api, lens)).json()
    one, other = (shares[project]["figures"] for project in ("LBNT39", "GLOT59"))
    # The session of 30 July (53 people, 40 kits) is paid by both in equal parts; the others by LBNT39 alone.
    assert one["people_reached"] + other["people_reached"] == 89
    assert other["people_reached"] in {26, 27}
    assert one["kits_given"] + other["kits_given"] == 40
    assert sum(line["reached"] for line in shares["LBNT39"]["sessions"]) == one["people_reached"]

    lens = a_lens(api, "Months", threshold=0)
    august = a_draft(api, lens, {"from": "2022-08-01", "to": "2022-08-31"})
    assert api("Amina").post(f"/reports/{august}/submit").status_code == 200
    filled(
        database_url,
        lambda db: a_verified_session(
            db, day=date(2022, 8, 20), cells={("ET", "f", "18-59"): 25}, code="BEY-2022-08-20-01"
        ),
    )
    september = facts(api, a_draft(api, lens, {"from": "2022-09-01", "to": "2022-09-30"})).json()
    changes = {(line["figure"], line["before"], line["after"]) for line in september["restatements"]}
    assert ("People reached", 36, 61) in changes
    assert ("Sessions held", 2, 3) in changes


def test_what_would_come_out_beside_earlier_reports_is_refused(api: Client, database_url: str) -> None:
    amina = api("Amina")
    cells = {("ET", "f", "18-59"): 40}
    filled(
        database_url,
        lambda db: a_verified_session(db, day=date(2022, 7, 5), cells=cells, code="BEY-2022-07-05-01"),
        lambda db: a_verified_session(
            db, day=date(2022, 8, 5), cells={("ET", "f", "18-59"): 3}, code="BEY-2022-08-05-01"
        ),
    )
    july = a_draft(api, a_lens(api, "Monthly"), {"from": "2022-07-01", "to": "2022-07-31"})
    assert amina.post(f"/reports/{july}/submit").status_code == 200
    quarter = a_draft(api, a_lens(api, "Quarterly"))
    seen = amina.get(f"/reports/{quarter}").json()
    assert seen["discloses"]
    assert july in seen["discloses"][0]["reports"]
    assert "withheld" in seen["offers"]
    refused = amina.post(f"/reports/{quarter}/submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "report.discloses")
    match = {"If-Match": f'"{seen["version"]}"'}
    assert amina.patch(f"/reports/{quarter}", json={"detail": "withheld"}, headers=match).status_code == 200
    assert amina.post(f"/reports/{quarter}/submit").status_code == 200
    assert facts(api, quarter).json()["figures"]["people_reached"] == "c"
