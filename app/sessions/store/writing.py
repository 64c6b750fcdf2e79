"""Writes a plan: the session's row and everything that belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.kernel import clock
from app.sessions.rules import PartnerRole, SessionStatus
from app.sessions.rules.plan import SessionPlan
from app.sessions.store.parts import Part
from app.sessions.tables import (
    AwarenessSession,
    SessionFacilitator,
    SessionNumber,
    SessionPartner,
    SessionPlannedKit,
    SessionProject,
    SessionTopic,
)


def _next_number(db: Session, prefix: str, day: date) -> int:
    """Counts up in one statement: two requests at once get two numbers."""
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    counted = dialect.insert(SessionNumber).values(prefix=prefix, day=day, last=1)
    return int(
        db.connection()
        .execute(
            counted.on_conflict_do_update(
                index_elements=["prefix", "day"], set_={"last": col(SessionNumber.last) + 1}
            ).returning(col(SessionNumber.last))
        )
        .scalar_one()
    )


def new_code(db: Session, prefix: str, day: date) -> str:
    """A readable code nobody has: BEY-2022-07-30-01. Numbers taken by imported codes are passed over."""
    while True:
        code = f"{prefix}-{day.isoformat()}-{_next_number(db, prefix, day):02d}"
        if db.exec(select(AwarenessSession.id).where(AwarenessSession.code == code)).first() is None:
            return code


def columns_of(plan: SessionPlan) -> dict[str, Any]:
    """A plan as columns of the session's own row."""
    return {
        "title": plan.title,
        "activity_type": plan.activity_type.value,
        "audience": plan.audience.value,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "time_zone": plan.time_zone,
        "local_date": plan.local_date,
        "venue_id": plan.venue_id,
        "area_code": plan.area_code,
        "language_code": plan.language_code,
        "lead_organisation_id": plan.lead_organisation_id,
        "campaign_id": plan.campaign_id,
        "capacity": plan.capacity,
        "note": plan.note,
    }


def add(
    db: Session,
    session_id: UUID,
    code: str,
    plan: SessionPlan,
    *,
    by: UUID,
    follows: UUID | None = None,
    says_yes: Collection[UUID] = (),
) -> None:
    """Insert a proposed session. `says_yes`: partners for which the proposer may answer himself."""
    now = clock.now()
    db.connection().execute(
        insert(AwarenessSession).values(
            id=session_id,
            code=code,
            status=SessionStatus.PROPOSED.value,
            follows_id=follows,
            proposed_by=by,
            created_at=now,
            updated_at=now,
            **columns_of(plan),
        )
    )
    _add_parts(db, session_id, plan, {}, by=by, says_yes=says_yes)


def change(
    db: Session,
    session_id: UUID,
    plan: SessionPlan,
    *,
    answered: Mapping[UUID, Part],
    by: UUID,
    says_yes: Collection[UUID] = (),
) -> None:
    """Save a changed plan: version + 1. Partners that stay keep the answer they gave (`answered`)."""
    connection = db.connection()
    connection.execute(
        update(AwarenessSession)
        .where(col(AwarenessSession.id) == session_id)
        .values(updated_at=clock.now(), version=col(AwarenessSession.version) + 1, **columns_of(plan))
    )
    for table in PARTS:
        connection.execute(delete(table).where(col(table.session_id) == session_id))
    _add_parts(db, session_id, plan, answered, by=by, says_yes=says_yes)


def _partner_rows(
    session_id: UUID,
    plan: SessionPlan,
    answered: Mapping[UUID, Part],
    by: UUID,
    says_yes: Collection[UUID],
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    asked = ((plan.lead_organisation_id, PartnerRole.LEAD), *plan.partners)
    for position, (organisation_id, role) in enumerate(asked):
        before = answered.get(organisation_id)
        agrees = role is PartnerRole.LEAD or organisation_id in says_yes
        row = {
            "session_id": session_id,
            "organisation_id": organisation_id,
            "role": role.value,
            "accepted": True if agrees else None,
            "accepted_by": by if agrees else None,
            "accepted_at": clock.now() if agrees else None,
            "answer_reason": "",
            "position": position,
            "starts_at": plan.starts_at,
        }
        if before is not None and before.accepted is not None and role is not PartnerRole.LEAD:
            row |= {
                "accepted": before.accepted,
                "accepted_by": before.answered_by,
                "accepted_at": before.answered_at,
                "answer_reason": before.reason,
            }
        rows.append(row)
    return rows


PARTS = (SessionPartner, SessionFacilitator, SessionProject, SessionTopic, SessionPlannedKit)
"""The tables of what belongs to a session."""


def part_rows(
    session_id: UUID,
    plan: SessionPlan,
    answered: Mapping[UUID, Part],
    *,
    by: UUID,
    says_yes: Collection[UUID],
) -> tuple[list[dict[str, Any]], ...]:
    """The rows of what belongs to a session, one list for each table of PARTS."""
    linked = {"session_id": session_id, "starts_at": plan.starts_at}
    return (
        _partner_rows(session_id, plan, answered, by, says_yes),
        [
            {**linked, "person_id": person_id, "position": position}
            for position, person_id in enumerate(plan.facilitator_ids)
        ],
        [
            {**linked, "project_id": project_id, "share": share, "position": position}
            for position, (project_id, share) in enumerate(plan.projects)
        ],
        [
            {"session_id": session_id, "topic_code": code, "position": position}
            for position, code in enumerate(plan.topics)
        ],
        [
            {"session_id": session_id, "item_code": code, "quantity": quantity, "position": position}
            for position, (code, quantity) in enumerate(plan.planned_kits)
        ],
    )


def _add_parts(
    db: Session,
    session_id: UUID,
    plan: SessionPlan,
    answered: Mapping[UUID, Part],
    *,
    by: UUID,
    says_yes: Collection[UUID],
) -> None:
    lists = part_rows(session_id, plan, answered, by=by, says_yes=says_yes)
    for table, rows in zip(PARTS, lists, strict=True):
        if rows:
            db.connection().execute(insert(table), rows)


def answer(
    db: Session,
    session_id: UUID,
    organisation_id: UUID,
    *,
    accepted: bool,
    reason: str,
    by: UUID,
    at: datetime,
) -> None:
    """Note what a partner answered."""
    db.connection().execute(
        update(SessionPartner)
        .where(
            col(SessionPartner.session_id) == session_id,
            col(SessionPartner.organisation_id) == organisation_id,
        )
        .values(accepted=accepted, answer_reason=reason, accepted_by=by, accepted_at=at)
    )
