"""What belongs to sessions, read for many at once: one statement a kind of part, however many sessions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from app.platform.asked import Asked
from app.sessions.rules import PartnerRole
from app.sessions.tables import (
    SessionFacilitator,
    SessionPartner,
    SessionPlannedKit,
)


def _parts_of(session_id: Any, *columns: Any, order: tuple[Any, ...]) -> Select[Any]:
    """The rows of some sessions (`ids`). Built once: to build a statement costs more than to answer it."""
    wanted = session_id.in_(bindparam("ids", expanding=True))
    return select(session_id, *columns).where(wanted).order_by(*order)


@dataclass(frozen=True, slots=True)
class Part:
    """An organisation's part. `accepted`: None asked, True yes, False declined."""

    organisation_id: UUID
    role: PartnerRole
    accepted: bool | None
    answered_at: datetime | None
    answered_by: UUID | None
    reason: str


_partner = SessionPartner.__table__.c  # type: ignore[attr-defined]
_PARTNERS = _parts_of(
    _partner.session_id,
    _partner.organisation_id,
    _partner.role,
    _partner.accepted,
    _partner.accepted_at,
    _partner.accepted_by,
    _partner.answer_reason,
    order=(_partner.position, _partner.organisation_id),
)


def partners(db: Session, ids: Collection[UUID]) -> dict[UUID, list[Part]]:
    """The organisations of each session, the lead first, then in the order given."""
    found: dict[UUID, list[Part]] = {one: [] for one in ids}
    rows = db.connection().execute(_PARTNERS, {"ids": list(found)})
    for session_id, organisation_id, role, accepted, at, by, reason in rows:
        part = Part(organisation_id, PartnerRole(role), accepted, at, by, reason)
        if part.role is PartnerRole.LEAD:
            found[session_id].insert(0, part)
        else:
            found[session_id].append(part)
    return found


_FACILITATORS = _parts_of(
    col(SessionFacilitator.session_id),
    col(SessionFacilitator.person_id),
    order=(col(SessionFacilitator.position), col(SessionFacilitator.person_id)),
)


def facilitators(db: Session, ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The people assigned to each session, in the order given."""
    found: dict[UUID, list[UUID]] = {one: [] for one in ids}
    for session_id, person_id in db.connection().execute(_FACILITATORS, {"ids": list(found)}):
        found[session_id].append(person_id)
    return found


_kit = SessionPlannedKit.__table__.c  # type: ignore[attr-defined]
_PLANNED_KITS = Asked(
    lambda among: (
        select(_kit.session_id, _kit.item_code, _kit.quantity)
        .where(among(_kit.session_id, "ids"))
        .order_by(_kit.position, _kit.item_code)
    )
)


def planned_kits(db: Session, ids: Collection[UUID]) -> dict[UUID, list[tuple[str, int]]]:
    """The items planned for each session, as (item code, quantity)."""
    found: dict[UUID, list[tuple[str, int]]] = {one: [] for one in ids}
    for session_id, code, quantity in _PLANNED_KITS.rows(db.connection(), ids=found):
        found[session_id].append((code, quantity))
    return found
