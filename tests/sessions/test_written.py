"""Lists as programs get them, written straight from the rows, say what the documented model says."""

from __future__ import annotations

import json

from fastapi.openapi.utils import get_openapi

from app.kernel.paging import Page
from app.platform.unit_of_work import UnitOfWork
from app.sessions import use_cases
from app.sessions.rules import SessionStatus
from app.sessions.schemas import SessionLine, SessionSearch
from app.sessions.schemas.listed import ListedSession
from tests import world
from tests.conftest import Client
from tests.house.routes import api_routes
from tests.sessions.asked import SAFE_HOUSE, a_session, on_day, propose, step

SEARCHES = (
    SessionSearch(),
    SessionSearch(newest_first=False, project="LBNT39"),
    SessionSearch(status=SessionStatus.CONFIRMED),
    SessionSearch(area="LB1", begins="2022-07-30", ends="2022-08-03"),
    SessionSearch(organisation="LAW", facilitator="chantal@caritas.example"),
)


def _documented(session: ListedSession) -> SessionLine:
    parts = [part._asdict() for part in session.partners]
    return SessionLine.model_validate({**session._asdict(), "partners": parts})


def test_what_is_written_is_the_page_of_the_model(api: Client, uow: UnitOfWork) -> None:
    bilal, law = api("Bilal"), api("Lina")
    asked = [propose(bilal, a_session()), *(propose(bilal, on_day(day)) for day in (1, 2, 3))]
    night = {"starts_at": "2022-08-05T20:30:00.250000Z", "ends_at": "2022-08-05T22:30:00.000001Z"}
    propose(api("Amina"), a_session(**night, venue=SAFE_HOUSE, partners=None, facilitators=None))
    for one, says in zip(asked, (True, False, True), strict=False):
        answer = law.post(
            f"/sessions/{one['id']}/partners/LAW/answer", json={"accepted": says, "reason": "Full."}
        )
        assert answer.status_code == 200, answer.text
    step(api("Amina"), asked[0], "confirmed")
    seen = 0
    for name in ("Amina", "Bilal", "Lina", "Chantal", "Esther"):
        actor = world.actor(name)
        for search in SEARCHES:
            cursor: str | None = None
            while True:
                page = use_cases.list_sessions(actor, search, uow=uow, cursor=cursor, limit=2)
                written = use_cases.written_list(actor, search, uow=uow, cursor=cursor, limit=2)
                lines = [_documented(one) for one in page.items]
                assert [SessionLine.model_validate(one) for one in json.loads(written)["items"]] == lines
                plain = json.loads(Page[SessionLine](items=lines).model_dump_json())
                assert json.loads(written)["items"] == plain["items"], (name, search)
                assert (Page[SessionLine].model_validate_json(written).next is None) == (page.next is None)
                seen += len(page.items)
                if page.next is None:
                    break
                cursor = json.loads(written)["next"]
    assert seen > 20, seen
    assert Page[SessionLine].model_validate_json(api("Bilal").get("/sessions").content).items


def test_a_wrong_query_is_refused_field_by_field_and_a_strange_one_let_pass(api: Client) -> None:
    amina = api("Amina")
    answer = amina.get("/sessions?limit=0&status=over&venue=hall&order=up&from=" + "9" * 41)
    assert answer.status_code == 422
    found = {error["field"]: error["code"] for error in answer.json()["errors"]}
    assert found == {
        "from": "too_long",
        "limit": "greater_than_equal",
        "order": "enum",
        "status": "enum",
        "venue": "uuid_parsing",
    }
    assert amina.get("/sessions?limit=1&limit=2&colour=red&organisation=%20LAW%20").status_code == 200


def test_every_part_of_the_query_is_documented_and_stands_alone() -> None:
    lists = [
        route for path, route in api_routes() if path == "/api/v1/sessions" and "GET" in (route.methods or ())
    ]
    ((path,),) = [told.values() for told in get_openapi(title="", version="", routes=lists)["paths"].values()]
    described = path["parameters"]
    assert {one["name"] for one in described} == {
        *("from", "to", "organisation", "project", "status", "area"),
        *("facilitator", "venue", "order", "cursor", "limit"),
    }
    assert all(one["in"] == "query" and not one["required"] for one in described)
    assert "$ref" not in json.dumps(described)
