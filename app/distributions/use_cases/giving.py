"""Load a session's bag, hand out, take a hand-out back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions import store
from app.distributions.rules import check_status, nowhere
from app.distributions.rules.points import PointState, check_open
from app.distributions.schemas import (
    HandOutKits,
    HandOutView,
    LoadBag,
    ReverseHandOut,
)
from app.distributions.tables import DistributionPoint, HandOut
from app.distributions.use_cases.points import moving
from app.distributions.use_cases.showing import views
from app.distributions.use_cases.tickets import redeem_ticket, take_ticket_back
from app.items import public as items
from app.items.public import ItemKind, ItemView
from app.kernel import clock
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.words import _
from app.kits import public as kits
from app.kits.public import LocationKind, MovementReason
from app.kits.public.overdrawn import put_down_to_what_is_there
from app.platform.once import is_first, without_new
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.sessions import public as sessions
from app.sessions.public import SessionFacts
from app.sessions.public.gate import Doing, pass_gate
from app.vocabularies import public as vocabularies


def _bag_of(tx: Tx, actor: Actor, session: SessionFacts) -> UUID:
    return kits.bag(tx, actor, session.id, session.lead_organisation_id, session.code)


def _source(
    tx: Tx, actor: Actor, session: SessionFacts, item_id: UUID, command: HandOutKits
) -> tuple[UUID, bool]:
    """Where the kits are taken from, and whether they stand there for this session already."""
    held: dict[UUID, int] = {}
    for remain in kits.remains(tx, session.id, item_id):
        held[remain.bag_id] = held.get(remain.bag_id, 0) + remain.quantity
    if command.from_id is None:
        fullest = max(held, key=lambda place_id: (held[place_id], place_id), default=None)
        return fullest or _bag_of(tx, actor, session), True
    place = kits.place_of(tx, command.from_id)
    if place.session_id == session.id:
        return place.id, True
    if place.id in held:
        return place.id, held[place.id] >= command.quantity
    if place.organisation_id not in session.organisation_ids or not actor.belongs_to(place.organisation_id):
        raise NotFound
    if place.session_id is not None:
        raise Invalid.of("from", "hand_out.other_session", _("This bag belongs to another session."))
    if place.kind in {LocationKind.SUPPLIER, LocationKind.BENEFICIARIES, LocationKind.LOSS}:
        raise Invalid.of("from", "hand_out.no_stock", _("Kits are handed out from a bag or a store."))
    return place.id, False


def hand_out(actor: Actor, command: HandOutKits, *, uow: UnitOfWork) -> Outcome[HandOutView]:
    """Hand out kits at a session or a distribution point. The same request again gives the same answer.

    The first hand-out of a session starts it. Raises Invalid on `session` when not exactly one of them is named.
    """
    if command.distribution_point is not None and command.session is None:
        return _hand_out_at_a_point(actor, command, command.distribution_point, uow)
    actor.require(Permission.KITS_HAND_OUT)
    if command.session is None or command.distribution_point is not None:
        raise nowhere()
    identity = command.id or new_id()
    with uow.begin() as tx:
        session = sessions.hold(tx, actor.scope(Permission.KITS_HAND_OUT), command.session)
        if not is_first(tx, "hand_out", identity, command.content):
            return Outcome(views(tx, [_found(tx, identity)])[0], fresh=False)
        check_status(session.status)
        pass_gate(tx, Doing.HAND_OUT, [session.local_date], session.id)
        item = items.by_code(tx, command.item, "item")
        vocabularies.check_codes(
            tx,
            communities={command.community},
            age_bands=set() if command.age_band is None else {command.age_band},
        )
        session = sessions.start(tx, actor, session)
        now = clock.now()
        if command.ticket is not None:
            redeem_ticket(
                tx, actor, session, item, identity, ticket=command.ticket, quantity=command.quantity
            )
        bag_id = _leave(tx, actor, session, item.id, identity, command, now)
        row = HandOut(
            id=identity,
            session_id=session.id,
            location_id=bag_id,
            item_id=item.id,
            quantity=command.quantity,
            community=command.community,
            sex=command.sex.value if command.sex else None,
            age_band=command.age_band,
            recorded_by=actor.person_id,
            occurred_at=now,
            received_at=now,
        )
        store.add(tx.db, row)
        _count(tx, session.id, item, command.quantity)
        tx.record(
            "kits.handed_out",
            actor,
            "session",
            session.id,
            organisation_id=session.lead_organisation_id,
            data={"hand_out": str(identity), "item": item.code},
        )
        return Outcome(views(tx, [row])[0], fresh=True)


def _hand_out_at_a_point(
    actor: Actor, command: HandOutKits, point_id: UUID, uow: UnitOfWork
) -> Outcome[HandOutView]:
    actor.require(Permission.POINT_HOLD)
    with uow.begin() as tx:
        row, fresh = moving.give(tx, actor, point_id, command.id or new_id(), command)
        return Outcome(views(tx, [row])[0], fresh=fresh)


def _count(tx: Tx, session_id: UUID, item: ItemView, quantity: int) -> None:
    """Only dignity kits are kits in the total of the session; pins and leaflets are not."""
    if item.kind is ItemKind.DIGNITY_KIT:
        sessions.add_counts(tx, session_id, kits=quantity)


def _leave(
    tx: Tx,
    actor: Actor,
    session: SessionFacts,
    item_id: UUID,
    identity: UUID,
    command: HandOutKits,
    now: datetime,
) -> UUID:
    """Move the kits to the people; answers the place they left. From a store they pass through the bag,
    so that what was given was also loaded and the till can close.
    """
    source_id, is_loaded = _source(tx, actor, session, item_id, command)
    own = [project_id for project_id, _share in session.projects]
    lots: frozenset[UUID] | None = None
    if not is_loaded:
        bag_id = _bag_of(tx, actor, session)
        loaded = kits.take(
            tx,
            actor,
            item_id=item_id,
            quantity=command.quantity,
            from_location_id=source_id,
            to_location_id=bag_id,
            reason=MovementReason.LOAD,
            session_id=session.id,
            caused_by=identity,
            effective_at=now,
            projects=own,
            only_eligible=True,
        )
        source_id, lots = bag_id, frozenset(entry.lot for entry in loaded)
    owner = kits.place_of(tx, source_id).organisation_id
    kits.take(
        tx,
        actor,
        item_id=item_id,
        quantity=command.quantity,
        from_location_id=source_id,
        to_location_id=kits.outside_location(tx, owner, LocationKind.BENEFICIARIES),
        reason=MovementReason.HAND_OUT,
        session_id=session.id,
        caused_by=identity,
        effective_at=now,
        projects=own,
        only_lots=lots,
    )
    return source_id


def _found(look: ReadTx, hand_out_id: UUID) -> HandOut:
    row = store.find(look.db, hand_out_id)
    if row is None:
        raise NotFound
    return row


def reverse_hand_out(
    actor: Actor, hand_out_id: UUID, command: ReverseHandOut, *, uow: UnitOfWork
) -> Outcome[HandOutView]:
    """Take a hand-out back, once: people, kits, its ticket and the sum, all as if it never was.

    At a session until its report is sent, at a distribution point until it is closed.
    """
    if not actor.may(Permission.POINT_HOLD):
        actor.require(Permission.KITS_HAND_OUT)
    identity = command.id or new_id()
    with uow.begin() as tx:
        row = _found(tx, hand_out_id)
        session: SessionFacts | None = None
        point: DistributionPoint | None = None
        if row.session_id is not None:
            actor.require(Permission.KITS_HAND_OUT)
            session = sessions.hold(tx, actor.scope(Permission.KITS_HAND_OUT), row.session_id)
        else:
            point = moving.point_of(tx, actor, row.location_id)
        content = [str(hand_out_id), command.model_dump(mode="json")]
        if not is_first(tx, "hand_out_reversal", identity, content):
            return Outcome(views(tx, [_found(tx, identity)])[0], fresh=False)
        if session is not None:
            check_status(session.status)
            pass_gate(tx, Doing.HAND_OUT, [session.local_date], session.id)
        elif point is not None:
            check_open(PointState(point.state))
            pass_gate(tx, Doing.HAND_OUT, [point.held_on])
        if row.reverses is not None:
            raise Conflict("hand_out.is_reversal", _("A reversal is not reversed. Hand out again."))
        if store.reversed_among(tx.db, [row.id]):
            raise Conflict("hand_out.reversed", _("This hand-out was already taken back."))
        opposite = _take_back(tx, actor, row, identity, command.reason)
        if session is not None:
            take_ticket_back(tx, actor, row.id, identity)
            _count(tx, session.id, items.by_ids(tx, {row.item_id})[row.item_id], -row.quantity)
            tx.record(
                "kits.hand_out_reversed",
                actor,
                "session",
                session.id,
                organisation_id=session.lead_organisation_id,
                data={"hand_out": str(row.id), "reason": command.reason},
            )
        elif point is not None:
            moving.note_reversal(tx, actor, point, row, command)
        return Outcome(views(tx, [opposite])[0], fresh=True)


def _take_back(tx: Tx, actor: Actor, row: HandOut, identity: UUID, reason: str) -> HandOut:
    """Reverse what the hand-out moved, and write its opposite."""
    entries = kits.entries_caused_by(tx, row.id)
    for entry in sorted(entries, key=lambda entry: entry.reason is MovementReason.LOAD):
        kits.reverse(tx, actor, entry.id, new_id(), note=reason)
    opposite = HandOut(
        id=identity,
        session_id=row.session_id,
        location_id=row.location_id,
        item_id=row.item_id,
        quantity=row.quantity,
        community=row.community,
        sex=row.sex,
        age_band=row.age_band,
        recorded_by=actor.person_id,
        occurred_at=row.occurred_at,
        received_at=clock.now(),
        reverses=row.id,
    )
    store.add(tx.db, opposite)
    return opposite


def load_bag(actor: Actor, command: LoadBag, *, uow: UnitOfWork) -> Outcome[int]:
    """Load a session's bag from a store whose stock the actor moves; answers the quantity loaded."""
    actor.require(Permission.STOCK_MOVE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        session = sessions.hold(tx, actor.scope(Permission.SESSION_SEE), command.session)
        place = kits.place_known(tx, actor, command.from_id)
        actor.require(Permission.STOCK_MOVE, place.organisation_id)
        asked = without_new(command.model_dump(mode="json", by_alias=True), kits.EARMARK)
        if not is_first(tx, "bag_load", identity, asked):
            return Outcome(command.quantity, fresh=False)
        kits.check_road(MovementReason.LOAD, place.kind, LocationKind.SESSION_BAG)
        kits.check_session_status(MovementReason.LOAD, session.status)
        item = items.by_code(tx, command.item, "item")
        bag_id = _bag_of(tx, actor, session)
        kits.take(
            tx,
            actor,
            item_id=item.id,
            quantity=command.quantity,
            from_location_id=place.id,
            to_location_id=bag_id,
            reason=MovementReason.LOAD,
            session_id=session.id,
            caused_by=None,
            effective_at=clock.now(),
            document=command.document,
            projects=[project_id for project_id, _share in session.projects],
            only_eligible=True,
            earmark_reason=command.earmark_reason,
        )
        put_down_to_what_is_there(tx, actor, bag_id, item.id)
        return Outcome(command.quantity, fresh=True)
