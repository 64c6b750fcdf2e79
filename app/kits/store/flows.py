"""Sums of the ledger up to an instant: months that are kept, and the entries of one month at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Subquery,
    case,
    func,
    literal,
    literal_column,
    null,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.actor import Scope
from app.kits.rules import OUTSIDE, LocationKind
from app.kits.rules.flows import Flow, flow_of, months_before, workbench_of
from app.kits.store.scopes import held_seen
from app.kits.tables import Balance, FlowMonth, Location, Lot, Movement, StockMonth


@dataclass(frozen=True, slots=True)
class Cut:
    """Which stock: of an organisation's places, of an item, of lots of these projects (`unpaid`: of none)."""

    organisation_id: UUID | None = None
    item_id: UUID | None = None
    projects: frozenset[UUID] | None = None
    unpaid: bool = False
    lot_id: UUID | None = None

    def conditions(self, owner: Any = None) -> list[ColumnElement[bool]]:
        """The cut as conditions on lots and places; `owner` says whose a place is where there is no place."""
        found: list[ColumnElement[bool]] = []
        if self.organisation_id is not None:
            found.append((col(Location.organisation_id) if owner is None else owner) == self.organisation_id)
        if self.item_id is not None:
            found.append(col(Lot.item_id) == self.item_id)
        if self.projects is not None:
            found.append(col(Lot.project_id).in_(sorted(self.projects)))
        if self.unpaid:
            found.append(col(Lot.project_id).is_(None))
        if self.lot_id is not None:
            found.append(col(Lot.id) == self.lot_id)
        return found


HELD = text("balance.quantity <> 0")
"""Said in these very words, so that the index of what is held is used."""


def _month_of(instant: datetime) -> date:
    at = instant.astimezone(UTC)
    return date(at.year, at.month, 1)


def _end_of(place: Any) -> ColumnElement[Any]:
    """The end of the ledger a place belongs to, as `FlowMonth` has it."""
    outside = col(place.kind).in_([kind.value for kind in OUTSIDE])
    return case((outside, col(place.id)), else_=col(place.organisation_id))


def _sides(*conditions: Any, sign: int = 1) -> list[Any]:
    """Entries seen from both their ends: (lot, end, net). They are read once, what stays inside an end is left out."""
    there, here = aliased(Location), aliased(Location)
    to_end, from_end = _end_of(there), _end_of(here)
    moved = (
        select(
            col(Movement.lot_id).label("lot_id"),
            to_end.label("to_end"),
            from_end.label("from_end"),
            func.sum(col(Movement.quantity)).label("quantity"),
        )
        .select_from(Movement)
        .join(there, col(there.id) == col(Movement.to_location_id))
        .join(here, col(here.id) == col(Movement.from_location_id))
        .where(*conditions, to_end != from_end)
        .group_by(col(Movement.lot_id), to_end, from_end)
        .cte("moved")
    )
    return [
        select(moved.c.lot_id, end.label("end_id"), (moved.c.quantity * way).label("net"))
        for end, way in ((moved.c.to_end, sign), (moved.c.from_end, -sign))
    ]


def _until(before: datetime) -> Subquery:
    """(lot, end, net) of everything before an instant: whole months, and from the nearer end of its own month."""
    month = _month_of(before)
    following = months_before(month, -1)
    begins = datetime(month.year, month.month, 1, tzinfo=UTC)
    ends = datetime(following.year, following.month, 1, tzinfo=UTC)
    at = col(Movement.effective_at)
    to_the_end = ends - before < before - begins
    # Added up in the order of its key before anything is joined: a few hundred rows come out of very many.
    months: Any = (
        select(col(FlowMonth.lot_id), col(FlowMonth.end_id), func.sum(FlowMonth.net).label("net"))
        .where(col(FlowMonth.month) < (following if to_the_end else month))
        .group_by(col(FlowMonth.lot_id), col(FlowMonth.end_id))
    )
    parts: list[Any] = [months]
    if to_the_end:
        parts += _sides(at >= before, at < ends, sign=-1)
    elif before > begins:
        parts += _sides(at >= begins, at < before)
    return union_all(*parts).subquery("until")


def flows(
    db: Session, scope: Scope, cut: Cut, *, by_lot: bool = False, before: datetime | None = None
) -> dict[UUID, Flow]:
    """Item (or lot) → its flow before an instant (None: as the balances stand now). See `_flows_by`."""
    of = col(Lot.id) if by_lot else col(Lot.item_id)
    return {key[0]: flow for key, flow in _flows_by(db, scope, cut, of, before).items()}


def flows_by_owner(
    db: Session, scope: Scope, cut: Cut, *, before: datetime | None = None
) -> dict[tuple[UUID, UUID], Flow]:
    """(lot, organisation of the places) → the same."""
    found = _flows_by(db, scope, cut, col(Lot.id), before, by_owner=True)
    return {(key[0], key[1]): flow for key, flow in found.items()}


