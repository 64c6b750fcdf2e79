"""Pages of lists of sessions: the statement of each kind of list is written once for each kind of reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import Session

from app.access.actor import Scope
from app.platform.asked import Asked, Later
from app.platform.readers import kind_of
from app.sessions.rules import ActivityType, Audience, SessionStatus
from app.sessions.store.walks import Wanted, page_query
from app.sessions.tables import AwarenessSession

__all__ = ["Lists", "Row", "Wanted", "page"]

WEST, EAST = timedelta(hours=12), timedelta(hours=14)
"""The clocks furthest behind and ahead of UTC: a calendar day lies within them."""


class Row(NamedTuple):
    """A session in a list, as the table has it."""

    id: UUID
    code: str
    status: SessionStatus
    title: str
    activity_type: ActivityType
    audience: Audience
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    local_date: date
    venue_id: UUID
    area_code: str
    language_code: str
    capacity: int
    reached: int
    late: int
    door: int
    tickets: int
    kits: int
    version: int


_session = AwarenessSession.__table__.c  # type: ignore[attr-defined]
_COLUMNS = (
    _session.id,
    _session.code,
    _session.status,
    _session.title,
    _session.activity_type,
    _session.audience,
    _session.starts_at,
    _session.ends_at,
    _session.time_zone,
    _session.local_date,
    _session.venue_id,
    _session.area_code,
    _session.language_code,
    _session.capacity,
    _session.reached_count,
    _session.late_count,
    _session.door_count,
    _session.tickets_count,
    _session.kits_count,
    _session.version,
)

_SOME_DAY, _SOME_INSTANT = date(2000, 1, 1), datetime(2000, 1, 1, tzinfo=UTC)
_ORGANISATION, _PROJECT, _PERSON, _VENUE = (
    Later(name) for name in ("organisation", "project", "person", "venue")
)


def any_like(wanted: Wanted) -> Wanted:
    """What is wanted, with ids, days and instants to be filled in later (see `filled_in`)."""
    return Wanted(
        status=wanted.status,
        organisation_id=wanted.organisation_id and _ORGANISATION,
        project_id=wanted.project_id and _PROJECT,
        person_id=wanted.person_id and _PERSON,
        venue_id=wanted.venue_id and _VENUE,
        areas=wanted.areas,
        from_day=wanted.from_day and _SOME_DAY,
        to_day=wanted.to_day and _SOME_DAY,
        from_instant=wanted.from_instant and _SOME_INSTANT,
        to_instant=wanted.to_instant and _SOME_INSTANT,
        newest_first=wanted.newest_first,
    )


def filled_in(wanted: Wanted, after: tuple[datetime, UUID] | None, limit: int) -> dict[str, Any]:
    """What is filled into the statement of a page."""
    values: dict[str, Any] = {
        "organisation": wanted.organisation_id,
        "project": wanted.project_id,
        "person": wanted.person_id,
        "venue": wanted.venue_id,
        "from_instant": wanted.from_instant,
        "to_instant": wanted.to_instant,
        "limit": limit,
    }
    if wanted.from_day is not None:
        values["from_day"] = wanted.from_day
        values["first_day_begins"] = datetime.combine(wanted.from_day, time(), UTC) - EAST
    if wanted.to_day is not None:
        values["to_day"] = wanted.to_day
        values["last_day_ends"] = datetime.combine(wanted.to_day, time(), UTC) + timedelta(days=1) + WEST
    if after is not None:
        values["after_start"], values["after_id"] = after
    return values


class Lists:
    """Pages of lists with certain columns: the statement of each kind of list is written once for each kind of reader."""

    def __init__(self, dress: Callable[[Select[*tuple[Any, ...]]], Select[*tuple[Any, ...]]]) -> None:
        """`dress` gives the statement of a page the columns that are asked for."""
        self._dress = dress
        self._written = lru_cache(maxsize=256)(self._write)

    def _write(self, scope: Scope, wanted: Wanted, *, follows: bool) -> Asked | None:
        query = page_query(scope, wanted, follows=follows)
        return None if query is None else Asked.just(self._dress(query))

    def asked(
        self, scope: Scope, wanted: Wanted, *, after: tuple[datetime, UUID] | None, limit: int
    ) -> tuple[Asked, dict[str, Any]] | None:
        """The question for a page, after a position in its list, and its values; None when nothing can be in it."""
        if scope.nothing or wanted.areas == frozenset():
            return None
        reader, own = kind_of(scope)
        question = self._written(reader, any_like(wanted), follows=after is not None)
        return None if question is None else (question, {**own, **filled_in(wanted, after, limit)})


_LISTS = Lists(lambda query: query.with_only_columns(*_COLUMNS, maintain_column_froms=True))


def page(
    db: Session, scope: Scope, wanted: Wanted, *, after: tuple[datetime, UUID] | None = None, limit: int
) -> list[Row]:
    """Up to `limit` sessions of a list, in its order, after a position in it; one statement."""
    asked = _LISTS.asked(scope, wanted, after=after, limit=limit)
    if asked is None:
        return []
    question, values = asked
    return [_row(one) for one in question.rows(db.connection(), **values)]


def _row(found: Any) -> Row:
    one, code, status, title, activity_type, audience, *rest = found
    return Row(
        one, code, SessionStatus(status), title, ActivityType(activity_type), Audience(audience), *rest
    )
