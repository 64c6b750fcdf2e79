"""The storekeeper's part: what leaves, what is on the road, what expires, what stands where, what is still out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission, Role
from app.home.schemas import ExpiringRow, RoadRow, SessionRow, ShelfRow, StorekeeperPart
from app.home.use_cases.moment import Moment, row, scope_as
from app.home.use_cases.needs import with_needs
from app.home.use_cases.unfinished import OPEN_LISTS, unfinished
from app.items import public as items
from app.kits.public import glance as kits
from app.platform.unit_of_work import ReadTx
from app.sessions.public import SessionStatus
from app.sessions.public import glance as sessions
from app.sessions.public.glance import Coming

SOON = timedelta(days=90)
"""What expires within this time is shown as such."""

MOST_IN_A_WEEK = 50
MOST_EXPIRING = 20
MOST_SHELVES = 100
MOST_ON_THE_ROAD = 20

_TO_COME = frozenset({SessionStatus.PROPOSED, SessionStatus.CONFIRMED, SessionStatus.IN_PROGRESS})


def storekeeper_part(look: ReadTx, actor: Actor, moment: Moment) -> StorekeeperPart:
    """The same number of statements however much there is."""
    stock = scope_as(actor, Role.STOREKEEPER, Permission.STOCK_SEE)
    seen = scope_as(actor, Role.STOREKEEPER, Permission.SESSION_SEE)
    soon = moment.today + SOON
    week, *open_now = sessions.lists(
        look, seen, Coming(moment.day_begins, moment.week_ends, MOST_IN_A_WEEK), *OPEN_LISTS
    )
    leaving = with_needs(look, [row(line, moment) for line in week if line.status in _TO_COME])
    shelves = kits.on_shelves(look, stock, soon, MOST_SHELVES)
    expiring = kits.expiring(look, stock, soon, MOST_EXPIRING)
    known = items.by_ids(look, {one.item_id for one in shelves} | {one.item_id for one in expiring})
    over = unfinished(open_now, moment, before=moment.day_begins)
    return StorekeeperPart(
        leaving=tuple(one for one in leaving if one.needs),
        on_the_road=tuple(
            RoadRow(one.id, one.number, one.from_place, one.to_place, one.dispatched_at, int(one.quantity))
            for one in kits.on_the_road(look, stock, MOST_ON_THE_ROAD)
        ),
        expiring=tuple(
            ExpiringRow(
                one.label,
                known[one.item_id].names,
                one.place,
                one.quantity,
                one.expires_on,
                over=one.expires_on < moment.today,
            )
            for one in expiring
        ),
        shelves=tuple(
            ShelfRow(one.location_id, one.place, known[one.item_id].names, one.quantity, one.expiring)
            for one in shelves
        ),
        bags_out=_with_bags(over, kits.in_bags(look, [one.id for one in over])),
    )


def _with_bags(rows: Sequence[SessionRow], held: dict[UUID, dict[UUID, int]]) -> tuple[SessionRow, ...]:
    """Those of the sessions whose bag still holds something, with how much."""
    return tuple(
        replace(one, in_bag=quantity) for one in rows if (quantity := sum(held.get(one.id, {}).values())) > 0
    )
