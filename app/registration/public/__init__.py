"""What other packages may ask of registration inside their own transaction, one idea a file."""

from __future__ import annotations

from app.registration.public.redeeming import redeem, reverse_redemption, swap
from app.registration.public.tickets import (
    FirstUse,
    RedeemAnswer,
    Redeemed,
    Redeeming,
    TicketKind,
    TicketMark,
    TicketState,
    apart,
    differences,
    forget_tickets,
    read_code,
    ticket_hash,
    tickets_for_bundle,
    tickets_for_kits,
)

__all__ = [
    "FirstUse",
    "RedeemAnswer",
    "Redeemed",
    "Redeeming",
    "TicketKind",
    "TicketMark",
    "TicketState",
    "apart",
    "differences",
    "forget_tickets",
    "read_code",
    "redeem",
    "reverse_redemption",
    "swap",
    "ticket_hash",
    "tickets_for_bundle",
    "tickets_for_kits",
]
