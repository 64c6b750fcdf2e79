"""Hand-outs, and what was taken of other projects' kits, as plain views."""

from __future__ import annotations

from collections.abc import Sequence

from app.distributions import store
from app.distributions.schemas import BorrowedView, HandOutView
from app.distributions.store import points
from app.distributions.tables import HandOut
from app.items import public as items
from app.kits.public import Borrowed
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects


def views(look: ReadTx, rows: list[HandOut]) -> list[HandOutView]:
    """Plain views; a fixed number of statements however many."""
    known = items.by_ids(look, {row.item_id for row in rows})
    back = store.reversed_among(look.db, [row.id for row in rows])
    bags = points.of_bags(look.db, {row.location_id for row in rows if row.session_id is None})
    return [
        store.view(row, known[row.item_id].code, bags.get(row.location_id), is_reversed=row.id in back)
        for row in rows
    ]


def borrowed_views(look: ReadTx, found: Sequence[Borrowed]) -> tuple[BorrowedView, ...]:
    """What other projects paid for; two statements however much, none for nothing."""
    known = items.by_ids(look, {one.item_id for one in found})
    paid = projects.spans_by_ids(look, {one.project_id for one in found})
    return tuple(
        BorrowedView(
            names=known[one.item_id].names,
            project=paid[one.project_id].code,
            quantity=one.quantity,
            reasons=one.reasons,
        )
        for one in found
    )
