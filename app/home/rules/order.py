"""In which order a person with several roles meets the parts of the start page."""

from __future__ import annotations

from app.access.permissions import Role

PARTS: tuple[Role, ...] = (
    Role.COORDINATOR,
    Role.PLANNER,
    Role.FACILITATOR,
    Role.STOREKEEPER,
    Role.DONOR,
    Role.ADMINISTRATOR,
)
