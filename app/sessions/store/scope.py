"""Which sessions exist for a reader, as a condition for any query (rules.reaches says the same of one session)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, or_, true
from sqlmodel import col

from app.access.actor import Scope
from app.sessions.tables import AwarenessSession, SessionFacilitator, SessionPartner, SessionProject

TakesPart = ColumnElement[bool]


def takes_part(accepted: Any = None) -> TakesPart:
    """The organisation has not declined: it was asked, or said yes."""
    column = col(SessionPartner.accepted) if accepted is None else accepted
    return or_(column.is_(None), column.is_(True))


def joined_by(session_id: Any, organisation_ids: frozenset[UUID]) -> TakesPart:
    """One of these organisations leads or takes part in the session."""
    return exists().where(
        col(SessionPartner.session_id) == session_id,
        col(SessionPartner.organisation_id).in_(sorted(organisation_ids)),
        takes_part(),
    )


def paid_by(session_id: Any, project_ids: frozenset[UUID]) -> TakesPart:
    """One of these projects pays for the session."""
    return exists().where(
        col(SessionProject.session_id) == session_id,
        col(SessionProject.project_id).in_(sorted(project_ids)),
    )


def assigned_to(session_id: Any, person_id: UUID) -> TakesPart:
    """The person is a facilitator of the session."""
    return exists().where(
        col(SessionFacilitator.session_id) == session_id, col(SessionFacilitator.person_id) == person_id
    )


def in_scope(scope: Scope, session_id: Any = None) -> TakesPart:
    """The session (its id, or the row of the query) exists for this reader."""
    if scope.everything:
        return true()
    identity = col(AwarenessSession.id) if session_id is None else session_id
    lines: list[TakesPart] = []
    if scope.organisations:
        lines.append(joined_by(identity, scope.organisations))
    if scope.person_id is not None:
        lines.append(assigned_to(identity, scope.person_id))
    if scope.projects:
        lines.append(paid_by(identity, scope.projects))
    for organisation_id, project_id in sorted(scope.within):
        lines.append(
            joined_by(identity, frozenset({organisation_id})) & paid_by(identity, frozenset({project_id}))
        )
    return or_(*lines) if lines else false()
