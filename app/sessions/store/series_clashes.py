"""Finds what is in the way of many sessions at once: two statements, however many sessions are asked about.

All that takes the halls and the people in the whole span is read, and each plan is held against it in memory
(an overlap lies within a day's range, see `LONGEST`). The plans are held against one another as well.
The caller has locked the halls and the people.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.sessions.rules import OCCUPYING
from app.sessions.rules.plan import LONGEST, SessionPlan
from app.sessions.tables import AwarenessSession, SessionFacilitator

_STATUSES = sorted(status.value for status in OCCUPYING)


class _Span(NamedTuple):
    """A hall or a person taken. `position` is the plan's own, None for a session that is there already."""

    starts_at: datetime
    ends_at: datetime
    position: int | None
    session_id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Plan number `position` is in the way of a session that is there, or of plan number `other`.

    `person_id` is the facilitator both need, None for the hall; `code` is empty for another plan.
    """

    position: int
    person_id: UUID | None
    session_id: UUID
    code: str
    other: int | None
    starts_at: datetime


def _span(plans: Sequence[SessionPlan]) -> tuple[datetime, datetime]:
    return min(plan.starts_at for plan in plans), max(plan.ends_at for plan in plans)


def _taken(taker: Any, begins: Any, plans: Sequence[SessionPlan]) -> Select[Any]:
    first, last = _span(plans)
    return select(
        taker,
        col(AwarenessSession.id),
        col(AwarenessSession.code),
        col(AwarenessSession.starts_at),
        col(AwarenessSession.ends_at),
    ).where(
        begins < last,
        begins > first - LONGEST,
        col(AwarenessSession.status).in_(_STATUSES),
    )


def _existing(
    db: Session, plans: Sequence[SessionPlan], but_not: Collection[UUID]
) -> dict[UUID, list[_Span]]:
    """What is there already, by the hall or the person it takes."""
    found: dict[UUID, list[_Span]] = defaultdict(list)
    venues = sorted({plan.venue_id for plan in plans})
    people = sorted({person for plan in plans for person in plan.facilitator_ids})
    questions = [
        _taken(col(AwarenessSession.venue_id), col(AwarenessSession.starts_at), plans).where(
            col(AwarenessSession.venue_id).in_(venues)
        )
    ]
    if people:
        questions.append(
            _taken(col(SessionFacilitator.person_id), col(SessionFacilitator.starts_at), plans)
            .join(AwarenessSession, col(AwarenessSession.id) == col(SessionFacilitator.session_id))
            .where(col(SessionFacilitator.person_id).in_(people))
        )
    left_out = set(but_not)
    for question in questions:
        for taker, session_id, code, starts_at, ends_at in db.connection().execute(question):
            if session_id not in left_out:
                found[taker].append(_Span(starts_at, ends_at, None, session_id, code))
    return found


def _takers(plan: SessionPlan) -> Iterable[tuple[UUID, UUID | None]]:
    """What a plan takes: (hall, None), then (person, person)."""
    yield plan.venue_id, None
    for person in plan.facilitator_ids:
        yield person, person


def in_the_way(
    db: Session,
    plans: Sequence[tuple[UUID, SessionPlan]],
    *,
    but_not: Collection[UUID] = (),
    most: int = 1000,
) -> list[InTheWay]:
    """Everything in the way of these (session id, plan), in their order; at most `most`.

    `but_not` are sessions that do not count: the ones that are being changed.
    Two of the plans that overlap are told once, at the later of the two.
    """
    if not plans:
        return []
    spans = _existing(db, [plan for _session_id, plan in plans], but_not)
    for position, (session_id, plan) in enumerate(plans):
        for taker, _person in _takers(plan):
            spans[taker].append(_Span(plan.starts_at, plan.ends_at, position, session_id, ""))
    begins: dict[UUID, list[datetime]] = {}
    for taker, taken in spans.items():
        taken.sort(key=lambda span: span.starts_at)
        begins[taker] = [span.starts_at for span in taken]
    found: list[InTheWay] = []
    for position, (session_id, plan) in enumerate(plans):
        for taker, person in _takers(plan):
            low = bisect_right(begins[taker], plan.starts_at - LONGEST)
            high = bisect_left(begins[taker], plan.ends_at)
            for span in spans[taker][low:high]:
                later = span.position is not None and span.position >= position
                if later or span.session_id == session_id or span.ends_at <= plan.starts_at:
                    continue
                found.append(
                    InTheWay(position, person, span.session_id, span.code, span.position, span.starts_at)
                )
                if len(found) == most:
                    return found
    return found
