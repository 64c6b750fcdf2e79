"""Plain views of distribution points; a fixed number of statements however many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.distributions import store
from app.distributions.public.points import point_till
from app.distributions.public.settling import Purse
from app.distributions.rules.points import PointState, much_unexplained
from app.distributions.schemas.points import PointLineView, PointRow, PointView
from app.distributions.store import points
from app.distributions.tables import DistributionPoint
from app.items import public as items
from app.kernel.errors import NotFound
from app.kits import public as kits
from app.kits.public import MovementReason
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx, Tx
from app.projects import public as projects


def held(
    tx: Tx, actor: Actor, point_id: UUID, right: Permission = Permission.POINT_HOLD
) -> DistributionPoint:
    """The point, held until the transaction ends. Raises NotFound, or Forbidden to who may only see it."""
    actor.require(right)
    row = points.lock_seen(tx.db, actor.scope(right), point_id)
    if row is None:
        raise NotFound
    return row


def found(look: ReadTx, actor: Actor, point_id: UUID) -> DistributionPoint:
    """The point if it exists for this reader. Raises NotFound."""
    row = points.find_seen(look.db, actor.scope(Permission.POINT_HOLD), point_id)
    if row is None:
        raise NotFound
    return row


def purse_of(tx: Tx, row: DistributionPoint) -> Purse:
    """The bag of a point, to be emptied."""
    bag = row.bag_id

    def remains(item_id: UUID) -> list[kits.Remain]:
        return kits.bag_remains(tx, bag, item_id)

    def entries(item_id: UUID, reason: MovementReason) -> list[kits.MovementView]:
        return kits.bag_entries(tx, bag, item_id, reason)

    return Purse(remains=remains, entries=entries, caused_by=row.id)


def rows(look: ReadTx, found_rows: Sequence[DistributionPoint]) -> list[PointRow]:
    """The lines of a list."""
    return [PointRow(**facts) for facts in _facts(look, found_rows)]


def view(look: ReadTx, row: DistributionPoint) -> PointView:
    """A point whole, with its till as it stands."""
    (facts,) = _facts(look, [row])
    return PointView(
        **facts,
        bag=row.bag_id,
        lines=tuple(_lines(look, row)),
        closed_at=row.closed_at,
        why=row.why,
    )


def _facts(look: ReadTx, found_rows: Sequence[DistributionPoint]) -> list[dict[str, Any]]:
    partners = {row.partner_id for row in found_rows if row.partner_id is not None}
    codes = organisations.codes_by_ids(look, {row.organisation_id for row in found_rows} | partners)
    venues = places.venue_names_by_ids(look, {row.venue_id for row in found_rows})
    grants = projects.by_ids(look, {row.project_id for row in found_rows if row.project_id is not None})
    people = accounts.people_by_ids(look, {row.person_id for row in found_rows if row.person_id is not None})
    return [
        {
            "id": row.id,
            "code": row.code,
            "state": PointState(row.state),
            "organisation": codes[row.organisation_id],
            "partner": codes[row.partner_id] if row.partner_id else None,
            "venue": row.venue_id,
            "venue_name": venues[row.venue_id],
            "area": row.area_code,
            "held_on": row.held_on,
            "project": grants[row.project_id].code if row.project_id else None,
            "handed_out_by": people[row.person_id].name if row.person_id else None,
            "kits_given": row.kits_count,
            "version": row.version,
        }
        for row in found_rows
    ]


def _lines(look: ReadTx, row: DistributionPoint) -> list[PointLineView]:
    till = {state.item_id: state for state in point_till(look, row.bag_id)}
    plan = points.plan_of(look.db, row.id)
    known = items.by_ids(look, plan.keys() | till.keys())
    reasons = {line.item_id: line.reason for line in points.last_till(look.db, row.id)}
    lines = []
    for item_id, item in known.items():
        state = till.get(item_id)
        lines.append(
            PointLineView(
                item=item.code,
                names=item.names,
                planned=plan.get(item_id, 0),
                loaded=state.loaded if state else 0,
                given=state.given if state else 0,
                returned=state.returned if state else 0,
                damaged=state.damaged if state else 0,
                unexplained=state.unexplained if state else 0,
                should_hold=state.should_hold if state else 0,
                reason=reasons.get(item_id, ""),
                needs_approval=bool(state and much_unexplained(state.loaded, state.unexplained)),
            )
        )
    return sorted(lines, key=lambda line: line.item)


def hand_outs(look: ReadTx, row: DistributionPoint, limit: int) -> tuple[list[Any], bool]:
    """The newest hand-outs of a point, and whether there are more."""
    listed = store.listing_of_bag(look.db, row.bag_id, before=None, limit=limit + 1)
    return listed[:limit], len(listed) > limit
