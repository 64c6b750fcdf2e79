from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.conftest import Client
from tests.factories import a_session, a_verified_session, filled

CELLS = {("ET", "f", "18-59"): 12, ("BD", "m", "18-59"): 3}


def test_the_register_tells_every_measure_in_words(api: Client) -> None:
    listed = api("Bilal").get("/measures").json()["items"]
    assert {"people_reached", "sessions_held", "kits_given", "outcome"} <= {one["key"] for one in listed}
    assert all(one["title"] and one["definition"] for one in listed)


def test_a_figure_by_community_sex_and_age(api: Client, database_url: str) -> None:
    filled(database_url, lambda db: a_verified_session(db, cells=CELLS))
    found = api("Bilal").get(
        "/measures/query",
        params={
            "measure": "people_reached",
            "by": "community,sex,age_band",
            "project": "LBNT39",
            "from": "2022-07-01",
            "to": "2022-07-31",
            "organisation": "CARITAS",
        },
    )
    assert found.status_code == 200
    assert found.json() == {
        "measure": "people_reached",
        "by": ["community", "sex", "age_band"],
        "rows": [
            {"community": "BD", "sex": "m", "age_band": "18-59", "value": 3},
            {"community": "ET", "sex": "f", "age_band": "18-59", "value": 12},
        ],
        "total": 15,
        "numerator": None,
        "denominator": None,
        "provisional": False,
        "provisional_part": 0,
    }


def test_provisional_rows_are_marked(api: Client, database_url: str) -> None:
    filled(database_url, lambda db: a_session(db, status="reported", cells=CELLS))
    found = api("Amina").get(
        "/measures/query", params={"measure": "people_reached", "by": "sex", "provisional": "true"}
    )
    assert found.json()["rows"][0] == {"sex": "f", "value": 12, "provisional": 12}
    assert found.json()["provisional"] is True


def test_esther_sees_nothing_of_it_and_hanna_may_not_ask(api: Client, database_url: str) -> None:
    filled(database_url, lambda db: a_verified_session(db, cells=CELLS))
    asked = {"measure": "people_reached", "by": "community"}
    assert api("Esther").get("/measures/query", params=asked).json()["total"] == 0
    assert api("Hanna").get("/measures/query", params=asked).status_code == 403
    assert api("").get("/measures/query", params=asked).status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        "measure=nonsense",
        "measure=people_reached&by=shoe",
        "measure=people_reached&community=NOPE",
        "measure=people_reached&from=yesterday",
        "measure=people_reached&project=%00",
        "measure=people_reached&shoe=1",
        "by=sex",
    ],
)
def test_nonsense_is_refused_with_the_field(api: Client, query: str) -> None:
    refused = api("Amina").get(f"/measures/query?{query}")
    assert refused.status_code == 422
    assert refused.json()["errors"]


PLACES = st.tuples(
    st.sampled_from(["ET", "BD", "PH", "OTHER", "NS"]),
    st.sampled_from(["f", "m", "o", "ns"]),
    st.sampled_from(["0-4", "12-17", "18-59", "60+", "ns"]),
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.dictionaries(PLACES, st.integers(0, 40), min_size=1, max_size=6), min_size=1, max_size=3))
def test_parts_add_up_to_the_whole(
    api: Client, database_url: str, sessions: list[dict[tuple[str, str, str], int]]
) -> None:
    amina = api("Amina")
    before = _total(amina, "community")
    for cells in sessions:
        filled(
            database_url,
            lambda db, cells=cells: a_verified_session(db, cells=cells, projects=("LBNT39", "GLOT59")),
        )
    truth = before + sum(sum(cells.values()) for cells in sessions)
    for by in ("community", "sex", "age_band", "community,sex,age_band", "governorate,month", "language,sex"):
        assert _total(amina, by) == truth


def _total(client: TestClient, by: str) -> int:
    found = client.get("/measures/query", params={"measure": "people_reached", "by": by}).json()
    assert sum(row["value"] for row in found["rows"]) == found["total"]
    return int(found["total"])
