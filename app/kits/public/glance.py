"""What start pages ask of the kit ledger, inside their own look: one statement each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.access.actor import Scope
from app.kits.store import glance, stock_counts
from app.kits.store.glance import Expiring, OnRoad, OnShelf
from app.platform.unit_of_work import ReadTx

__all__ = [
    "Expiring",
    "OnRoad",
    "OnShelf",
    "counts_to_approve",
    "expiring",
    "in_bags",
    "loaded",
    "on_shelves",
    "on_the_road",
]

MOST_SHELVES = 2000


def on_shelves(look: ReadTx, scope: Scope, expiring_by: date, limit: int = MOST_SHELVES) -> list[OnShelf]:
    """What the stores in scope hold by store and item, and how much of it expires by a day."""
    return glance.on_shelves(look.db, scope, expiring_by, limit)


def expiring(look: ReadTx, scope: Scope, by: date, limit: int = 20) -> list[Expiring]:
    """Lots in stores in scope that expire by a day, the first one first."""
    return glance.expiring(look.db, scope, by, limit)


def on_the_road(look: ReadTx, scope: Scope, limit: int = 20) -> list[OnRoad]:
    """Shipments from or to stores in scope that were sent and not received, the oldest first."""
    return glance.on_the_road(look.db, scope, limit)


def loaded(look: ReadTx, session_ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Session → item → how many were loaded into its bag; the caller knows that the reader may know."""
    return glance.loaded(look.db, session_ids) if session_ids else {}


def in_bags(look: ReadTx, session_ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Session → item → what its bag still holds; the caller knows that the reader may know."""
    return glance.in_bags(look.db, session_ids) if session_ids else {}


def counts_to_approve(look: ReadTx, scope: Scope) -> int:
    """How many stock counts of stores in scope wait for a second person."""
    return stock_counts.waiting(look.db, scope)
