"""An organisation walks every door of the house: what it had no part in is counted in no figure it reads."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.conftest import Client
from tests.factories import a_verified_session, filled
from tests.house.routes import routed
from tests.reports.numbers_told import numbers
from tests.reports.story import story
from tests.world import an_id

PEOPLE = 7919
"""Of a session of Caritas alone; with the others it makes the sums that follow."""

FIGURES = re.compile(
    r"measures|monthly|dashboard|sessions|points|periods|reports|statement|entries|claims|feedback|figures|^/$"
)
"""Where figures of people stand."""

TEXT = re.compile("html|json|csv|calendar|plain")
"""What is read here; papers and workbooks are made of the same tables."""

IDENTITY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A form's own id is made by chance, and so may hold any number."""

DAYS = "from=2022-08-01&to=2022-08-31"
ASKED = {
    "/api/v1/measures/query": (
        "measure=people_reached", f"measure=people_reached&by=community&by=sex&{DAYS}", "measure=kits_given&project=LBNT39",
        "measure=door_count&organisation=CARITAS",
    ),
    "/monthly": ("month=2022-08", "month=2022-08&of=partner:CARITAS", "month=2022-08&of=all"),
    "/api/v1/monthly": ("month=2022-08&of=partner:KAFA",),
    "/dashboard": ("month=2022-08",),
    "/sessions.csv": ("", "status=verified&organisation=CARITAS"),
    "/reports/preview": (f"project=LBNT39&{DAYS}&audience=inside",),
}  # fmt: skip
"""What is asked at the doors that answer questions; at the others: these days."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_esther_counts_nobody_she_had_no_part_in(api: Client, browser: Client, database_url: str) -> None:
    filled(database_url, story)
    filled(
        database_url,
        lambda db: a_verified_session(
            db, day=date(2022, 8, 20), cells={("ET", "f", "18-59"): PEOPLE}, code="BEY-2022-08-20-01",
            kits=[("DK", PEOPLE, "ET", "f", "18-59")], door=PEOPLE,
        ),
    )  # fmt: skip
    amina = api("Amina")
    session = next(
        one["id"]
        for one in amina.get("/sessions").json()["items"]
        if one["code"].startswith("BEY-2022-08-20")
    )
    filling = {
        "code": "LBNT39",
        "session_id": session,
        "kind": "csv",
        "period": "2022-08",
        "organisation": "KAFA",
    }
    everybody = amina.get("/measures/query", params={"measure": "people_reached"}).text
    assert [one for one in numbers(everybody) if PEOPLE <= float(one) <= PEOPLE + 100], everybody
    esther, opened = browser("Esther"), set()
    for method, path in sorted(routed()):
        if method != "GET" or not FIGURES.search(path):
            continue
        where = re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: filling.get(name[1], str(an_id("nothing"))), path)
        for query in ASKED.get(path, (DAYS,)):
            answer = esther.get(f"{where}?{query}")
            assert answer.status_code < 500, (path, query)
            if answer.status_code == 200:
                opened.add(path)
            if answer.status_code == 200 and TEXT.search(answer.headers["content-type"]):
                said = numbers(IDENTITY.sub(" ", answer.text))
                told = [one for one in said if PEOPLE <= float(one) <= PEOPLE + 100]
                assert not told, (path, query, told)
                assert "BEY-2022-08-20-01" not in answer.text, (path, query)
    assert {"/api/v1/measures/query", "/monthly", "/dashboard", "/sessions.csv", "/reports", "/"} <= opened
