"""The kits of a session: what was planned and what became of it, and the desk that hands them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions import public, store
from app.distributions.rules import check_status
from app.distributions.schemas import BorrowedView, HandOutView, SessionKitsView, TillLineView
from app.distributions.use_cases.showing import borrowed_views, views
from app.items import public as items
from app.items.public import ItemView
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kernel.types import Names
from app.kernel.words import Words, _
from app.kits import public as kits
from app.kits.public import MovementReason, Place
from app.kits.public.shelves import ShelfLine, shelves_for
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.sessions import public as sessions
from app.sessions.public import SessionFacts
from app.vocabularies import public as vocabularies
from app.vocabularies.public import AgeBandView, CommunityView


def list_hand_outs(
    actor: Actor, session_id: UUID, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[HandOutView]:
    """Hand-outs of a session, newest first, reversals among them."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.SESSION_SEE), session_id)
        rows = store.listing(look.db, session.id, before=_moment(cursor) if cursor else None, limit=limit + 1)
        shown = views(look, rows[:limit])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items=shown, next=to_cursor(last.received_at.isoformat(), last.id) if last else None)


def _moment(cursor: str) -> tuple[datetime, UUID]:
    at, last = from_cursor(cursor, 2)
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is not None:
            return moment, UUID(last)
    except ValueError:
        pass
    raise Invalid.of("cursor", "cursor.unknown", _("This page of the list is not known. Start again."))


def _kits_of(look: ReadTx, actor: Actor, session: SessionFacts, limit: int) -> SessionKitsView:
    rows = store.listing(look.db, session.id, before=None, limit=limit + 1)
    lines = _lines_of(look, session)
    return SessionKitsView(
        lines=lines,
        borrowed=_borrowed(look, actor, session, lines),
        hand_outs=tuple(views(look, rows[:limit])),
        more=len(rows) > limit,
        kits_given=session.kits_count,
        people_reached=session.reached_count,
    )


def _lines_of(look: ReadTx, session: SessionFacts) -> tuple[TillLineView, ...]:
    """One an item that is planned, loaded or given, by its code."""
    states = {state.item_code: state for state in public.till(look, session.id)}
    planned = dict(session.planned_kits)
    promised = items.by_codes(look, planned.keys() - states.keys())
    lines = [
        TillLineView(
            item_id=state.item_id,
            item=code,
            names=state.names,
            planned=planned.get(code, 0),
            loaded=state.loaded,
            given=state.given,
            returned=state.returned,
            damaged=state.damaged,
            unexplained=state.unexplained,
            should_hold=state.should_hold,
        )
        for code, state in states.items()
    ] + [
        TillLineView(
            item_id=item.id,
            item=code,
            names=item.names,
            planned=planned[code],
            loaded=0,
            given=0,
            returned=0,
            damaged=0,
            unexplained=0,
            should_hold=0,
        )
        for code, item in promised.items()
    ]
    return tuple(sorted(lines, key=lambda line: line.item))


def _borrowed(
    look: ReadTx, actor: Actor, session: SessionFacts, lines: Iterable[TillLineView]
) -> tuple[BorrowedView, ...]:
    """What other projects paid for: whoever verifies the session sees it, and why."""
    if not any(line.loaded or line.given for line in lines) or not actor.may(Permission.STOCK_SEE):
        return ()
    return borrowed_views(look, kits.borrowed(look, actor, session.id))


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything of the kit page of one session. The reasons say why a form is not there.

    `stores` are those the actor may load from; names of communities include former ones.
    """

    session: SessionFacts
    kits: SessionKitsView
    stores: list[Place]
    shelves: list[ShelfLine]
    item_names: dict[UUID, Names]
    may_hand_out: bool
    why_not_hand_out: Words | None
    why_not_load: Words | None
    items: list[ItemView]
    communities: list[CommunityView]
    age_bands: list[AgeBandView]
    community_names: dict[str, Names]


def desk(actor: Actor, session_id: UUID, *, uow: UnitOfWork, limit: int = 100) -> Desk:
    """The kit page of a session: its kits, and what its forms offer."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.SESSION_SEE), session_id)
        shown = _kits_of(look, actor, session, limit)
        stores, why_not_load = kits.stores(look, actor), _why_not_load(session)
        names = {line.item_id: line.names for line in shown.lines}
        return Desk(
            session=session,
            kits=shown,
            stores=stores,
            shelves=[]
            if why_not_load
            else shelves_for(
                look,
                {one.id for one in stores},
                names,
                frozenset(project for project, _share in session.projects),
            ),
            item_names=names,
            may_hand_out=actor.may(Permission.KITS_HAND_OUT) and _within_reach(look, actor, session_id),
            why_not_hand_out=_why_not_hand_out(session),
            why_not_load=why_not_load,
            items=items.choices(look),
            communities=vocabularies.communities(look),
            age_bands=vocabularies.age_bands(look),
            community_names=vocabularies.community_names(look),
        )


@dataclass(frozen=True, slots=True)
class KitPanel:
    """The section of the session page. `may_hand_out` and `may_load` are true when it is possible now."""

    lines: tuple[TillLineView, ...]
    borrowed: tuple[BorrowedView, ...]
    kits_given: int
    people_reached: int
    may_hand_out: bool
    may_load: bool


def kit_panel(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> KitPanel:
    """The kits of a session in short."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        session = sessions.facts(look, actor.scope(Permission.SESSION_SEE), session_id)
        lines = _lines_of(look, session)
        return KitPanel(
            lines=lines,
            borrowed=_borrowed(look, actor, session, lines),
            kits_given=session.kits_count,
            people_reached=session.reached_count,
            may_hand_out=_why_not_hand_out(session) is None
            and actor.may(Permission.KITS_HAND_OUT)
            and _within_reach(look, actor, session_id),
            may_load=_why_not_load(session) is None and actor.may(Permission.STOCK_MOVE),
        )


def _within_reach(look: ReadTx, actor: Actor, session_id: UUID) -> bool:
    """Whether the session is in the scope in which the actor hands out."""
    try:
        sessions.facts(look, actor.scope(Permission.KITS_HAND_OUT), session_id)
    except NotFound:
        return False
    return True


def _why_not_hand_out(session: SessionFacts) -> Words | None:
    try:
        check_status(session.status)
    except Conflict as refusal:
        return refusal.message
    return None


def _why_not_load(session: SessionFacts) -> Words | None:
    try:
        kits.check_session_status(MovementReason.LOAD, session.status)
    except Conflict as refusal:
        return refusal.message
    return None
