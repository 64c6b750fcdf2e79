"""Hand-outs as plain views."""

from __future__ import annotations

from app.distributions import store
from app.distributions.schemas import HandOutView
from app.distributions.store import points
from app.distributions.tables import HandOut
from app.items import public as items
from app.platform.unit_of_work import ReadTx


def views(look: ReadTx, rows: list[HandOut]) -> list[HandOutView]:
    """Plain views; a fixed number of statements however many."""
    known = items.by_ids(look, {row.item_id for row in rows})
    back = store.reversed_among(look.db, [row.id for row in rows])
    bags = points.of_bags(look.db, {row.location_id for row in rows if row.session_id is None})
    return [
        store.view(row, known[row.item_id].code, bags.get(row.location_id), is_reversed=row.id in back)
        for row in rows
    ]
