"""Shipments: dispatched under a waybill, received by whoever stands at the other end, or called back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.kits import public
from app.kits.public import Entry
from app.kits.rules import STORES, LocationKind, MovementReason, check_moment
from app.kits.rules.waybills import Arrived, Difference, WaybillState, check_arrivals, check_on_the_road
from app.kits.schemas.papers import (
    CallBack,
    Dispatch,
    ReceiveWaybill,
    SendLine,
    WaybillView,
)
from app.kits.store import lots, places, waybills
from app.kits.store.papers import next_number
from app.kits.tables import Waybill
from app.kits.use_cases.waybill_lists import found, view
from app.organisations import public as organisations
from app.platform.once import is_first
from app.platform.unit_of_work import Tx, UnitOfWork

_REASONS = {
    Difference.DAMAGED: MovementReason.DAMAGE,
    Difference.LOST: MovementReason.LOSS,
    Difference.SHORT_LOADED: MovementReason.TRANSFER,
}


def _store_to_reach(tx: Tx, location_id: UUID) -> public.Place:
    """The store at the other end, whoever owns it. Raises Invalid for what is no store in use."""
    row = places.find(tx.db, location_id)
    if row is None or not row.active or row.transit or LocationKind(row.kind) not in STORES:
        raise Invalid.of("to", "waybill.no_store", _("Choose a warehouse or a partner store."))
    return public.place_of(tx, location_id)


def _send(
    tx: Tx, actor: Actor, line: SendLine, position: int, source: UUID, road: UUID, waybill: Waybill
) -> list[tuple[UUID, int]]:
    """Put one line on the road; which lots went, and how many of each."""
    if line.lot is not None:
        if lots.find_seen(tx.db, actor.scope(Permission.STOCK_SEE), line.lot) is None:
            raise NotFound
        sent = public.write(
            tx,
            actor,
            [
                Entry(
                    lot_id=line.lot,
                    from_id=source,
                    to_id=road,
                    quantity=line.quantity,
                    reason=MovementReason.TRANSFER,
                    effective_at=waybill.dispatched_at,
                    document=waybill.number,
                    caused_by=waybill.id,
                )
            ],
        )
    else:
        item = items.by_code(tx, line.item or "", f"lines.{position}.item")
        sent = public.take(
            tx,
            actor,
            item_id=item.id,
            quantity=line.quantity,
            from_location_id=source,
            to_location_id=road,
            reason=MovementReason.TRANSFER,
            session_id=None,
            caused_by=waybill.id,
            effective_at=waybill.dispatched_at,
            document=waybill.number,
        )
    return [(one.lot, one.quantity) for one in sent]


def _of_line(error: FieldError, position: int) -> FieldError:
    """Too little of what one line asks for is said at that line."""
    return replace(error, field=f"lines.{position}.quantity") if error.field == "quantity" else error


def dispatch(actor: Actor, command: Dispatch, *, uow: UnitOfWork) -> Outcome[WaybillView]:
    """Send kits to another store. They stand on the road until somebody there says what arrived.

    The same request again gives the same answer. Raises Conflict `kits.insufficient` with the numbers.
    """
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        source = public.place_known(tx, actor, command.from_id)
        actor.require(Permission.STOCK_MOVE, source.organisation_id)
        if not is_first(tx, "waybill", identity, command.model_dump(mode="json", by_alias=True)):
            return Outcome(view(tx, found(tx, actor, identity)), fresh=False)
        target = _store_to_reach(tx, command.to_id)
        if source.kind not in STORES or source.id == target.id:
            raise Invalid.of("from", "waybill.no_store", _("A waybill goes from one store to another."))
        at = command.dispatched_at or clock.now()
        check_moment(at, clock.now())
        owner = organisations.by_ids(tx, [source.organisation_id])[source.organisation_id]
        row = Waybill(
            id=identity,
            number=next_number(tx.db, owner.id, owner.code, "WB", at.year),
            from_location_id=source.id,
            to_location_id=target.id,
            transit_id=public.road(tx, source.organisation_id),
            state=WaybillState.DISPATCHED.value,
            vehicle=command.vehicle,
            note=command.note,
            dispatched_at=at,
            dispatched_by=actor.person_id,
        )
        sent: dict[UUID, int] = {}
        for position, line in enumerate(command.lines):
            try:
                gone = _send(tx, actor, line, position, source.id, row.transit_id, row)
            except Conflict as short:
                short.errors = tuple(_of_line(one, position) for one in short.errors)
                raise
            for lot, quantity in gone:
                sent[lot] = sent.get(lot, 0) + quantity
        waybills.add(tx.db, row, sent.items())
        tx.record(
            "kits.dispatched",
            actor,
            "waybill",
            identity,
            organisation_id=source.organisation_id,
            data={"number": row.number, "to": str(target.id), "lines": len(sent)},
        )
        return Outcome(view(tx, row), fresh=True)


def _held(tx: Tx, actor: Actor, waybill_id: UUID) -> Waybill:
    row = waybills.lock_seen(tx.db, actor.scope(Permission.STOCK_SEE), waybill_id)
    if row is None:
        raise NotFound
    return row


def _arrivals(
    tx: Tx, row: Waybill, arrived: Sequence[Arrived], sent: dict[UUID, int], at: datetime
) -> list[Entry]:
    """What arrived goes into the store; what is missing goes where its reason says."""
    source = public.place_of(tx, row.from_location_id)
    loss = public.outside_location(tx, source.organisation_id, LocationKind.LOSS)
    entries = []
    for one in arrived:
        ways = [(row.to_location_id, one.received, MovementReason.TRANSFER, one.note)]
        if one.difference is not None:
            back = one.difference is Difference.SHORT_LOADED
            missing = sent[one.lot_id] - one.received
            ways.append((source.id if back else loss, missing, _REASONS[one.difference], one.note))
        entries += [
            Entry(
                lot_id=one.lot_id,
                from_id=row.transit_id,
                to_id=target,
                quantity=quantity,
                reason=reason,
                effective_at=at,
                document=row.number,
                note=note,
                caused_by=row.id,
            )
            for target, quantity, reason, note in ways
            if quantity
        ]
    return entries


def receive_waybill(
    actor: Actor, waybill_id: UUID, command: ReceiveWaybill, *, uow: UnitOfWork
) -> Outcome[WaybillView]:
    """Say what arrived, line by line; the difference becomes a loss with its reason.

    Raises NotFound, Forbidden (only the receiving organisation, or a coordinator), Conflict `waybill.step`
    when it was settled before, Invalid with every line that is wrong.
    """
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = _held(tx, actor, waybill_id)
        target = public.place_of(tx, row.to_location_id)
        if not actor.may(Permission.STOCK_MOVE, target.organisation_id):
            raise Forbidden("forbidden", _("Whoever receives it says what arrived."))
        asked = [str(waybill_id), command.model_dump(mode="json")]
        if not is_first(tx, "waybill_receipt", identity, asked):
            return Outcome(view(tx, row), fresh=False)
        check_on_the_road(WaybillState(row.state))
        sent = {line.lot_id: line.quantity for line in waybills.lines_of(tx.db, row.id)}
        arrived = [
            Arrived(
                one.lot,
                one.received,
                one.difference if one.received < sent.get(one.lot, 0) else None,
                one.note,
            )
            for one in command.lines
        ]
        check_arrivals(sent, arrived)
        at = command.received_at or clock.now()
        check_moment(at, clock.now())
        if at < row.dispatched_at:
            raise Invalid.of(
                "received_at", "waybill.before_dispatch", _("It cannot arrive before it was sent.")
            )
        public.write(tx, actor, _arrivals(tx, row, arrived, sent, at))
        waybills.settle(
            tx.db,
            row.id,
            WaybillState.RECEIVED,
            at=at,
            by=actor.person_id,
            note=command.note,
            settling_id=identity,
            arrived=arrived,
        )
        missing = sum(sent.values()) - sum(one.received for one in arrived)
        tx.record(
            "kits.waybill_received",
            actor,
            "waybill",
            row.id,
            organisation_id=target.organisation_id,
            data={"number": row.number, "missing": missing},
        )
        return Outcome(view(tx, found(tx, actor, waybill_id)), fresh=True)


def call_back(actor: Actor, waybill_id: UUID, command: CallBack, *, uow: UnitOfWork) -> Outcome[WaybillView]:
    """The lorry turns round: everything goes back to where it left. By the sender, while it is on the road."""
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = _held(tx, actor, waybill_id)
        source = public.place_of(tx, row.from_location_id)
        if not actor.may(Permission.STOCK_MOVE, source.organisation_id):
            raise Forbidden("forbidden", _("Whoever sent it calls it back."))
        asked = [str(waybill_id), command.model_dump(mode="json")]
        if not is_first(tx, "waybill_call_back", identity, asked):
            return Outcome(view(tx, row), fresh=False)
        check_on_the_road(WaybillState(row.state))
        sent = {line.lot_id: line.quantity for line in waybills.lines_of(tx.db, row.id)}
        at = clock.now()
        nothing = [Arrived(lot, 0, Difference.SHORT_LOADED, "") for lot in sent]
        public.write(tx, actor, _arrivals(tx, row, nothing, sent, at))
        waybills.settle(
            tx.db,
            row.id,
            WaybillState.CALLED_BACK,
            at=at,
            by=actor.person_id,
            note=command.note,
            settling_id=identity,
            arrived=nothing,
        )
        tx.record(
            "kits.waybill_called_back",
            actor,
            "waybill",
            row.id,
            organisation_id=source.organisation_id,
            data={"number": row.number, "reason": command.note},
        )
        return Outcome(view(tx, found(tx, actor, waybill_id)), fresh=True)
