"""Writes a step of the life line, and adds to the rollups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, bindparam, insert, update
from sqlmodel import Session, col

from app.kernel import clock
from app.kernel.ids import new_id
from app.platform.asked import Told
from app.sessions.rules import SessionStatus
from app.sessions.tables import AwarenessSession, SessionStep


def write_step(
    db: Session,
    session_id: UUID,
    *,
    before: SessionStatus | None,
    after: SessionStatus,
    by: UUID | None,
    reason: str,
) -> datetime:
    """Keep the step for ever; answers when it was taken."""
    now = clock.now()
    db.connection().execute(
        insert(SessionStep).values(
            id=new_id(),
            session_id=session_id,
            from_status=before.value if before else None,
            to_status=after.value,
            by=by,
            at=now,
            reason=reason,
        )
    )
    return now


def move(
    db: Session, session_id: UUID, *, after: SessionStatus, by: UUID | None, reason: str, at: datetime
) -> None:
    """Put a held session into its new state: version + 1, reporter and verifier noted.

    A report sent back is nobody's until it is made again.
    """
    values: dict[str, object] = {
        "status": after.value,
        "status_reason": reason,
        "updated_at": at,
        "version": col(AwarenessSession.version) + 1,
    }
    if after is SessionStatus.REPORTED:
        values |= {"reported_by": by, "reported_at": at}
    elif after is SessionStatus.VERIFIED:
        values |= {"verified_by": by, "verified_at": at}
    elif after is SessionStatus.IN_PROGRESS:
        values |= {"reported_by": None, "reported_at": None}
    db.connection().execute(
        update(AwarenessSession).where(col(AwarenessSession.id) == session_id).values(values)
    )


def add_counts(
    db: Session, session_id: UUID, *, reached: int, late: int, door: int, tickets: int, kits: int
) -> None:
    """`SET x = x + n` on the rollups that change."""
    added = {"reached": reached, "late": late, "door": door, "tickets": tickets, "kits": kits}
    if any(added.values()):
        add_to_many(db, [{"session": session_id, **added}])


_session: Any = AwarenessSession.__table__  # type: ignore[attr-defined]
_ADD = Told(
    lambda: (
        update(_session)
        .where(_session.c.id == bindparam("session", type_=_session.c.id.type))
        .values(
            {
                f"{name}_count": _session.c[f"{name}_count"] + bindparam(name, type_=Integer())
                for name in ("reached", "late", "door", "tickets", "kits")
            }
        )
    )
)


def add_to_many(db: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add to the rollups of sessions: `session` and what each of the five grows by; one statement."""
    _ADD.tell(db.connection(), rows)
