"""What in the stores needs a look, each with the page on which it is put right."""

from __future__ import annotations

from urllib.parse import urlencode

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.items.public import ItemView
from app.kernel import clock
from app.kits.rules.counting import CountState
from app.kits.rules.odd import EARMARKS_LOOKED_AT, LONG_COUNTED, LONG_ON_THE_ROAD, Odd
from app.kits.schemas.views import OddLine
from app.kits.store import odd
from app.kits.store.odd import OddBalance, OddEarmark, OddPaper
from app.platform.unit_of_work import UnitOfWork

MOST_OF_A_KIND = 100


def oddities(actor: Actor, *, uow: UnitOfWork) -> list[OddLine]:
    """Everything that needs a look, the most pressing kind first (at most a hundred of each)."""
    actor.require(Permission.STOCK_SEE)
    scope, now, most = actor.scope(Permission.STOCK_SEE), clock.now(), MOST_OF_A_KIND
    with uow.read() as look:
        held = {
            Odd.BELOW_ZERO: odd.below_zero(look.db, scope, most),
            Odd.EXPIRED: odd.expired(look.db, scope, clock.today(), most),
            Odd.LEFT_IN_A_BAG: odd.left_in_bags(look.db, scope, most),
        }
        others = odd.of_other_projects(look.db, scope, now - EARMARKS_LOOKED_AT, most)
        road = odd.on_the_road(look.db, scope, now - LONG_ON_THE_ROAD, most)
        counts = odd.counts(look.db, scope, now - LONG_COUNTED, most)
        found = {row.item_id for rows in held.values() for row in rows} | {row.item_id for row in others}
        known = items.by_ids(look, found)
    lines = [_held(kind, row, known[row.item_id]) for kind, rows in held.items() for row in rows]
    lines += [_earmark(actor, row, known[row.item_id]) for row in others]
    lines += [_paper(Odd.LONG_ON_THE_ROAD, row, f"/kits/waybills/{row.id}") for row in road]
    lines += [
        _paper(
            Odd.APPROVAL if row.state == CountState.APPROVAL.value else Odd.LONG_COUNTED,
            row,
            f"/kits/counts/{row.id}",
        )
        for row in counts
    ]
    order = list(Odd)
    return sorted(lines, key=lambda line: order.index(line.kind))


def _held(kind: Odd, row: OddBalance, item: ItemView) -> OddLine:
    return OddLine(
        kind=kind,
        location_id=row.location_id,
        location=row.place,
        item=item.code,
        names=item.names,
        lot=row.lot,
        number=None,
        quantity=row.quantity,
        since=None,
        expires_on=row.expires_on,
        href=f"/sessions/{row.session_id}/kits"
        if row.session_id
        else f"/kits/places/{row.location_id}?{urlencode({'item': item.code})}",
    )


def _earmark(actor: Actor, row: OddEarmark, item: ItemView) -> OddLine:
    return OddLine(
        kind=Odd.OTHER_PROJECT_LATE if row.verified else Odd.OTHER_PROJECT,
        lot_id=row.lot_id,
        may_settle=row.verified and actor.may(Permission.STOCK_MOVE, row.organisation_id),
        location_id=row.location_id,
        location=row.session,
        item=item.code,
        names=item.names,
        lot=row.lot,
        number=None,
        quantity=row.quantity,
        since=None,
        expires_on=row.expires_on,
        href=f"/sessions/{row.session_id}/kits",
    )


def _paper(kind: Odd, row: OddPaper, href: str) -> OddLine:
    return OddLine(
        kind=kind,
        location_id=row.location_id,
        location=row.place,
        item=None,
        names=None,
        lot=None,
        number=row.number,
        quantity=None,
        since=row.since,
        expires_on=None,
        href=href,
    )
