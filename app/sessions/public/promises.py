"""What coming sessions were promised: asked by the kits before another session is planned."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from app.platform.unit_of_work import ReadTx
from app.sessions.store import promises


def promised(
    look: ReadTx, organisation_id: UUID, item_codes: Collection[str], begins: datetime
) -> list[tuple[UUID, str, int]]:
    """(session, item code, quantity) of proposed and confirmed sessions led by an organisation from an instant on."""
    return promises.planned_by(look.db, organisation_id, item_codes, begins) if item_codes else []


def paying_for(look: ReadTx, session_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Session → the projects that pay for it; sessions of none are left out."""
    return promises.projects_of(look.db, session_ids) if session_ids else {}
