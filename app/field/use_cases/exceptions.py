"""Exceptions: see what tablets brought that needs a look, and settle it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.field.rules.words import ExceptionState, Kind, Reason, Resolution
from app.field.schemas.exceptions import (
    ExceptionDetail,
    ExceptionDevice,
    ExceptionEventView,
    ExceptionView,
)
from app.field.store import devices, events
from app.field.store import exceptions as store
from app.field.tables import FieldException
from app.items import public as items
from app.kernel.errors import NotFound
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.kernel.types import Names
from app.kits import public as kits
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.sessions import public as sessions
from app.vocabularies import public as vocabularies

MOST_EVENTS_SHOWN = 200


def projects_of(actor: Actor) -> frozenset[UUID] | None:
    """The projects whose exceptions this coordinator settles; None: all. Raises Forbidden without the right."""
    actor.require(Permission.EXCEPTION_RESOLVE)
    scope = actor.scope(Permission.EXCEPTION_RESOLVE)
    return None if scope.everything else scope.projects


def _views(look: ReadTx, rows: Sequence[FieldException]) -> list[ExceptionView]:
    """Six statements at most, however many."""
    if not rows:
        return []
    told = store.by_device(look.db, [row.id for row in rows])
    tablets = devices.find_many(look.db, {one.device_id for one in told if one.device_id})
    labels = sessions.labels(look, {row.session_id for row in rows})
    people = accounts.people_by_ids(look, {row.resolved_by for row in rows if row.resolved_by})
    return [
        ExceptionView(
            id=row.id,
            reason=Reason(row.reason),
            state=ExceptionState(row.state),
            session=row.session_id,
            session_code=labels[row.session_id].code,
            session_title=labels[row.session_id].title,
            opened_at=row.opened_at,
            devices=[
                ExceptionDevice(
                    id=one.device_id,
                    label=tablets[one.device_id].label if one.device_id else "",
                    events=one.events,
                    first_at=one.first_at,
                    last_at=one.last_at,
                    counts=one.counts,
                )
                for one in told
                if one.exception_id == row.id
            ],
            resolution=Resolution(row.resolution) if row.resolution else None,
            note=row.note,
            resolved_by=people[row.resolved_by].name if row.resolved_by in people else None,
            resolved_at=row.resolved_at,
        )
        for row in rows
    ]


def list_exceptions(
    actor: Actor,
    *,
    uow: UnitOfWork,
    state: ExceptionState | None = ExceptionState.OPEN,
    reason: Reason | None = None,
    session_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ExceptionView]:
    """Exceptions, the newest first."""
    seen = projects_of(actor)
    before = None
    if cursor:
        at, last = from_cursor(cursor, 2)
        try:
            before = (datetime.fromisoformat(at), UUID(last))
        except ValueError:
            raise cursor_unknown() from None
    with uow.read() as look:
        rows = store.listing(
            look.db,
            seen,
            state=state.value if state else None,
            reason=reason.value if reason else None,
            session_id=session_id,
            before=before,
            limit=limit + 1,
        )
        shown = _views(look, rows[:limit])
    last_shown = shown[-1] if len(rows) > limit else None
    following = to_cursor(last_shown.opened_at.isoformat(), last_shown.id) if last_shown else None
    return Page(items=shown, next=following)


def found(look: ReadTx, actor: Actor, exception_id: UUID) -> FieldException:
    """The exception, if it exists for this person. Raises NotFound."""
    projects_of(actor)
    row = store.find(look.db, exception_id)
    if row is None:
        raise NotFound
    sessions.facts(look, actor.scope(Permission.EXCEPTION_RESOLVE), row.session_id)
    return row


def detail(look: ReadTx, row: FieldException) -> ExceptionDetail:
    """An exception with what its events said."""
    under = store.events_of(look.db, row.id, MOST_EVENTS_SHOWN)
    ids = [one.event_id for one in under]
    stored = events.by_ids(look.db, ids)
    back = events.reversed_among(look.db, ids)
    tablets = devices.find_many(look.db, {one.device_id for one in under if one.device_id})
    authors = accounts.people_by_ids(look, {one.recorded_by for one in stored.values() if one.recorded_by})
    views = []
    for one in under:
        known = stored.get(one.event_id)
        author = authors.get(known.recorded_by) if known and known.recorded_by else None
        views.append(
            ExceptionEventView(
                id=one.event_id,
                kind=Kind(known.kind) if known else None,
                device=tablets[one.device_id].label if one.device_id else "",
                occurred_at=one.occurred_at,
                counts=one.position == 0,
                taken_back=one.event_id in back,
                by=author.name if author else None,
                said={k: v for k, v in known.payload.items() if k not in {"ticket", "report"}}
                if known
                else {},
            )
        )
    return ExceptionDetail(**_views(look, [row])[0].model_dump(), events=views)


def see_exception(actor: Actor, exception_id: UUID, *, uow: UnitOfWork) -> ExceptionDetail:
    """One exception with its events."""
    with uow.read() as look:
        return detail(look, found(look, actor, exception_id))


@dataclass(frozen=True, slots=True)
class Called:
    """What the codes and ids in events are called. What is not known any more is missing."""

    items: Mapping[str, Names]
    communities: Mapping[str, Names]
    places: Mapping[str, str]


def what_is_called(shown: ExceptionDetail, *, uow: UnitOfWork) -> Called:
    """The names of what the events of an exception speak of."""

    def spoken_of(what: str) -> set[str]:
        return {str(event.said[what]) for event in shown.events if event.said.get(what)}

    stores = {UUID(place) for place in spoken_of("from")}
    with uow.read() as look:
        return Called(
            items={code: item.names for code, item in items.by_codes(look, spoken_of("item")).items()},
            communities=vocabularies.community_names(look),
            places={str(one): name for one, name in kits.place_names(look, stores).items()},
        )
