"""What start pages ask of sessions, besides the lists: each answer costs the same however many sessions there are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from app.access.actor import Scope
from app.platform.unit_of_work import ReadTx
from app.sessions.public.lists import lines
from app.sessions.schemas import SessionLine
from app.sessions.store import glance, parts
from app.sessions.store.glance import PeriodCounts

__all__ = ["PeriodCounts", "invitations", "period_counts", "planned_kits"]


def period_counts(look: ReadTx, scope: Scope, from_day: date, to_day: date) -> PeriodCounts:
    """How many sessions between two days (both included) were joint, and how many were cancelled; one statement."""
    return glance.period_counts(look.db, scope, from_day, to_day)


def invitations(
    look: ReadTx, organisation_ids: Collection[UUID], begins: datetime, limit: int = 20
) -> list[SessionLine]:
    """Sessions from an instant on that wait for one of these organisations' yes or no, the next one first."""
    return lines(look, glance.invitations(look.db, organisation_ids, begins, limit))


def planned_kits(look: ReadTx, ids: Collection[UUID]) -> dict[UUID, list[tuple[str, int]]]:
    """The items planned for each of these sessions as (item code, quantity); one statement."""
    return parts.planned_kits(look.db, ids) if ids else {}
