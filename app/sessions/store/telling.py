"""Sessions with everybody who has to do with them: four statements, however many sessions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.sessions.rules import PartnerRole, SessionStatus
from app.sessions.rules.involved import Involved, Part
from app.sessions.tables import (
    AwarenessSession,
    SessionFacilitator,
    SessionPartner,
    SessionProject,
    SessionStep,
)

MOST = 500
"""Sessions that one round of reminders looks at."""


def involved(db: Session, ids: Collection[UUID]) -> tuple[dict[UUID, Involved], dict[UUID, set[UUID]]]:
    """These sessions with their people, and the projects of each; the agencies are filled in above."""
    wanted = list(ids)
    rows = db.exec(
        select(
            AwarenessSession.id,
            AwarenessSession.code,
            AwarenessSession.title,
            AwarenessSession.starts_at,
            AwarenessSession.time_zone,
            AwarenessSession.proposed_by,
            AwarenessSession.reported_by,
        ).where(col(AwarenessSession.id).in_(wanted))  # type: ignore[call-overload]
    ).all()
    parts: dict[UUID, list[Part]] = {}
    for session_id, organisation_id, role, accepted in db.exec(
        select(
            SessionPartner.session_id,
            SessionPartner.organisation_id,
            SessionPartner.role,
            SessionPartner.accepted,
        ).where(col(SessionPartner.session_id).in_(wanted))
    ):
        parts.setdefault(session_id, []).append(Part(organisation_id, PartnerRole(role), accepted))
    people: dict[UUID, set[UUID]] = {}
    for session_id, person_id in db.exec(
        select(SessionFacilitator.session_id, SessionFacilitator.person_id).where(
            col(SessionFacilitator.session_id).in_(wanted)
        )
    ):
        people.setdefault(session_id, set()).add(person_id)
    projects: dict[UUID, set[UUID]] = {}
    for session_id, project_id in db.exec(
        select(SessionProject.session_id, SessionProject.project_id).where(
            col(SessionProject.session_id).in_(wanted)
        )
    ):
        projects.setdefault(session_id, set()).add(project_id)
    found = {
        row[0]: Involved(
            id=row[0],
            code=row[1],
            title=row[2],
            starts_at=row[3],
            time_zone=row[4],
            parts=tuple(parts.get(row[0], ())),
            agencies=frozenset(),
            facilitators=frozenset(people.get(row[0], ())),
            proposed_by=row[5],
            reported_by=row[6],
        )
        for row in rows
    }
    return found, projects


def last_reporters(db: Session, ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """Who made the newest report of each of these sessions, by the record of their steps."""
    steps = db.exec(
        select(SessionStep.session_id, SessionStep.by)
        .where(
            col(SessionStep.session_id).in_(list(ids)),
            col(SessionStep.to_status) == SessionStatus.REPORTED.value,
        )
        .order_by(col(SessionStep.at), col(SessionStep.id))
    )
    return dict(steps.all())


def coming_up(db: Session, after: datetime, before: datetime) -> list[UUID]:
    """Confirmed sessions that start between two moments."""
    return list(
        db.exec(
            select(AwarenessSession.id)
            .where(
                AwarenessSession.status == SessionStatus.CONFIRMED.value,
                col(AwarenessSession.starts_at) > after,
                col(AwarenessSession.starts_at) <= before,
            )
            .order_by(col(AwarenessSession.starts_at), col(AwarenessSession.id))
            .limit(MOST)
        )
    )


def not_reported(db: Session, ended_after: datetime, ended_before: datetime) -> list[UUID]:
    """Sessions that were to be held, ended between two moments and have no report."""
    waiting = (SessionStatus.CONFIRMED.value, SessionStatus.IN_PROGRESS.value)
    return list(
        db.exec(
            select(AwarenessSession.id)
            .where(
                col(AwarenessSession.status).in_(waiting),
                col(AwarenessSession.starts_at) > ended_after,
                col(AwarenessSession.ends_at) <= ended_before,
            )
            .order_by(col(AwarenessSession.starts_at), col(AwarenessSession.id))
            .limit(MOST)
        )
    )
