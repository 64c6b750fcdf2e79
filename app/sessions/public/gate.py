"""Asks packages above whether a day may still be worked on, in the same transaction, without importing them.

Reporting periods stand above sessions: once a month is closed, no desk plans, counts, reports or verifies in it.
Main hangs the gatekeepers here. Tablets tell what already happened and do not pass this gate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.platform.unit_of_work import Tx


class Doing(StrEnum):
    """What somebody at a desk is about to do on a day."""

    PLAN = "plan"
    CALL_OFF = "call_off"
    COUNT = "count"
    HAND_OUT = "hand_out"
    CLOSE = "close"
    VERIFY = "verify"


Gatekeeper = Callable[[Tx, Doing, Collection[date], UUID | None], None]
"""Called with what is done on which days (local to the session), and at which session, when it is one that exists.

Raises Conflict when one of the days is closed to it, and otherwise holds them until the transaction ends.
"""

_gatekeepers: list[Gatekeeper] = []


def keep_gate(gatekeeper: Gatekeeper) -> None:
    """Ask this one from now on; hanging it twice asks it once."""
    if gatekeeper not in _gatekeepers:
        _gatekeepers.append(gatekeeper)


def pass_gate(tx: Tx, doing: Doing, days: Collection[date], session_id: UUID | None = None) -> None:
    """Raises Conflict when one of these days is closed to this."""
    for ask in _gatekeepers:
        ask(tx, doing, days, session_id)
