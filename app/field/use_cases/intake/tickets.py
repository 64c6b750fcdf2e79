"""Tickets are redeemed where the database holds each to one: two tablets without a network cannot both win."""

from __future__ import annotations

from app.field.rules.words import Kind, Reason
from app.field.use_cases.intake.batch import Batch
from app.items.public import ItemView
from app.registration import public as registration
from app.registration.public import RedeemAnswer, Redeeming, TicketKind

_FLAGS = {RedeemAnswer.VOID: Reason.TICKET_VOID, RedeemAnswer.UNKNOWN: Reason.NOT_ON_LIST}


def redeem(batch: Batch, items: dict[str, ItemView]) -> None:
    """Redeem what was shown; who came second is flagged with the first use."""
    shown = [one for one in batch.of_kind(Kind.CHECK_IN, Kind.KIT) if one.ticket is not None]
    answers = registration.redeem(
        batch.tx,
        [
            Redeeming(
                id=one.id,
                session_id=one.session.id,
                ticket_hash=one.ticket or "",
                kind=TicketKind.ENTRY if one.kind is Kind.CHECK_IN else TicketKind.KIT,
                event_id=one.id,
                occurred_at=one.occurred_at,
                item_id=items[one.payload["item"]].id if one.kind is Kind.KIT else None,
                device_id=one.delivery.device.id,
                recorded_by=one.recorded_by,
                late=one.late,
            )
            for one in shown
        ],
        held=True,
    )
    for one in shown:
        answer = answers[one.id]
        if answer.outcome is RedeemAnswer.ALREADY:
            entry = one.kind is Kind.CHECK_IN
            one.flag(Reason.ALREADY_CHECKED_IN if entry else Reason.ALREADY_GOT_KIT)
            one.first = answer.first
        elif answer.outcome in _FLAGS:
            one.flag(_FLAGS[answer.outcome])