def _flows_by(
    db: Session, scope: Scope, cut: Cut, of: Any, before: datetime | None, *, by_owner: bool = False
) -> dict[tuple[UUID, ...], Flow]:
    """Before an instant everything inside an organisation is `in_stock`: the road is not told apart then."""
    until = None if before is None else _until(before)
    owner: Any = col(Location.organisation_id)
    if until is not None:
        owner = func.coalesce(owner, until.c.end_id)
    keys = (of, owner) if by_owner else (of,)
    is_supplier = col(Location.kind) == literal_column(f"'{LocationKind.SUPPLIER.value}'")
    supplier = case((is_supplier, col(Location.id)), else_=null())
    its = case((is_supplier, col(Location.organisation_id)), else_=null())
    kinds = (col(Location.kind), col(Location.transit), supplier, its)
    net = col(Balance.quantity) if until is None else until.c.net
    query: Any = select(*keys, *kinds, func.sum(net))
    if until is None:
        query = (
            query.select_from(Location)
            .join(Balance, col(Balance.location_id) == col(Location.id))
            .join(Lot, col(Lot.id) == col(Balance.lot_id))
            .where(HELD)
        )
    else:
        query = (
            query.select_from(until)
            .join(Lot, col(Lot.id) == until.c.lot_id)
            .outerjoin(Location, col(Location.id) == until.c.end_id)
        )
    query = query.where(held_seen(scope, owner), *cut.conditions(owner)).group_by(*keys, *kinds)
    found: dict[tuple[UUID, ...], Flow] = defaultdict(Flow)
    for row in db.connection().execute(query):
        kind, transit, at, organisation, quantity = row[len(keys) :]
        bench = at is not None and at == workbench_of(organisation)
        found[tuple(row[: len(keys)])] += flow_of(
            LocationKind(kind) if kind else None, int(quantity), transit=bool(transit), bench=bench
        )
    return dict(found)


def first_month(db: Session) -> date | None:
    """The first of the months that are kept."""
    found: Any = db.connection().execute(select(func.min(col(FlowMonth.month)))).scalar_one()
    return found if found is None else date(found.year, found.month, found.day)


def net_until(db: Session, location_id: UUID, lot_ids: Iterable[UUID], moment: datetime, last: UUID) -> int:
    """What a place held of some lots before an entry (the instant `moment`, the id `last`).

    Whole months are kept as sums; of the entry's own month the entries from its nearer end are added up.
    """
    wanted = sorted(set(lot_ids))
    if not wanted:
        return 0
    month = _month_of(moment)
    following = months_before(month, -1)
    begins = datetime(month.year, month.month, 1, tzinfo=UTC)
    ends = datetime(following.year, following.month, 1, tzinfo=UTC)
    at = col(Movement.effective_at)
    to_the_end = ends - moment < moment - begins
    earlier = (at < moment) | ((at == moment) & (col(Movement.id) < last))
    between = (at >= moment, at < ends, ~earlier) if to_the_end else (at >= begins, at <= moment, earlier)
    sums: Any = select(func.coalesce(func.sum(StockMonth.net), 0)).where(
        col(StockMonth.location_id) == location_id,
        col(StockMonth.lot_id).in_(wanted),
        col(StockMonth.month) < (following if to_the_end else month),
    )
    total = int(db.connection().execute(sums).scalar_one())
    for side, way in ((Movement.to_location_id, 1), (Movement.from_location_id, -1)):
        query: Any = select(func.coalesce(func.sum(Movement.quantity), 0)).where(
            col(side) == location_id, col(Movement.lot_id).in_(wanted), *between
        )
        total += (-way if to_the_end else way) * int(db.connection().execute(query).scalar_one())
    return total


def issued(db: Session, scope: Scope, cut: Cut, *, since: date, until: date) -> dict[UUID, int]:
    """Item → pieces that went to people in the whole months from `since` up to `until` (first days, the last not)."""
    query: Any = (
        select(col(Lot.item_id), func.sum(FlowMonth.net))
        .select_from(Location)
        .join(FlowMonth, col(FlowMonth.end_id) == col(Location.id))
        .join(Lot, col(Lot.id) == col(FlowMonth.lot_id))
        .where(
            col(Location.kind) == LocationKind.BENEFICIARIES.value,
            col(FlowMonth.month) >= since,
            col(FlowMonth.month) < until,
            held_seen(scope, Location.organisation_id),  # type: ignore[arg-type]
            *cut.conditions(),
        )
        .group_by(col(Lot.item_id))
    )
    return {item: int(quantity) for item, quantity in db.connection().execute(query)}


def wrong_months(db: Session) -> list[str]:
    """One line a (place, lot) whose months do not add up to its balance."""
    parts = union_all(
        select(col(StockMonth.location_id), col(StockMonth.lot_id), col(StockMonth.net)),
        select(col(Balance.location_id), col(Balance.lot_id), (-col(Balance.quantity)).label("net")),
    ).subquery("parts")
    gap = func.sum(parts.c.net)
    query: Any = (
        select(parts.c.location_id, parts.c.lot_id, gap)
        .group_by(parts.c.location_id, parts.c.lot_id)
        .having(gap != literal(0))
    )
    return [
        f"kits: place {place} lot {lot}: its months give {int(by):+d} more than its balance"
        for place, lot, by in db.connection().execute(query)
    ]


def wrong_flows(db: Session) -> list[str]:
    """One line a (lot, end of the ledger, month) whose sum is not that of its places."""
    parts = union_all(
        select(col(FlowMonth.lot_id), col(FlowMonth.end_id), col(FlowMonth.month), col(FlowMonth.net)),
        select(
            col(StockMonth.lot_id),
            _end_of(Location).label("end_id"),
            col(StockMonth.month),
            (-col(StockMonth.net)).label("net"),
        )
        .select_from(StockMonth)
        .join(Location, col(Location.id) == col(StockMonth.location_id)),
    ).subquery("parts")
    gap = func.sum(parts.c.net)
    query: Any = (
        select(parts.c.lot_id, parts.c.end_id, parts.c.month, gap)
        .group_by(parts.c.lot_id, parts.c.end_id, parts.c.month)
        .having(gap != literal(0))
    )
    return [
        f"kits: lot {lot} at {end} in {month}: its sum is {int(by):+d} off that of its places"
        for lot, end, month, by in db.connection().execute(query)
    ]
