"""What is asked of tickets inside another package's transaction, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.registration.rules.tickets import ShownState, TicketKind


@dataclass(frozen=True, slots=True)
class Redeeming:
    """A ticket was shown at a session: let it in, or give it one of an item.

    `id` names the redemption (and the answer), `event_id` what caused it; both are used once. `late` keeps it out
    of the session's sum (after verification).
    """

    id: UUID
    session_id: UUID
    ticket_hash: str
    kind: TicketKind
    event_id: UUID
    occurred_at: datetime
    item_id: UUID | None = None
    device_id: UUID | None = None
    recorded_by: UUID | None = None
    late: bool = False


class RedeemAnswer(StrEnum):
    """What became of it."""

    REDEEMED = "redeemed"
    ALREADY = "already"
    VOID = "void"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FirstUse:
    """The redemption that counts: where, when and by which event the ticket was used."""

    event_id: UUID
    device_id: UUID | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The answer to one `Redeeming`; `first` is the use that counts when it is another one."""

    outcome: RedeemAnswer
    first: FirstUse | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class TicketMark:
    """A ticket as the tablet carries it: never its code."""

    hash: str
    state: ShownState
    entry_at: datetime | None
    kits: tuple[tuple[str, datetime], ...] = ()
    number: int = 0
