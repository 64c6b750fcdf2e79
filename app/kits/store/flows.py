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
from sqlmodel import Session, col

from app.access.actor import Scope
from app.kits.rules import LocationKind
from app.kits.rules.flows import Flow, flow_of, months_before, workbench_of
from app.kits.store.scopes import held_seen
from app.kits.tables import Balance, Location, Lot, Movement, StockMonth


@dataclass(frozen=True, slots=True)
class Cut:
    """Which stock: of an organisation's places, of an item, of lots of these projects (`unpaid`: of none)."""

    organisation_id: UUID | None = None
    item_id: UUID | None = None
    projects: frozenset[UUID] | None = None
    unpaid: bool = False
    lot_id: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The cut as conditions on places and lots."""
        found: list[ColumnElement[bool]] = []
        if self.organisation_id is not None:
            found.append(col(Location.organisation_id) == self.organisation_id)
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


def _sides(*conditions: Any, sign: int = 1) -> list[Any]:
    """Entries seen from both their ends: (lot, place, net)."""
    return [
        select(
            col(Movement.lot_id), col(place).label("location_id"), (col(Movement.quantity) * way).label("net")
        ).where(*conditions)
        for place, way in ((Movement.to_location_id, sign), (Movement.from_location_id, -sign))
    ]


def _until(before: datetime) -> Subquery:
    """(lot, place, net) of everything before an instant: whole months, and from the nearer end of its own month."""
    month = _month_of(before)
    following = months_before(month, -1)
    begins = datetime(month.year, month.month, 1, tzinfo=UTC)
    ends = datetime(following.year, following.month, 1, tzinfo=UTC)
    at = col(Movement.effective_at)
    to_the_end = ends - before < before - begins
    months: Any = select(col(StockMonth.lot_id), col(StockMonth.location_id), col(StockMonth.net)).where(
        col(StockMonth.month) < (following if to_the_end else month)
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
    """Item (or lot) → its flow before an instant (None: as the balances stand now)."""
    keys = (col(Lot.id) if by_lot else col(Lot.item_id),)
    return {key[0]: flow for key, flow in _flows_by(db, scope, cut, keys, before).items()}


def flows_by_owner(
    db: Session, scope: Scope, cut: Cut, *, before: datetime | None = None
) -> dict[tuple[UUID, UUID], Flow]:
    """(lot, organisation of the places) → the same."""
    keys = (col(Lot.id), col(Location.organisation_id))
    return {(key[0], key[1]): flow for key, flow in _flows_by(db, scope, cut, keys, before).items()}


def _flows_by(
    db: Session, scope: Scope, cut: Cut, keys: tuple[Any, ...], before: datetime | None
) -> dict[tuple[UUID, ...], Flow]:
    rows: Any = Balance.__table__ if before is None else _until(before)  # type: ignore[attr-defined]
    net = rows.c.quantity if before is None else rows.c.net
    is_supplier = col(Location.kind) == literal_column(f"'{LocationKind.SUPPLIER.value}'")
    supplier = case((is_supplier, col(Location.id)), else_=null())
    owner = case((is_supplier, col(Location.organisation_id)), else_=null())
    kinds = (col(Location.kind), col(Location.transit), supplier, owner)
    query: Any = (
        select(*keys, *kinds, func.sum(net))
        .select_from(Location)
        .join(rows, rows.c.location_id == col(Location.id))
        .join(Lot, col(Lot.id) == rows.c.lot_id)
        .where(held_seen(scope, Location.organisation_id), *cut.conditions())  # type: ignore[arg-type]
        .group_by(*keys, *kinds)
    )
    if before is None:
        query = query.where(HELD)
    found: dict[tuple[UUID, ...], Flow] = defaultdict(Flow)
    for row in db.connection().execute(query):
        kind, transit, at, organisation, quantity = row[len(keys) :]
        bench = at is not None and at == workbench_of(organisation)
        found[tuple(row[: len(keys)])] += flow_of(
            LocationKind(kind), int(quantity), transit=bool(transit), bench=bench
        )
    return dict(found)


def first_month(db: Session) -> date | None:
    """The first of the months that are kept."""
    found: Any = db.connection().execute(select(func.min(col(StockMonth.month)))).scalar_one()
    return found if found is None else date(found.year, found.month, found.day)


def net_until(db: Session, location_id: UUID, lot_ids: Iterable[UUID], moment: datetime, last: UUID) -> int:
    """What a place held of some lots before an entry (the instant `moment`, the id `last`).

    Whole months are kept as sums; of the entry's own month the entries are added up.
    """
    wanted = sorted(set(lot_ids))
    if not wanted:
        return 0
    month = _month_of(moment)
    begins = datetime(month.year, month.month, 1, tzinfo=UTC)
    at = col(Movement.effective_at)
    earlier = (at < moment) | ((at == moment) & (col(Movement.id) < last))
    of_months: Any = select(func.coalesce(func.sum(StockMonth.net), 0)).where(
        col(StockMonth.location_id) == location_id,
        col(StockMonth.lot_id).in_(wanted),
        col(StockMonth.month) < month,
    )
    total = int(db.connection().execute(of_months).scalar_one())
    for side, way in ((Movement.to_location_id, 1), (Movement.from_location_id, -1)):
        query: Any = select(func.coalesce(func.sum(Movement.quantity), 0)).where(
            col(side) == location_id, col(Movement.lot_id).in_(wanted), at >= begins, earlier
        )
        total += way * int(db.connection().execute(query).scalar_one())
    return total


def issued(db: Session, scope: Scope, cut: Cut, *, since: date, until: date) -> dict[UUID, int]:
    """Item → pieces that went to people in the whole months from `since` up to `until` (first days, the last not)."""
    query: Any = (
        select(col(Lot.item_id), func.sum(StockMonth.net))
        .select_from(Location)
        .join(StockMonth, col(StockMonth.location_id) == col(Location.id))
        .join(Lot, col(Lot.id) == col(StockMonth.lot_id))
        .where(
            col(Location.kind) == LocationKind.BENEFICIARIES.value,
            col(StockMonth.month) >= since,
            col(StockMonth.month) < until,
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
