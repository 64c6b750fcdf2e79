"""What the calendar shows of sessions besides their own rows; one statement however many."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.organisations.public import organisations_table
from app.sessions.rules import OCCUPYING, SessionStatus
from app.sessions.tables import AwarenessSession, SessionFacilitator

_OCCUPYING = sorted(status.value for status in OCCUPYING)
_CAN_STILL_MOVE = (SessionStatus.PROPOSED.value, SessionStatus.CONFIRMED.value)

_mine = aliased(AwarenessSession)
_other = aliased(AwarenessSession)
_my_person = aliased(SessionFacilitator)
_their_person = aliased(SessionFacilitator)

_overlaps = (
    col(_other.id) != col(_mine.id),
    col(_other.starts_at) < col(_mine.ends_at),
    col(_other.ends_at) > col(_mine.starts_at),
    col(_other.status).in_(_OCCUPYING),
)
_earliest = bindparam("earliest", type_=AwarenessSession.__table__.c.starts_at.type)  # type: ignore[attr-defined]
_latest = bindparam("latest", type_=AwarenessSession.__table__.c.starts_at.type)  # type: ignore[attr-defined]

_same_venue = exists().where(
    col(_other.venue_id) == col(_mine.venue_id),
    col(_other.starts_at).between(_earliest, _latest),
    *_overlaps,
)
_same_person = exists().where(
    col(_my_person.session_id) == col(_mine.id),
    col(_their_person.person_id) == col(_my_person.person_id),
    col(_their_person.starts_at).between(_earliest, _latest),
    col(_other.id) == col(_their_person.session_id),
    *_overlaps,
)
_MARKS = (
    select(
        col(_mine.id),
        organisations_table.c.code,
        case((and_(col(_mine.status).in_(_CAN_STILL_MOVE), or_(_same_venue, _same_person)), 1), else_=0),
    )
    .join(organisations_table, organisations_table.c.id == col(_mine.lead_organisation_id))
    .where(col(_mine.id).in_(bindparam("ids", expanding=True)))
)
"""Built once: each calendar asks it."""


class Mark(NamedTuple):
    """The lead organisation's code, and whether another session is in the way."""

    lead: str
    clash: bool


def marks(db: Session, ids: Collection[UUID], earliest: datetime, latest: datetime) -> dict[UUID, Mark]:
    """The marks of sessions that start between two instants."""
    day = timedelta(days=2)
    values = {"ids": list(ids), "earliest": earliest - day, "latest": latest + day}
    rows = db.connection().execute(_MARKS, values)
    return {session_id: Mark(lead, bool(clash)) for session_id, lead, clash in rows}
