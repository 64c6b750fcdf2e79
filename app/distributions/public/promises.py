"""What planned distribution points were promised and have not loaded yet: those kits are not free for a session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from app.distributions.store import points
from app.kernel import clock
from app.kits.public import Promise, promises
from app.platform.unit_of_work import ReadTx

__all__ = ["promised_to_points"]


def promised_to_points(
    look: ReadTx, organisation_id: UUID, item_ids: Collection[UUID], but_not: UUID | None = None
) -> dict[UUID, Sequence[Promise]]:
    """Item → what an organisation's open points of today and later (`but_not` left out) still need, and of which
    project each is; two statements.
    """
    planned = [
        one
        for one in points.promised(look.db, organisation_id, item_ids, clock.today())
        if one.point_id != but_not
    ]
    loaded = promises.loaded_into(look, {one.bag_id for one in planned})
    needed: dict[UUID, list[Promise]] = defaultdict(list)
    for one in planned:
        missing = max(0, one.quantity - loaded.get(one.bag_id, {}).get(one.item_id, 0))
        needed[one.item_id].append((frozenset({one.project_id} if one.project_id else ()), missing))
    return dict(needed)
