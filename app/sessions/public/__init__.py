"""What other packages may ask of sessions, and do to them, inside their own transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Table

from app.access.actor import Actor, Scope
from app.kernel.errors import NotFound
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions.public.glance import counts_by_status
from app.sessions.public.promises import paying_for, promised
from app.sessions.rules import (
    ACTIVITY_NAMES,
    PARTNER_ROLE_NAMES,
    STATUS_NAMES,
    ActivityType,
    Audience,
    PartnerRole,
    SessionFacts,
    SessionLabel,
    SessionStatus,
)
from app.sessions.rules.facts import reaches
from app.sessions.rules.findings import Finding, Weight, about_kits
from app.sessions.rules.life import step_towards
from app.sessions.rules.plan import SessionPlan
from app.sessions.schemas.listed import ListedSession
from app.sessions.store import reading, stepping
from app.sessions.store.scope import in_scope
from app.sessions.tables import (
    AwarenessSession,
    SessionFacilitator,
    SessionPartner,
    SessionProject,
    SessionTopic,
)

__all__ = [
    "ACTIVITY_NAMES",
    "PARTNER_ROLE_NAMES",
    "STATUS_NAMES",
    "ActivityType",
    "Audience",
    "Finding",
    "ListedSession",
    "PartnerRole",
    "SessionFacts",
    "SessionLabel",
    "SessionPlan",
    "SessionStatus",
    "Weight",
    "about_kits",
    "add_counts",
    "counts_by_status",
    "day_before_moving",
    "facts",
    "hold",
    "in_scope",
    "labels",
    "paying_for",
    "promised",
    "reaches",
    "remember",
    "session_facilitators_table",
    "session_partners_table",
    "session_projects_table",
    "session_topics_table",
    "sessions_table",
    "start",
    "step",
]

sessions_table: Final[Table] = AwarenessSession.__table__  # type: ignore[attr-defined]
session_projects_table: Final[Table] = SessionProject.__table__  # type: ignore[attr-defined]
session_partners_table: Final[Table] = SessionPartner.__table__  # type: ignore[attr-defined]
session_facilitators_table: Final[Table] = SessionFacilitator.__table__  # type: ignore[attr-defined]
session_topics_table: Final[Table] = SessionTopic.__table__  # type: ignore[attr-defined]
"""For reading only (measures): no other package writes these rows."""

_ALREADY_HELD = frozenset({SessionStatus.IN_PROGRESS, SessionStatus.REPORTED, SessionStatus.VERIFIED})


def facts(look: ReadTx, scope: Scope, session_id: UUID) -> SessionFacts:
    """The facts of a session. Raises NotFound when it does not exist for this scope.

    Within one look they are read once, however many sections of a page ask; a transaction always asks anew.
    """
    asked = _asked(scope, session_id)
    if not isinstance(look, Tx) and asked in look.remembered:
        return cast("SessionFacts", look.remembered[asked])
    row = reading.find(look.db, scope, session_id)
    if row is None:
        raise NotFound
    found = reading.facts_of(look.db, row)
    look.remembered[asked] = found
    return found


def day_before_moving(look: ReadTx, session_id: UUID) -> date | None:
    """The day for which this session was planned before it was postponed to its own, if it was."""
    return reading.day_before_moving(look.db, session_id)


def remember(look: ReadTx, scope: Scope, known: SessionFacts) -> None:
    """Keep the facts of a session that exists for this scope, for `facts` within the same look."""
    look.remembered[_asked(scope, known.id)] = known


def _asked(scope: Scope, session_id: UUID) -> tuple[str, UUID, Scope]:
    return ("session", session_id, scope)


def hold(tx: Tx, scope: Scope, session_id: UUID) -> SessionFacts:
    """The facts of a session, its row locked until the transaction ends: read and decided on in one go."""
    row = reading.lock(tx.db, scope, session_id)
    if row is None:
        raise NotFound
    return reading.facts_of(tx.db, row)


def step(
    tx: Tx, actor: Actor, session: SessionFacts, to: SessionStatus, reason: str = "", *, closing: bool = True
) -> SessionFacts:
    """Take a step of the life line on a held session; answers its facts afterwards.

    All rules of the life line hold here: who may, from where, the reason, the verifier is not the author.
    Raises Forbidden, Conflict `session.step` or Invalid. `closing` is False for whoever is not the close-out
    and therefore may not report.
    """
    taken = step_towards(session, to, actor, reason, closing=closing)
    at = stepping.write_step(
        tx.db, session.id, before=session.status, after=to, by=actor.person_id, reason=reason
    )
    stepping.move(tx.db, session.id, after=to, by=actor.person_id, reason=reason, at=at)
    tx.record(
        f"session.{taken.name.value}",
        actor,
        "session",
        session.id,
        organisation_id=session.lead_organisation_id,
        data={"status": [session.status.value, to.value], "reason": reason},
    )
    changed = replace(session, status=to, version=session.version + 1)
    if to is SessionStatus.REPORTED:
        return replace(changed, reported_by=actor.person_id)
    if to is SessionStatus.VERIFIED:
        return replace(changed, verified_by=actor.person_id)
    if to is SessionStatus.IN_PROGRESS:
        return replace(changed, reported_by=None)
    return changed


def start(tx: Tx, actor: Actor, session: SessionFacts) -> SessionFacts:
    """The first record starts a confirmed session; one already held passes through unchanged.

    Raises Conflict `session.step` for a proposed, cancelled or postponed one, Forbidden without the right.
    """
    if session.status in _ALREADY_HELD:
        return session
    return step(tx, actor, session, SessionStatus.IN_PROGRESS)


def add_counts(
    tx: Tx,
    session_id: UUID,
    *,
    reached: int = 0,
    late: int = 0,
    door: int = 0,
    tickets: int = 0,
    kits: int = 0,
) -> None:
    """Add to the rollups of a session (`SET x = x + n`), in the transaction of the entries they sum."""
    stepping.add_counts(tx.db, session_id, reached=reached, late=late, door=door, tickets=tickets, kits=kits)


def labels(look: ReadTx, ids: Collection[UUID]) -> dict[UUID, SessionLabel]:
    """Code and title of these sessions, to name and link them; the caller knows that the reader may."""
    return reading.labels(look.db, ids) if ids else {}
