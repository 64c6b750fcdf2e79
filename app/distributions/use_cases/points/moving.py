"""Kits at a distribution point: into its bag, into hands, back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions import store
from app.distributions.public.settling import bring_back as empty
from app.distributions.rules.points import PointState, check_open, ticket_of_a_session
from app.distributions.schemas import HandOutKits, ReverseHandOut
from app.distributions.schemas.points import BringBack, ComesBackAs, LoadPoint, PointView
from app.distributions.store import points
from app.distributions.tables import DistributionPoint, HandOut
from app.distributions.use_cases.points.viewing import held, purse_of, view
from app.items import public as items
from app.items.public import ItemKind, ItemView
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kits import public as kits
from app.kits.public import LocationKind, MovementReason
from app.platform.once import is_first, without_new
from app.platform.unit_of_work import Tx, UnitOfWork
from app.sessions.public.gate import Doing, pass_gate
from app.vocabularies import public as vocabularies

_WENT = {ComesBackAs.RETURNED: MovementReason.RETURN, ComesBackAs.DAMAGED: MovementReason.DAMAGE}


def load(actor: Actor, point_id: UUID, command: LoadPoint, *, uow: UnitOfWork) -> Outcome[PointView]:
    """Load the bag of a point from a store whose stock the actor moves."""
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = held(tx, actor, point_id)
        place = kits.place_known(tx, actor, command.from_id)
        actor.require(Permission.STOCK_MOVE, place.organisation_id)
        asked = without_new(command.model_dump(mode="json", by_alias=True), kits.EARMARK)
        if not is_first(tx, "point_load", identity, [str(point_id), asked]):
            return Outcome(view(tx, row), fresh=False)
        check_open(PointState(row.state))
        kits.check_road(MovementReason.LOAD, place.kind, LocationKind.SESSION_BAG)
        item = items.by_code(tx, command.item, "item")
        _fill(
            tx,
            actor,
            row,
            item_id=item.id,
            quantity=command.quantity,
            store_id=place.id,
            cause=row.id,
            now=clock.now(),
            document=command.document,
            earmark_reason=command.earmark_reason,
        )
        _record(tx, actor, row, "kits.point_loaded", {"item": item.code, "quantity": command.quantity})
        return Outcome(view(tx, row), fresh=True)


def _fill(
    tx: Tx,
    actor: Actor,
    row: DistributionPoint,
    *,
    item_id: UUID,
    quantity: int,
    store_id: UUID,
    cause: UUID,
    now: datetime,
    document: str = "",
    earmark_reason: str | None = None,
) -> None:
    kits.take(
        tx,
        actor,
        item_id=item_id,
        quantity=quantity,
        from_location_id=store_id,
        to_location_id=row.bag_id,
        reason=MovementReason.LOAD,
        session_id=None,
        caused_by=cause,
        effective_at=now,
        document=document or row.code,
        projects=[row.project_id] if row.project_id else [],
        only_eligible=True,
        earmark_reason=earmark_reason,
    )


def bring_back(actor: Actor, point_id: UUID, command: BringBack, *, uow: UnitOfWork) -> Outcome[PointView]:
    """So many of an item go back to the store they came from, or are written off as damaged."""
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = held(tx, actor, point_id)
        content = [str(point_id), command.model_dump(mode="json")]
        if not is_first(tx, "point_return", identity, content):
            return Outcome(view(tx, row), fresh=False)
        check_open(PointState(row.state))
        item = items.by_code(tx, command.item, "item")
        empty(tx, actor, purse_of(tx, row), item.id, _WENT[command.what], command.quantity)
        said = {"item": item.code, "quantity": command.quantity, "what": command.what.value}
        _record(tx, actor, row, "kits.point_came_back", said)
        return Outcome(view(tx, row), fresh=True)


def _record(tx: Tx, actor: Actor, row: DistributionPoint, action: str, data: dict[str, object]) -> None:
    tx.record(action, actor, "distribution_point", row.id, organisation_id=row.organisation_id, data=data)


def give(tx: Tx, actor: Actor, point_id: UUID, identity: UUID, command: HandOutKits) -> tuple[HandOut, bool]:
    """Hand out kits at a point: the row, and whether it is new."""
    row = held(tx, actor, point_id)
    if not is_first(tx, "hand_out", identity, command.content):
        before = store.find(tx.db, identity)
        if before is None:
            raise NotFound
        return before, False
    check_open(PointState(row.state))
    pass_gate(tx, Doing.HAND_OUT, [row.held_on])
    if command.ticket is not None:
        raise ticket_of_a_session()
    item = items.by_code(tx, command.item, "item")
    bands = set() if command.age_band is None else {command.age_band}
    vocabularies.check_codes(tx, communities={command.community}, age_bands=bands)
    now = clock.now()
    if command.from_id not in {None, row.bag_id}:
        _fill(
            tx,
            actor,
            row,
            item_id=item.id,
            quantity=command.quantity,
            store_id=_own_store(tx, actor, row, command),
            cause=identity,
            now=now,
        )
    kits.take(
        tx,
        actor,
        item_id=item.id,
        quantity=command.quantity,
        from_location_id=row.bag_id,
        to_location_id=kits.outside_location(tx, row.organisation_id, LocationKind.BENEFICIARIES),
        reason=MovementReason.HAND_OUT,
        session_id=None,
        caused_by=identity,
        effective_at=now,
        projects=[row.project_id] if row.project_id else [],
    )
    hand_out = HandOut(
        id=identity,
        session_id=None,
        location_id=row.bag_id,
        item_id=item.id,
        quantity=command.quantity,
        community=command.community,
        sex=command.sex.value if command.sex else None,
        age_band=command.age_band,
        recorded_by=actor.person_id,
        occurred_at=now,
        received_at=now,
    )
    store.add(tx.db, hand_out)
    _count(tx, row, item, command.quantity)
    _record(
        tx,
        actor,
        row,
        "kits.handed_out",
        {"hand_out": str(identity), "item": item.code},
    )
    return hand_out, True


def _own_store(tx: Tx, actor: Actor, row: DistributionPoint, command: HandOutKits) -> UUID:
    """A store of the organisations of the point to which the actor belongs. Raises NotFound for any other."""
    if command.from_id is None:
        raise NotFound
    place = kits.place_of(tx, command.from_id)
    if place.organisation_id not in {row.organisation_id, row.partner_id}:
        raise NotFound
    if not actor.belongs_to(place.organisation_id):
        raise NotFound
    kits.check_road(MovementReason.LOAD, place.kind, LocationKind.SESSION_BAG)
    return place.id


def _count(tx: Tx, row: DistributionPoint, item: ItemView, quantity: int) -> None:
    if item.kind is ItemKind.DIGNITY_KIT:
        points.count_kits(tx.db, row, quantity)


def point_of(tx: Tx, actor: Actor, bag_id: UUID) -> DistributionPoint:
    """The point to which a bag belongs, held. Raises NotFound."""
    point_id = points.of_bag(tx.db, bag_id)
    if point_id is None:
        raise NotFound
    return held(tx, actor, point_id)


def note_reversal(
    tx: Tx, actor: Actor, row: DistributionPoint, given: HandOut, command: ReverseHandOut
) -> None:
    """A hand-out of this point was taken back: its sum and its trail."""
    item = items.by_ids(tx, {given.item_id})[given.item_id]
    _count(tx, row, item, -given.quantity)
    _record(tx, actor, row, "kits.hand_out_reversed", {"hand_out": str(given.id), "reason": command.reason})
