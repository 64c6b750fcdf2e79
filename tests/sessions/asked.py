"""What Bilal asks for: the awareness session of the World Day, as the JSON face takes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.testclient import TestClient

from app.kernel.ids import new_id
from tests import world

HALL = str(world.an_id("St Joseph hall"))
SAFE_HOUSE = str(world.an_id("Safe house"))

WORLD_DAY: dict[str, Any] = {
    "title": "Know your rights: work and the kafala system",
    "activity_type": "awareness_session",
    "audience": "community",
    "starts_at": "2022-07-30T06:30:00Z",
    "ends_at": "2022-07-30T08:30:00Z",
    "time_zone": "Asia/Beirut",
    "venue": HALL,
    "language": "am",
    "topics": ["KAFALA", "FORCED_LABOUR"],
    "lead_organisation": "CARITAS",
    "partners": [{"organisation": "LAW", "role": "facilitator"}],
    "facilitators": ["chantal@caritas.example"],
    "capacity": 60,
    "projects": [{"project": "LBNT39", "share": 60}, {"project": "GLOT59", "share": 40}],
    "campaign": "WD-TIP-2022",
    "planned_kits": [{"item": "DK", "quantity": 60}],
}


def a_session(**changed: Any) -> dict[str, Any]:
    """The World Day session with some answers changed; `None` leaves one out."""
    body = {"id": str(new_id()), **WORLD_DAY, **changed}
    return {name: value for name, value in body.items() if value is not None}


def on_day(day: int, **changed: Any) -> dict[str, Any]:
    """The same session on a day of August 2022, so that it clashes with nothing."""
    return a_session(
        starts_at=f"2022-08-{day:02d}T06:30:00Z", ends_at=f"2022-08-{day:02d}T08:30:00Z", **changed
    )


def propose(client: TestClient, body: dict[str, Any]) -> dict[str, Any]:
    """Propose it; must be taken."""
    answer = client.post("/sessions", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def step(client: TestClient, session: dict[str, Any], to: str, reason: str = "") -> dict[str, Any]:
    """Take a step; must be taken."""
    answer = client.post(f"/sessions/{session['id']}/transitions", json={"to": to, "reason": reason})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def the_id(session: dict[str, Any]) -> UUID:
    """The id of an answered session."""
    return UUID(session["id"])
