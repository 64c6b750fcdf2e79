"""Count people, count at the door, look at the three counts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.attendance import public, store
from app.attendance.rules import Mark, Source
from app.attendance.schemas import (
    CellView,
    CountingPage,
    CountsPanel,
    CountsView,
    MarkView,
    NewEntry,
    RecordCounts,
    RecordDoor,
    SaveGrid,
)
from app.kernel.errors import Conflict
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import Words, _
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.sessions import public as sessions
from app.sessions.public import SessionFacts, SessionStatus
from app.sessions.public.gate import Doing, pass_gate
from app.vocabularies import public as vocabularies

REPORTED = _("The report of this session was sent. It must be sent back first before the counts can change.")

_CLOSED_TO_COUNTS: dict[SessionStatus, Words] = {
    SessionStatus.PROPOSED: _("This session is not confirmed yet, so nobody can be counted."),
    SessionStatus.CANCELLED: _("This session was cancelled, so nobody can be counted."),
    SessionStatus.POSTPONED: _(
        "This session was postponed, so nobody can be counted. Count at the new date."
    ),
    SessionStatus.REPORTED: REPORTED,
}


def why_no_counting(status: SessionStatus) -> Words | None:
    """The reason why nobody can be counted in this state, or None when people can."""
    return _CLOSED_TO_COUNTS.get(status)


def opened(tx: Tx, actor: Actor, session: SessionFacts) -> tuple[SessionFacts, bool]:
    """The session made ready for a record, and whether the record is late (after verification).

    Raises Conflict where nothing can be recorded. A confirmed session starts with its first record.
    """
    if session.status is SessionStatus.REPORTED:
        raise Conflict("counts.reported", REPORTED)
    if reason := why_no_counting(session.status):
        raise Conflict("session.step", reason)
    pass_gate(tx, Doing.COUNT, [session.local_date], session.id)
    if session.status is SessionStatus.VERIFIED:
        return session, True
    return sessions.start(tx, actor, session), False


def counts_of(look: ReadTx, session: SessionFacts) -> CountsView:
    """The three counts of a session with its cells; one statement and the door's late ones."""
    cells = public.cells(look, session.id)
    return CountsView(
        cells=[
            CellView(community=cell.community, sex=cell.sex, age_band=cell.age_band, count=cell.count)
            for cell in cells
            if cell.count or cell.mark is Mark.ZERO
        ],
        marks=[
            MarkView(community=cell.community, sex=cell.sex, age_band=cell.age_band, mark=cell.mark)
            for cell in cells
            if cell.mark and not cell.count
        ],
        total=session.reached_count,
        late=session.late_count,
        door=session.door_count,
        door_late=store.late_at_the_door(look.db, session.id),
        tickets=session.tickets_count,
    )


def see_counts(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> CountsView:
    """The counts of a session in the reader's scope."""
    actor.require(Permission.FIGURES_SEE)
    with uow.read() as look:
        return counts_of(look, sessions.facts(look, actor.scope(Permission.FIGURES_SEE), session_id))


def record_counts(
    actor: Actor, session_id: UUID, command: RecordCounts, *, uow: UnitOfWork
) -> Outcome[CountsView]:
    """Add entries to the grid. The same request again changes nothing and gives the counts as they are."""
    actor.require(Permission.SESSION_COUNT)
    scope = actor.scope(Permission.SESSION_COUNT)
    with uow.begin() as tx:
        session = sessions.hold(tx, scope, session_id)
        fresh = is_first(tx, "counts", command.id, [str(session_id), command.model_dump(mode="json")])
        if fresh:
            session, late = opened(tx, actor, session)
            entries = [NewEntry(e.id, e.community, e.sex, e.age_band, e.delta) for e in command.entries]
            source = Source.GRID
            public.record_counts(tx, actor, session, entries, source=source, late=late, request_id=command.id)
        return Outcome(counts_of(tx, sessions.facts(tx, scope, session_id)), fresh)


def record_door(
    actor: Actor, session_id: UUID, command: RecordDoor, *, uow: UnitOfWork
) -> Outcome[CountsView]:
    """Add to the door count. The same request again changes nothing."""
    actor.require(Permission.SESSION_COUNT)
    scope = actor.scope(Permission.SESSION_COUNT)
    with uow.begin() as tx:
        session = sessions.hold(tx, scope, session_id)
        fresh = is_first(tx, "door", command.id, [str(session_id), command.model_dump(mode="json")])
        if fresh:
            session, late = opened(tx, actor, session)
            public.record_door(tx, actor, session, command.id, command.delta, late=late)
        return Outcome(counts_of(tx, sessions.facts(tx, scope, session_id)), fresh)


def save_grid(actor: Actor, session_id: UUID, command: SaveGrid, *, uow: UnitOfWork) -> Outcome[CountsView]:
    """Take a submitted form: people more or fewer in its cells, marks, and the door, in one transaction."""
    actor.require(Permission.SESSION_COUNT)
    scope = actor.scope(Permission.SESSION_COUNT)
    with uow.begin() as tx:
        session = sessions.hold(tx, scope, session_id)
        fresh = is_first(tx, "grid", command.id, [str(session_id), command.model_dump(mode="json")])
        if fresh and (command.entries or command.marks or command.door):
            session, late = opened(tx, actor, session)
            _write(tx, actor, session, command, late=late)
        return Outcome(counts_of(tx, sessions.facts(tx, scope, session_id)), fresh)


def _write(tx: Tx, actor: Actor, session: SessionFacts, command: SaveGrid, *, late: bool) -> None:
    entries = [NewEntry(new_id(), e.community, e.sex, e.age_band, e.delta) for e in command.entries]
    public.record_counts(tx, actor, session, entries, source=Source.GRID, late=late, request_id=command.id)
    if not late:  # a verified session's picture stays as it was verified; only people are added, apart
        marks = {(m.community, m.sex.value, m.age_band): m.mark for m in command.marks}
        public.record_marks(tx, actor, session, marks)
    if command.door:
        public.record_door(tx, actor, session, new_id(), command.door, late=late, field="door")


def _shown(look: ReadTx, actor: Actor, session: SessionFacts) -> dict[str, Any]:
    """What the panel and the form have in common."""
    return {
        "session_id": session.id,
        "counts": counts_of(look, session),
        "cells": public.cells(look, session.id),
        "communities": [community.code for community in vocabularies.communities(look)],
        "names": vocabularies.community_names(look),
        "reason": why_no_counting(session.status),
        "late": session.status is SessionStatus.VERIFIED,
        "blanks_are_zero": session.status in {SessionStatus.REPORTED, SessionStatus.VERIFIED},
        "may_count": sessions.reaches(actor.scope(Permission.SESSION_COUNT), session),
    }


def counting_page(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> CountingPage:
    """All that the grid form shows, for who may count in this session."""
    actor.require(Permission.SESSION_COUNT)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.SESSION_COUNT), session_id)
        return CountingPage(
            **_shown(look, actor, session),
            code=session.code,
            title=session.title,
            capacity=session.capacity,
            bands=[band.code for band in vocabularies.age_bands(look)],
        )


def counting_panel(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> CountsPanel | None:
    """The counts of a session for its page, or None for who may not see figures."""
    if not actor.may(Permission.FIGURES_SEE):
        return None
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.FIGURES_SEE), session_id)
        return CountsPanel(**_shown(look, actor, session))
