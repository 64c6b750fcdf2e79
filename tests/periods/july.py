"""July 2022 at Caritas: sessions held, reported and verified through the JSON face, and a closed month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from app.kernel.ids import new_id
from tests.conftest import Client
from tests.sessions.asked import a_session, propose, step

FIRST_OF_AUGUST = datetime(2022, 8, 1, 7, tzinfo=UTC)
JULY = "/periods/2022-07"


def held(api: Client, hour: int = 6, people: int = 12, *, to: str = "verified", **changed: Any) -> str:
    """A session of the World Day, brought to a status by Bilal, Chantal and Amina: its id."""
    starts = datetime(2022, 7, 30, hour, tzinfo=UTC)
    body = a_session(
        starts_at=starts.isoformat(),
        ends_at=(starts + timedelta(hours=1)).isoformat(),
        planned_kits=[],
        **changed,
    )
    session = propose(api("Bilal"), body)
    if to == "proposed":
        return str(session["id"])
    step(api("Amina"), session, "confirmed")
    if to != "confirmed":
        taken(count(api("Chantal"), session["id"], people))
        taken(
            api("Chantal").post(
                f"/sessions/{session['id']}/door", json={"id": str(new_id()), "delta": people}
            )
        )
    if to in {"reported", "verified"}:
        taken(close_out(api("Chantal"), session["id"]))
    if to == "verified":
        step(api("Amina"), session, "verified")
    return str(session["id"])


def count(client: TestClient, session: str, people: int, community: str = "ET") -> Response:
    """Count women of a community."""
    cell = {"community": community, "sex": "f", "age_band": "18-59"}
    entries = [{"id": str(new_id()), **cell, "delta": people}]
    return client.post(f"/sessions/{session}/counts", json={"id": str(new_id()), "entries": entries})


def close_out(client: TestClient, session: str) -> Response:
    """File the report of a session."""
    return client.post(
        f"/sessions/{session}/report", json={"id": str(new_id()), "topics_covered": ["KAFALA"], "till": []}
    )


def taken(answer: Response) -> dict[str, Any]:
    """The body of an answer that must be good."""
    assert answer.status_code in {200, 201}, answer.text
    return dict(answer.json())


def refused(answer: Response, code: str, status: int = 409) -> None:
    """It must have been refused for this."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def close(amina: TestClient, *, period: str = JULY) -> dict[str, Any]:
    """Close a period in both steps."""
    assert taken(amina.post(f"{period}/close", json={}))["state"] == "closing"
    return taken(amina.post(f"{period}/close", json={}))
