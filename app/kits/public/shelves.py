"""What stores have of the items of a session or distribution point, lot by lot, and which of it is for others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.kernel.types import View
from app.kits.rules.earmarks import is_eligible
from app.kits.store import shelves
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects

__all__ = ["ShelfLine", "shelves_for"]

MOST = 30


class ShelfLine(View):
    """A lot in a store. `eligible`: it may be loaded without saying why."""

    store: str
    item_id: UUID
    lot: str
    project: str | None
    expires_on: date | None
    quantity: int
    eligible: bool


def shelves_for(
    look: ReadTx, store_ids: Collection[UUID], item_ids: Collection[UUID], paying: frozenset[UUID]
) -> list[ShelfLine]:
    """The lots of these items in these stores, first expiring first (at most 30); `paying` are the projects they are
    wanted for. Two statements; the caller knows that the reader may see these stores.
    """
    if not store_ids or not item_ids:
        return []
    rows = shelves.lots_of(look.db, store_ids, item_ids, MOST)
    grants = projects.spans_by_ids(look, {row.project_id for row in rows if row.project_id is not None})
    return [
        ShelfLine(
            store=row.store,
            item_id=row.item_id,
            lot=row.lot,
            project=grants[row.project_id].code if row.project_id else None,
            expires_on=row.expires_on,
            quantity=row.quantity,
            eligible=is_eligible(row.project_id, paying),
        )
        for row in rows
    ]
