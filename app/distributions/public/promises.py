"""What planned distribution points were promised and have not loaded yet: those kits are not free for a session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from app.distributions.store import points
from app.kernel import clock
from app.kits.public import promises
from app.platform.unit_of_work import ReadTx

__all__ = ["promised_to_points"]


def promised_to_points(look: ReadTx, organisation_id: UUID, item_ids: Collection[UUID]) -> dict[UUID, int]:
    """Item → how many an organisation's open points of today and later still need; two statements."""
    planned = points.promised(look.db, organisation_id, item_ids, clock.today())
    loaded = promises.loaded_into(look, {bag_id for bag_id, _item, _quantity in planned})
    needed: dict[UUID, int] = defaultdict(int)
    for bag_id, item_id, quantity in planned:
        needed[item_id] += max(0, quantity - loaded.get(bag_id, {}).get(item_id, 0))
    return dict(needed)
