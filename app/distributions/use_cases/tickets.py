"""A hand-out against a ticket: one of each item. The ticket is marked apart; no table knows ticket and community."""

from __future__ import annotations

from uuid import UUID, uuid4

from app.access.actor import Actor
from app.distributions.rules import (
    already_got,
    check_one_a_ticket,
    ticket_misread,
    ticket_unknown,
    ticket_void,
)
from app.items.public import ItemView
from app.kernel import clock
from app.kernel.naming import Named
from app.platform.unit_of_work import Tx
from app.registration import public as registration
from app.registration.public import RedeemAnswer, Redeeming, TicketKind
from app.sessions.public import SessionFacts


def redeem_ticket(
    tx: Tx,
    actor: Actor,
    session: SessionFacts,
    item: ItemView,
    hand_out_id: UUID,
    *,
    ticket: str,
    quantity: int,
) -> None:
    """Mark that a ticket got one of this item. The session is held.

    Raises Invalid `ticket.misread`, `ticket.unknown` or `ticket.one_of_an_item`, Conflict `ticket.void` or
    `ticket.already_got_kit` with the time: at a desk the second kit can still be kept back.
    """
    hashed = registration.ticket_hash(session.id, ticket)
    if hashed is None:
        raise ticket_misread()
    check_one_a_ticket(quantity)
    asked = Redeeming(
        id=uuid4(),  # a random one: ids that carry the time would find the hand-out again
        session_id=session.id,
        ticket_hash=hashed,
        kind=TicketKind.KIT,
        item_id=item.id,
        event_id=registration.apart(hand_out_id),
        occurred_at=clock.now(),
        recorded_by=actor.person_id,
    )
    told = registration.redeem(tx, [asked])[asked.id]
    if told.outcome is RedeemAnswer.UNKNOWN:
        raise ticket_unknown()
    if told.outcome is RedeemAnswer.VOID:
        raise ticket_void()
    if told.outcome is RedeemAnswer.ALREADY:
        raise already_got(Named(item.code, item.names), told.first.occurred_at if told.first else None)


def take_ticket_back(tx: Tx, actor: Actor, hand_out_id: UUID, reversal_id: UUID) -> None:
    """The hand-out was taken back: its ticket, if it had one, may get this item again."""
    registration.reverse_redemption(
        tx,
        actor,
        registration.apart(hand_out_id),
        void_event_id=registration.apart(reversal_id),
    )
