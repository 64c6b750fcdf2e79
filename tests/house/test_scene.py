from __future__ import annotations

from fastapi import FastAPI

from app.audit import use_cases as audit
from app.commands.ledgers import differences
from tests.conftest import Client
from tests.scene import PEOPLE, play


def test_the_main_job_from_proposal_to_verification(app: FastAPI, api: Client) -> None:
    """Plan, confirm, count, hand out, close, verify: by JSON, on both databases, with totals that hold."""
    scene = play(api)
    held = api("Bilal").get(f"/sessions/{scene.held}/counts").json()
    assert held["total"] == sum(PEOPLE.values())
    assert held["door"] == 54
    reached = api("Amina").get("/measures/query", params={"measure": "people_reached"}).json()
    assert reached["total"] == sum(PEOPLE.values())
    assert differences(app.state.uow) == []
    assert all(verdict.broken_at is None for verdict in audit.verify(app.state.uow))
