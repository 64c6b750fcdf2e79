"""Tells packages above when a plan was changed, in the same transaction, without importing them.

Sessions stand below bookings: a larger hall frees seats, and somebody must be told. Main hangs the listeners here.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.access.actor import Actor
from app.platform.unit_of_work import Tx

Listener = Callable[[Tx, Actor, UUID], None]
"""Called with the running transaction, who changed the plan, and the session. What it raises undoes the change."""

_listeners: list[Listener] = []


def on_plan_changed(listener: Listener) -> None:
    """Tell this listener from now on; hanging it twice tells it once."""
    if listener not in _listeners:
        _listeners.append(listener)


def plan_changed(tx: Tx, actor: Actor, session_id: UUID) -> None:
    """A plan was changed and written: tell everybody who listens."""
    for listener in _listeners:
        listener(tx, actor, session_id)
