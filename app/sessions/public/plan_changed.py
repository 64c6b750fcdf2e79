"""Tells packages above when a plan was changed or moved to a new date, in the same transaction, without importing them.

Sessions stand below bookings: a larger hall frees seats, and whoever booked for a postponed session books for the
one that follows it. Main hangs the listeners here.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.access.actor import Actor
from app.platform.unit_of_work import Tx

Listener = Callable[[Tx, Actor, UUID], None]
"""Called with the running transaction, who changed the plan, and the session. What it raises undoes the change."""

MoveListener = Callable[[Tx, Actor, UUID, UUID], None]
"""Called with the running transaction, who postponed, the postponed session and the one at its new date."""

_listeners: list[Listener] = []
_move_listeners: list[MoveListener] = []


def on_plan_changed(listener: Listener) -> None:
    """Tell this listener from now on; hanging it twice tells it once."""
    if listener not in _listeners:
        _listeners.append(listener)


def plan_changed(tx: Tx, actor: Actor, session_id: UUID) -> None:
    """A plan was changed and written: tell everybody who listens."""
    for listener in _listeners:
        listener(tx, actor, session_id)


def on_postponed(listener: MoveListener) -> None:
    """Tell this listener from now on; hanging it twice tells it once."""
    if listener not in _move_listeners:
        _move_listeners.append(listener)


def postponed(tx: Tx, actor: Actor, before: UUID, after: UUID) -> None:
    """A session was postponed and its new date proposed: tell everybody who listens."""
    for listener in _move_listeners:
        listener(tx, actor, before, after)
