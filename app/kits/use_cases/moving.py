"""Movements: enter, take back, look; and what stands where."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.paging import Page, to_cursor
from app.kernel.words import _
from app.kits import public
from app.kits.rules import (
    LocationKind,
    MovementReason,
    check_moment,
    check_not_apart,
    check_road,
    check_session_part,
    check_session_status,
)
from app.kits.rules.earmarks import EARMARK, earmarked, is_eligible
from app.kits.schemas import BalanceView, Move, MovementView, Receive, Reverse
from app.kits.store import balances, lots, movements, places
from app.kits.tables import Movement
from app.kits.use_cases.cursors import a_moment, a_pair
from app.kits.use_cases.lots import NEW, add_in
from app.platform.once import is_first, without_new
from app.platform.unit_of_work import Tx, UnitOfWork
from app.sessions import public as sessions
from app.sessions.public import SessionFacts

_ENTERED_WHERE_IT_ARRIVES = frozenset({MovementReason.RECEIPT, MovementReason.FOUND})


def _require_move(actor: Actor, reason: MovementReason, source: public.Place, target: public.Place) -> None:
    """Who gives enters it; what comes from outside is entered where it arrives; a return by either end."""
    if reason in _ENTERED_WHERE_IT_ARRIVES:
        actor.require(Permission.STOCK_MOVE, target.organisation_id)
    elif reason is MovementReason.RETURN or source.kind is LocationKind.LOSS:
        actor.require(Permission.STOCK_MOVE, source.organisation_id, target.organisation_id)
    else:
        actor.require(Permission.STOCK_MOVE, source.organisation_id)


def _session_of(command: Move, source: public.Place, target: public.Place) -> UUID | None:
    """The session whose till this belongs to: as said, or that of the bag."""
    named = {row.session_id for row in (source, target) if row.session_id is not None}
    if command.session is not None:
        named.add(command.session)
    if len(named) > 1:
        raise Invalid.of("session", "movement.other_session", _("This bag belongs to another session."))
    return next(iter(named), None)


def move(actor: Actor, command: Move, *, uow: UnitOfWork) -> Outcome[MovementView]:
    """Enter a movement. The same request again gives the same answer."""
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        source, target = (
            public.place_known(tx, actor, command.from_id),
            public.place_known(tx, actor, command.to_id),
        )
        _require_move(actor, command.reason, source, target)
        asked = without_new(command.model_dump(mode="json", by_alias=True), EARMARK)
        if not is_first(tx, "movement", identity, asked):
            return Outcome(_again(tx, identity), fresh=False)
        if lots.find_seen(tx.db, actor.scope(Permission.STOCK_SEE), command.lot) is None:
            raise NotFound
        return Outcome(_enter(tx, actor, identity, command, source, target), fresh=True)


def _again(tx: Tx, identity: UUID) -> MovementView:
    row = movements.find(tx.db, identity)
    if row is None:
        raise NotFound
    return movements.view(row)


def _enter(
    tx: Tx, actor: Actor, identity: UUID, command: Move, source: public.Place, target: public.Place
) -> MovementView:
    if source.id == target.id:
        raise Invalid.of("to", "movement.same_place", _("From and to are the same place."))
    check_road(command.reason, source.kind, target.kind)
    check_not_apart(apart=source.kept_apart or target.kept_apart)
    session_id = _session_of(command, source, target)
    check_session_part(command.reason, session_id)
    effective_at = command.effective_at or clock.now()
    check_moment(effective_at, clock.now())
    session: SessionFacts | None = None
    if session_id is not None:
        session = sessions.hold(tx, actor.scope(Permission.SESSION_SEE), session_id)
        check_session_status(command.reason, session.status)
    foreign = _of_another_project(tx, command, source, session)
    entry = public.Entry(
        id=identity,
        lot_id=command.lot,
        from_id=source.id,
        to_id=target.id,
        quantity=command.quantity,
        reason=command.reason,
        effective_at=effective_at,
        document=command.document,
        note=(command.note or command.earmark_reason or "") if foreign else command.note,
        session_id=session_id,
    )
    (written,) = public.write(tx, actor, [entry])
    if foreign:
        public.note_earmarks(tx, actor, [written], command.earmark_reason)
    return written


def _of_another_project(tx: Tx, command: Move, source: public.Place, session: SessionFacts | None) -> bool:
    """Whether a load takes what another project paid for. Raises Conflict `kits.earmarked` without a reason."""
    if session is None or command.reason is not MovementReason.LOAD:
        return False
    lot = lots.find_many(tx.db, [command.lot])[command.lot]
    if is_eligible(lot.project_id, frozenset(project for project, _share in session.projects)):
        return False
    if command.earmark_reason is None:
        raise earmarked(place=source.name, free=0, kept=command.quantity, wanted=command.quantity)
    return True


def receive(actor: Actor, command: Receive, *, uow: UnitOfWork) -> Outcome[MovementView]:
    """Take in a delivery at a store: its lot, new or known, and the receipt, in one transaction."""
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        target = public.place_known(tx, actor, command.to_id)
        actor.require(Permission.STOCK_MOVE, target.organisation_id)
        asked = without_new(command.model_dump(mode="json", by_alias=True), NEW)
        if not is_first(tx, "receipt", identity, asked):
            return Outcome(_again(tx, identity), fresh=False)
        if command.lot is not None:
            lot = lots.find_seen(tx.db, actor.scope(Permission.STOCK_SEE), command.lot)
        elif command.new_lot is not None:
            lot = add_in(tx, actor, new_id(), command.new_lot, target.organisation_id)
        else:
            raise Invalid.of("lot", "missing", _("Choose a lot, or describe the new one."))
        if lot is None:
            raise NotFound
        supplier_id = public.outside_location(tx, target.organisation_id, LocationKind.SUPPLIER)
        supplier = public.place_of(tx, supplier_id)
        receipt = Move(
            lot=lot.id,
            from_id=supplier_id,
            to_id=target.id,
            quantity=command.quantity,
            reason=MovementReason.RECEIPT,
            document=command.document,
            effective_at=command.effective_at,
            note=command.note,
        )
        return Outcome(_enter(tx, actor, identity, receipt, supplier, target), fresh=True)


def _original(tx: Tx, actor: Actor, movement_id: UUID) -> tuple[Movement, public.Place, public.Place]:
    row = movements.find(tx.db, movement_id)
    if row is None:
        raise NotFound
    source, target = public.place_of(tx, row.from_location_id), public.place_of(tx, row.to_location_id)
    scope = actor.scope(Permission.STOCK_SEE)
    if not any(places.find_seen(tx.db, scope, place.id) for place in (source, target)):
        raise NotFound
    return row, source, target


def reverse(actor: Actor, movement_id: UUID, command: Reverse, *, uow: UnitOfWork) -> Outcome[MovementView]:
    """Take an entry back, once. What belongs to a hand-out is taken back there."""
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        row, source, target = _original(tx, actor, movement_id)
        _require_move(actor, MovementReason(row.reason), source, target)
        if not is_first(
            tx, "movement_reversal", identity, [str(movement_id), command.model_dump(mode="json")]
        ):
            return Outcome(_again(tx, identity), fresh=False)
        if row.caused_by is not None:
            raise Conflict(
                "movement.has_a_cause",
                _("This entry belongs to a hand-out or a distribution point. Take it back there."),
            )
        if row.session_id is not None:
            session = sessions.hold(tx, actor.scope(Permission.SESSION_SEE), row.session_id)
            check_session_status(MovementReason.RETURN, session.status)
        return Outcome(public.reverse(tx, actor, movement_id, identity, note=command.note), fresh=True)


def list_movements(
    actor: Actor,
    *,
    uow: UnitOfWork,
    location_id: UUID | None = None,
    lot_id: UUID | None = None,
    session_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[MovementView]:
    """Entries the reader may know, newest first."""
    actor.require(Permission.STOCK_SEE)
    before = a_moment(cursor) if cursor else None
    with uow.read() as look:
        rows = movements.listing(
            look.db,
            actor.scope(Permission.STOCK_SEE),
            location_id=location_id,
            lot_ids=None if lot_id is None else [lot_id],
            session_id=session_id,
            before=before,
            limit=limit + 1,
        )
    shown = [movements.view(row) for row in rows[:limit]]
    more = to_cursor(shown[-1].effective_at.isoformat(), shown[-1].id) if len(rows) > limit else None
    return Page(items=shown, next=more)


def list_balances(
    actor: Actor,
    *,
    uow: UnitOfWork,
    item: str | None = None,
    location_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 200,
) -> Page[BalanceView]:
    """What stands where, by lot. Of one place what it once held is told too, as 0."""
    actor.require(Permission.STOCK_SEE)
    after = a_pair(cursor) if cursor else None
    with uow.read() as look:
        scope = actor.scope(Permission.STOCK_SEE)
        if location_id is not None and places.find_seen(look.db, scope, location_id) is None:
            raise NotFound
        item_id = items.by_code(look, item, "item").id if item else None
        rows = balances.listing(
            look.db,
            scope,
            item_id=item_id,
            location_id=location_id,
            after=after,
            limit=limit + 1,
            zeros=location_id is not None,
        )
        known = items.by_ids(look, {row.lot.item_id for row in rows[:limit]})
    shown = [
        BalanceView(
            location=row.location.id,
            lot=row.lot.id,
            item=known[row.lot.item_id].code,
            quantity=row.quantity,
        )
        for row in rows[:limit]
    ]
    return Page(items=shown, next=to_cursor(shown[-1].location, shown[-1].lot) if len(rows) > limit else None)
