"""A donor walks every door of the house: what opens tells what was sent to it, and no figure that was not."""

from __future__ import annotations

import re
from datetime import date

from tests.conftest import Client
from tests.factories import a_verified_session, filled
from tests.house.routes import routed
from tests.reports.story import story
from tests.world import an_id

NOT_SENT = ("BEY-2022-08-20-01", "7919", "7,919", "8008", "8,008", "7997", "7,997")
"""A session verified after the report was sent, its people, and what totals would become with them."""

NEVER_SHOWN = ("Safe house", "St Joseph hall", "chantal@")
"""Venues and people stand in no report for a donor."""

ASKED = "month=2022-08&of=project:LBNT39&project=LBNT39&from=2022-08-01&to=2022-08-31&measure=people_reached&period=custom"


def test_hanna_finds_nothing_that_was_not_sent_to_her(
    api: Client, browser: Client, database_url: str
) -> None:
    filled(database_url, story)
    amina, hanna = api("Amina"), browser("Hanna")
    session = amina.get("/sessions").json()["items"][0]["id"]
    lens = {
        "id": str(an_id("a walked lens")),
        "project": "LBNT39",
        "name": "Switzerland",
        "from": "2022-01-01",
        "to": "2022-12-31",
        "threshold": 5,
        "language": "en",
    }
    draft = {
        "id": str(an_id("a walked quarter")),
        "lens": lens["id"],
        "from": "2022-07-01",
        "to": "2022-09-30",
    }
    assert amina.post("/lenses", json=lens).status_code == 201
    assert amina.post("/reports", json=draft).status_code == 201
    assert amina.post(f"/reports/{draft['id']}/submit").status_code == 200
    filled(
        database_url,
        lambda db: a_verified_session(
            db, day=date(2022, 8, 20), cells={("ET", "f", "18-59"): 7919}, code="BEY-2022-08-20-01"
        ),
    )
    assert (
        "8008" in amina.get("/projects/LBNT39/report.csv?from=2022-07-01&to=2022-09-30&audience=inside").text
    )

    filling = {"code": "LBNT39", "report_id": draft["id"], "session_id": session, "kind": "csv"}
    opened = set()
    for method, path in sorted(routed()):
        if method != "GET":
            continue
        where = re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: filling.get(name[1], str(an_id("nothing"))), path)
        for address in (where, f"{where}?{ASKED}"):
            answer = hanna.get(address)
            assert answer.status_code < 500, address
            if answer.status_code != 200:
                continue
            opened.add(path)
            said = answer.text
            if not path.startswith(("/field", "/sw.js", "/api/v1/openapi", "/static")):
                assert [words for words in NOT_SENT if words in said] == [], address
                assert [words for words in NEVER_SHOWN if words in said] == [], address
    assert {"/", "/dashboard", "/monthly", "/reports", "/reports/{report_id}", "/api/v1/monthly"} <= opened
    assert not {
        path for path in opened if re.search(r"sessions|measures|kits|movements|balances|people", path)
    }
    assert "/api/v1/reports/{report_id}.{kind}" in opened
