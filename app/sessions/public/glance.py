"""What start pages ask of sessions, besides the lists: each answer costs the same however many sessions there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.access.actor import Scope
from app.platform.unit_of_work import ReadTx
from app.sessions.rules import SessionStatus
from app.sessions.schemas.listed import ListedSession
from app.sessions.store import calendar, glance, named, parts
from app.sessions.store.glance import PeriodCounts
from app.sessions.store.listing import Wanted

__all__ = [
    "Coming",
    "Invited",
    "PeriodCounts",
    "Waiting",
    "counts_by_status",
    "in_the_way",
    "lists",
    "not_reported",
    "period_counts",
    "planned_kits",
    "unverified_by_day",
]


def period_counts(look: ReadTx, scope: Scope, from_day: date, to_day: date) -> PeriodCounts:
    """How many sessions between two days (both included) were joint, and how many were cancelled; one statement."""
    return glance.period_counts(look.db, scope, from_day, to_day)


def counts_by_status(look: ReadTx, scope: Scope) -> dict[SessionStatus, int]:
    """How many sessions stand in each state in which somebody has something to do; 1,000 means that or more."""
    return glance.counts_of_open(look.db, scope)


def not_reported(look: ReadTx, scope: Scope, last_day: date) -> dict[SessionStatus, int]:
    """How many confirmed and begun sessions of days up to one (included) have no report yet; one statement."""
    return glance.not_reported(look.db, scope, last_day)


def unverified_by_day(
    look: ReadTx, scope: Scope, project_ids: Collection[UUID], from_day: date, to_day: date
) -> list[tuple[UUID, date, int]]:
    """(project, day, how many) of sessions that wait to be reported or verified; days included, one statement."""
    return glance.unverified_by_day(look.db, scope, project_ids, from_day, to_day) if project_ids else []


@dataclass(frozen=True, slots=True)
class Coming:
    """Sessions that start between two instants (`ends` excluded), the next one first."""

    begins: datetime
    ends: datetime
    limit: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Sessions that stand in a state, the longest ago first."""

    status: SessionStatus
    limit: int


@dataclass(frozen=True, slots=True)
class Invited:
    """Sessions from an instant on that wait for one of these organisations' yes or no, the next one first."""

    organisation_ids: frozenset[UUID]
    begins: datetime
    limit: int


def lists(look: ReadTx, scope: Scope, *asked: Coming | Waiting | Invited) -> list[list[ListedSession]]:
    """Several lists, in the order asked for; one statement each."""
    return [_list(look, scope, one) for one in asked]


def _list(look: ReadTx, scope: Scope, asked: Coming | Waiting | Invited) -> list[ListedSession]:
    if isinstance(asked, Invited):
        return glance.invitations(look.db, asked.organisation_ids, asked.begins, asked.limit)
    if isinstance(asked, Waiting):
        wanted = Wanted(status=asked.status, newest_first=False)
    else:
        wanted = Wanted(from_instant=asked.begins, to_instant=asked.ends, newest_first=False)
    return named.page(look.db, scope, wanted, limit=asked.limit)


def planned_kits(look: ReadTx, ids: Collection[UUID]) -> dict[UUID, list[tuple[str, int]]]:
    """The items planned for each of these sessions as (item code, quantity); one statement."""
    return parts.planned_kits(look.db, ids) if ids else {}


def in_the_way(look: ReadTx, ids: Collection[UUID], begins: datetime, ends: datetime) -> frozenset[UUID]:
    """Those of some sessions, which start between two instants, that clash with another one; one statement."""
    marks = calendar.marks(look.db, ids, begins, ends) if ids else {}
    return frozenset(session_id for session_id, mark in marks.items() if mark.clash)
