"""Lists of sessions that cost the same however many there are.

A list walks one index in the order it is shown and stops when the page is full; everything else it is
narrowed to is asked of each row on the way. Which index: the most selective thing asked for, else the
reader's own rows. Several walks (a reader of two organisations, the districts of a governorate) are cut to a
page each, put together and cut again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, Select, bindparam, exists, select, tuple_, union
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.access.actor import Scope
from app.sessions.rules import OPEN, SessionStatus
from app.sessions.store.scope import assigned_to, in_scope, joined_by, paid_by, takes_part
from app.sessions.tables import AwarenessSession, SessionFacilitator, SessionPartner, SessionProject

MOST_AREAS = 40
"""So many areas are walked one by one; more of them are dense enough to walk them all together."""

Condition = ColumnElement[bool]
_TABLE = AwarenessSession.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to, every code looked up. Days are the sessions' own, both included."""

    status: SessionStatus | None = None
    organisation_id: UUID | None = None
    project_id: UUID | None = None
    person_id: UUID | None = None
    venue_id: UUID | None = None
    areas: frozenset[str] | None = None
    from_day: date | None = None
    to_day: date | None = None
    from_instant: datetime | None = None
    to_instant: datetime | None = None
    newest_first: bool = True


@dataclass(frozen=True, slots=True)
class _Walk:
    """One index to walk: the table's start and session id, and what fixes its first columns.

    `asks_session` is False when the walked table is the session itself.
    """

    starts_at: Any
    session_id: Any
    fixed: tuple[Condition, ...]
    asks_session: bool = True


def _of_link(table: Any, *fixed: Condition) -> _Walk:
    return _Walk(table.starts_at, table.session_id, fixed)


def _of_sessions(*fixed: Condition) -> _Walk:
    return _Walk(col(AwarenessSession.starts_at), col(AwarenessSession.id), fixed, asks_session=False)


def _of_organisation(organisation_id: UUID) -> _Walk:
    part = aliased(SessionPartner)
    return _of_link(part, col(part.organisation_id) == organisation_id, takes_part(part.accepted))


def _of_person(person_id: UUID) -> _Walk:
    link = aliased(SessionFacilitator)
    return _of_link(link, col(link.person_id) == person_id)


def _of_project(project_id: UUID) -> _Walk:
    link = aliased(SessionProject)
    return _of_link(link, col(link.project_id) == project_id)


def _by_scope(scope: Scope) -> list[_Walk]:
    walks = [_of_organisation(organisation_id) for organisation_id in sorted(scope.organisations)]
    if scope.person_id is not None:
        walks.append(_of_person(scope.person_id))
    walks += [_of_project(project_id) for project_id in sorted(scope.projects)]
    for organisation_id, project_id in sorted(scope.within):
        walk = _of_organisation(organisation_id)
        paid = paid_by(walk.session_id, frozenset({project_id}))
        walks.append(_Walk(walk.starts_at, walk.session_id, (*walk.fixed, paid)))
    return walks


def _walks(scope: Scope, wanted: Wanted) -> tuple[list[_Walk], bool]:
    """The indexes to walk, and whether the reader's scope must still be asked of each row."""
    asked = not scope.everything
    if wanted.person_id is not None:
        return [_of_person(wanted.person_id)], asked
    if wanted.venue_id is not None:
        return [_of_sessions(col(AwarenessSession.venue_id) == wanted.venue_id)], asked
    if wanted.status in OPEN:
        return [_of_sessions(col(AwarenessSession.status) == wanted.status.value)], asked
    if not scope.everything:
        return _by_scope(scope), False
    if wanted.project_id is not None:
        return [_of_project(wanted.project_id)], False
    if wanted.organisation_id is not None:
        return [_of_organisation(wanted.organisation_id)], False
    if wanted.areas is not None and len(wanted.areas) <= MOST_AREAS:
        return [_of_sessions(col(AwarenessSession.area_code) == code) for code in sorted(wanted.areas)], False
    if wanted.status is not None:
        return [_of_sessions(col(AwarenessSession.status) == wanted.status.value)], False
    return [_of_sessions()], False


