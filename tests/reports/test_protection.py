"""Thresholds with an owner, and rounded figures for everybody that never stand beside hidden cells."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.reports.disclosure.rounding import BASE, public_table, rounded
from app.reports.disclosure.shapes import Table, with_code
from app.reports.rules import quarters_told
from tests.conftest import Client
from tests.factories import a_verified_session, filled
from tests.reports.story import story
from tests.reports.test_lenses import a_lens
from tests.world import email_of

ALL = "all"
QUARTER = {"from": "2022-07-01", "to": "2022-09-30"}

tables = st.builds(
    lambda values: dict(zip(itertools.product("ABCD", "fm", ("0-17", "18+")), values, strict=True)),
    st.lists(st.one_of(st.just(0), st.integers(0, 9), st.integers(5, 400)), min_size=16, max_size=16),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables)
def test_rounded_figures_are_multiples_near_the_truth_and_add_up(counts: dict[Any, int]) -> None:
    table, shown = Table(counts), rounded(counts)
    assert set(shown) == set(table.places())
    for place, value in shown.items():
        assert value % BASE == 0
        assert value >= 0
        assert abs(value - table[place]) < 2 * BASE
        for at, codes in enumerate((table.communities, table.sexes, table.ages)):
            if place[at] == ALL:
                assert value == sum(shown[with_code(place, at, code)] for code in codes)


def test_everybody_sees_no_small_community_and_nothing_of_a_handful() -> None:
    counts = {
        ("ET", "f", "18-59"): 60,
        ("BD", "m", "5-11"): 4,
        ("LK", "f", "60+"): 9,
        ("PH", "m", "18-59"): 33,
    }
    shown = public_table(counts, 11, frozenset({"PH"}))
    assert {place[0] for place in shown} == {"ET", "OTHER", ALL}
    assert {place[2] for place in shown} == {"0-17", "18+", ALL}
    assert public_table({("ET", "f", "18-59"): 10}, 11) == {}


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2022, 10, 29), ["2022-04-01"]),
        (date(2022, 10, 30), ["2022-07-01", "2022-04-01"]),
        (date(2024, 1, 1), ["2022-10-01", "2022-07-01", "2022-04-01"]),
    ],
)
def test_a_quarter_is_told_when_it_is_a_month_old(today: date, told: list[str]) -> None:
    found = quarters_told(date(2022, 5, 20), date(2022, 11, 30), today)
    assert [first.isoformat() for first, _last in found] == told


def test_georges_sets_a_threshold_and_lenses_follow(api: Client) -> None:
    georges, amina = api("Georges"), api("Amina")
    before = {one["audience"]: one for one in amina.get("/thresholds").json()}
    assert {name: (one["threshold"], one["owner"], one["version"]) for name, one in before.items()} == {
        "partner": (5, "", 0),
        "donor": (5, "", 0),
        "public": (11, "", 0),
    }
    owner = email_of("Amina")
    body = {"threshold": 7, "owner": owner, "reason": "Switzerland asked for it."}

    def set_(seen: str, **changes: Any) -> Any:
        return georges.patch("/thresholds/donor", json={**body, **changes}, headers={"If-Match": f'"{seen}"'})

    assert set_("0", threshold=2).json()["errors"][0]["code"] == "threshold.too_low"
    assert set_("0", owner="nobody@example.org").json()["errors"][0]["code"] == "person.unknown"
    assert set_("1").status_code == 412
    done = set_("0")
    assert done.status_code == 200, done.text
    assert (done.json()["threshold"], done.json()["version"], done.json()["owner"]) == (7, 1, owner)
    assert set_("0").status_code == 412
    lens = a_lens(api, "Follows", threshold=None)
    assert amina.get(f"/lenses/{lens}").json()["threshold"] == 7
    report = amina.get("/projects/LBNT39/report.json", params={**QUARTER, "audience": "donor"}).json()
    assert report["threshold"] == 7
    trail = [one for one in georges.get("/audit").json()["items"] if one["action"] == "threshold.set"]
    assert trail[0]["data"]["threshold"] == [5, 7]


def test_a_lens_hides_as_much_as_the_donors_threshold_or_is_for_inside_use(api: Client) -> None:
    amina = api("Amina")
    body = {
        "project": "LBNT39",
        "name": "Too open",
        "from": "2022-01-01",
        "to": "2022-12-31",
        "language": "en",
    }
    for low in (1, 2, 4):
        refused = amina.post("/lenses", json={**body, "threshold": low})
        assert refused.status_code == 422, refused.text
        [wrong] = refused.json()["errors"]
        assert (wrong["field"], wrong["code"]) == ("threshold", "threshold.below_audience")
        assert "below 5" in wrong["message"]
    lens = a_lens(api, "Strict")
    address = f"/lenses/{lens}"

    def change(seen: int, **changes: Any) -> Any:
        return amina.patch(address, json=changes, headers={"If-Match": f'"{seen}"'})

    assert change(1, threshold=4).json()["errors"][0]["code"] == "threshold.below_audience"
    assert amina.get(address).json()["threshold"] == 5
    assert change(1, threshold=0).status_code == 200
    assert change(2, threshold=6).status_code == 200
    owner = {"threshold": 9, "owner": amina.get("/me").json()["email"], "reason": "Agreed."}
    raised = api("Georges").patch("/thresholds/donor", json=owner, headers={"If-Match": '"0"'})
    assert raised.status_code == 200, raised.text
    assert change(3, name="Strict as before", threshold=6).status_code == 200
    assert change(4, threshold=8).status_code == 422
    assert change(4, threshold=9).status_code == 200


def test_the_pages_of_thresholds_and_of_everybody(browser: Client, api: Client, database_url: str) -> None:
    filled(
        database_url,
        story,
        lambda db: a_verified_session(
            db,
            day=date(2022, 8, 20),
            cells={("ET", "f", "18-59"): 41, ("ET", "m", "18-59"): 3},
            code="BEY-2022-08-20-01",
        ),
    )
    georges, amina, nobody = browser("Georges"), browser("Amina"), browser("")
    assert nobody.get("/figures/LBNT39").status_code == 404
    assert nobody.get("/figures/NOPE").status_code == 404
    assert "Protection of small counts" in amina.get("/settings").text
    refused = georges.post(
        "/settings/protection/public", data={"version": "0", "threshold": "2", "owner": "x"}
    )
    assert refused.status_code == 422
    assert "11" in georges.get("/settings/protection").text
    opened = amina.post("/settings/protection/figures/LBNT39", data={"version": "0", "shown": "yes"})
    assert opened.status_code in {200, 303}
    page = nobody.get("/figures/LBNT39?quarter=2022-Q3")
    assert page.status_code == 200
    arabic = nobody.get("/figures/LBNT39?quarter=2022-Q3", headers={"Accept-Language": "ar"}).text
    assert "Women" not in arabic
    assert "Total" not in arabic
    body = nobody.get("/figures/LBNT39.json?quarter=2022-Q3").json()
    values = {(one["community"], one["sex"], one["age_band"]): one["value"] for one in body["cells"]}
    assert values
    assert all(isinstance(value, int) and value % BASE == 0 for value in values.values())
    assert abs(values[ALL, ALL, ALL] - 133) < BASE
    assert "<" not in {str(value)[0] for value in values.values()}
    assert nobody.get("/figures/LBNT39?quarter=2031-Q3").status_code == 422
    assert (
        api("Amina").get("/projects/LBNT39/report.json", params={**QUARTER, "audience": "public"}).status_code
        == 403
    )
    closed = amina.post("/settings/protection/figures/LBNT39", data={"version": "1", "shown": "no"})
    assert closed.status_code in {200, 303}
    assert nobody.get("/figures/LBNT39").status_code == 404
