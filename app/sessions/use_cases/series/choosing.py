"""Holds a series and chooses which of its sessions a change is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.words import Words, _
from app.platform.unit_of_work import Tx
from app.sessions.rules import STATUS_NAMES, SessionFacts, SessionStatus
from app.sessions.rules.life import why_not_changeable
from app.sessions.rules.series import Reach
from app.sessions.schemas.series import Untouched
from app.sessions.store import series_reading
from app.sessions.store.all_parts import AllParts
from app.sessions.tables import AwarenessSession, SessionSeries

STILL_PLANNED = frozenset({SessionStatus.PROPOSED, SessionStatus.CONFIRMED})
"""A series changes what is still to come; what was held or called off is changed, if at all, by itself."""


@dataclass(frozen=True, slots=True)
class Held:
    """A series and its sessions by start, all locked until the transaction ends."""

    series: SessionSeries
    rows: Sequence[AwarenessSession]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A session the change is for, with what was read of it."""

    row: AwarenessSession
    facts: SessionFacts
    parts: AllParts


def hold(tx: Tx, actor: Actor, series_id: UUID) -> Held:
    """The series, then its sessions, locked. Raises NotFound to strangers, Forbidden without the right."""
    series = series_reading.find(tx.db, series_id, lock=True)
    rows = series_reading.sessions_of(tx.db, actor.scope(Permission.SESSION_SEE), series_id, lock=True)
    if series is None or not rows:
        raise NotFound
    if not actor.may(Permission.SESSION_SCHEDULE, series.lead_organisation_id):
        raise Forbidden("forbidden", _("Only the lead organisation's planner or a coordinator can do this."))
    return Held(series, rows)


def reached(held: Held, scope: Reach, begins_with: UUID | None) -> Sequence[AwarenessSession]:
    """The sessions a scope names. Raises Invalid when `from` is missing or not of this series."""
    if scope is Reach.ALL:
        return held.rows
    position = next((n for n, row in enumerate(held.rows) if row.id == begins_with), None)
    if position is None:
        raise Invalid.of("from", "series.from", _("Say which session of the series it begins with."))
    return held.rows[position : position + 1] if scope is Reach.ONE else held.rows[position:]


def untouched(row: AwarenessSession, reason: Words) -> Untouched:
    """A session that stays as it is, and why, in the language being spoken."""
    return Untouched(id=row.id, code=row.code, status=SessionStatus(row.status), reason=str(reason))


def still_planned(
    tx: Tx, actor: Actor, rows: Sequence[AwarenessSession]
) -> tuple[list[Chosen], list[Untouched]]:
    """Those of the sessions that are still only planned and within the person's rights; and the others."""
    known = series_reading.facts_of_many(tx.db, rows)
    chosen, left = [], []
    for row in rows:
        facts, all_parts = known[row.id]
        if facts.status not in STILL_PLANNED:
            reason = _("The plan can no longer be changed: the session is %(status)s.")
            left.append(untouched(row, reason % {"status": STATUS_NAMES[facts.status]}))
        elif (refusal := why_not_changeable(facts, actor)) is not None:
            left.append(untouched(row, refusal.message))
        else:
            chosen.append(Chosen(row, facts, all_parts))
    return chosen, left