def _instant(name: str) -> Any:
    return bindparam(name, type_=_TABLE.c.starts_at.type)


def _in_time(starts_at: Any, wanted: Wanted) -> list[Condition]:
    """Bounds on the walked index; the days themselves are asked of the session (see `_of_the_session`)."""
    bounds: list[Condition] = []
    if wanted.from_day is not None:
        bounds.append(starts_at >= _instant("first_day_begins"))
    if wanted.to_day is not None:
        bounds.append(starts_at < _instant("last_day_ends"))
    if wanted.from_instant is not None:
        bounds.append(starts_at >= _instant("from_instant"))
    if wanted.to_instant is not None:
        bounds.append(starts_at < _instant("to_instant"))
    return bounds


def _of_the_session(session: Any, wanted: Wanted) -> list[Condition]:
    """What is asked of the session's own row."""
    conditions: list[Condition] = []
    if wanted.status is not None:
        conditions.append(session.status == wanted.status.value)
    if wanted.venue_id is not None:
        conditions.append(session.venue_id == wanted.venue_id)
    if wanted.areas is not None:
        conditions.append(session.area_code.in_(sorted(wanted.areas)))
    if wanted.from_day is not None:
        conditions.append(session.local_date >= bindparam("from_day", type_=Date))
    if wanted.to_day is not None:
        conditions.append(session.local_date <= bindparam("to_day", type_=Date))
    return conditions


_AFTER = tuple_(_instant("after_start"), bindparam("after_id", type_=_TABLE.c.id.type))
"""The position in the list that a page follows."""


_LIMIT = bindparam("limit", type_=Integer)


def _page_of(walk: _Walk, scope: Scope | None, wanted: Wanted, *, follows: bool) -> Select[Any]:
    """The first `limit` positions of one walk."""
    query = select(walk.starts_at.label("starts_at"), walk.session_id.label("session_id")).where(
        *walk.fixed, *_in_time(walk.starts_at, wanted)
    )
    if walk.asks_session:
        session = aliased(AwarenessSession)
        asked = _of_the_session(session, wanted)
        if asked:
            query = query.where(exists().where(session.id == walk.session_id, *asked))
    else:
        query = query.where(*_of_the_session(AwarenessSession, wanted))
    if wanted.organisation_id is not None:
        query = query.where(joined_by(walk.session_id, frozenset({wanted.organisation_id})))
    if wanted.project_id is not None:
        query = query.where(paid_by(walk.session_id, frozenset({wanted.project_id})))
    if wanted.person_id is not None:
        query = query.where(assigned_to(walk.session_id, wanted.person_id))
    if scope is not None:
        query = query.where(in_scope(scope, walk.session_id))
    if follows:
        here = tuple_(walk.starts_at, walk.session_id)
        query = query.where(here < _AFTER if wanted.newest_first else here > _AFTER)
    if wanted.newest_first:
        query = query.order_by(walk.starts_at.desc(), walk.session_id.desc())
    else:
        query = query.order_by(walk.starts_at, walk.session_id)
    return query.limit(_LIMIT)


def page_query(scope: Scope, wanted: Wanted, *, follows: bool) -> Select[*tuple[Any, ...]] | None:
    """The ids of one page of `limit` rows, or None when nothing can be in it; lists ask for more columns.

    `follows`: the page comes after a position, given as `after_start` and `after_id`.
    """
    walks, asks_scope = _walks(scope, wanted)
    pages = [_page_of(walk, scope if asks_scope else None, wanted, follows=follows) for walk in walks]
    if not pages:
        return None
    if len(walks) == 1 and not walks[0].asks_session:
        return pages[0]  # the walk meets the sessions themselves, in their order
    cut = [select(*page.subquery().c) for page in pages]
    found = (union(*cut) if len(cut) > 1 else cut[0]).subquery()
    query = select(col(AwarenessSession.id)).join(found, found.c.session_id == col(AwarenessSession.id))
    if wanted.newest_first:
        return query.order_by(found.c.starts_at.desc(), found.c.session_id.desc()).limit(_LIMIT)
    return query.order_by(found.c.starts_at, found.c.session_id).limit(_LIMIT)
