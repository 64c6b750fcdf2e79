"""Sums of the ledger up to an instant: months that are kept, and the entries of one month at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Self
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    bindparam,
    case,
    false,
    func,
    literal_column,
    null,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from app.access.actor import Scope
from app.kits.rules import OUTSIDE, LocationKind
from app.kits.rules.flows import Flow, flow_of, months_before, workbench_of
from app.kits.store.scopes import held_seen
from app.kits.tables import Balance, FlowMonth, Location, Lot, Movement, StockMonth
from app.organisations.public import organisations_table


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


def end_of(place: Any) -> ColumnElement[Any]:
    """The end of the ledger a place belongs to, as `FlowMonth` has it."""
    outside = col(place.kind).in_([kind.value for kind in OUTSIDE])
    return case((outside, col(place.id)), else_=col(place.organisation_id))


@dataclass(frozen=True, slots=True)
class _Bound:
    """How the sums of the months lead to an instant: `way` 1 with the entries from the beginning of its month on, -1
    without those to the end of its month (whichever is nearer), 0 without any: it is the beginning of a month.
    """

    month: date
    since: datetime
    until: datetime
    way: int

    @classmethod
    def of(cls, instant: datetime) -> Self:
        month = _month_of(instant)
        following = months_before(month, -1)
        begins = datetime(month.year, month.month, 1, tzinfo=UTC)
        ends = datetime(following.year, following.month, 1, tzinfo=UTC)
        if ends - instant < instant - begins:
            return cls(following, instant, ends, -1)
        return cls(month, begins, instant, 1 if instant > begins else 0)


def _sides(number: int, way: int) -> list[Subquery]:
    """Entries that lie between an instant and the nearer end of its month, seen from both their ends: (lot, end, net).
    They are read once, what stays inside an end is left out.
    """
    at = col(Movement.effective_at)
    there, here = aliased(Location), aliased(Location)
    to_end, from_end = end_of(there), end_of(here)
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
        .where(
            at >= bindparam(f"since{number}", type_=UTCDateTime()),
            at < bindparam(f"until{number}", type_=UTCDateTime()),
            to_end != from_end,
        )
        .group_by(col(Movement.lot_id), to_end, from_end)
        .cte(f"moved{number}")
    )
    return [
        select(moved.c.lot_id, end.label("end_id"), (moved.c.quantity * sign).label("net")).subquery()
        for end, sign in ((moved.c.to_end, way), (moved.c.from_end, -way))
    ]


_places = Location.__table__.c  # type: ignore[attr-defined]


def _ends() -> Subquery:
    """The ends of the ledger with the columns of places: each outside place, and each organisation for all inside it.

    Said as a table, not as a choice to be made for each row: so a database knows how few of them are asked for.
    """
    outside = select(_places.id, _places.organisation_id, _places.kind, _places.transit).where(
        _places.kind.in_([kind.value for kind in OUTSIDE])
    )
    whole = organisations_table.c.id
    return union_all(outside, select(whole, whole, null(), false())).subquery("ends")


def _until(ways: Sequence[int]) -> Subquery:
    """(lot, end, net before the first instant, before the second …) of everything: whole months, and what lies between
    an instant and the nearer end of its own month. `ways`: see `_Bound`.
    """
    nothing: ColumnElement[Any] = literal_column("0")
    month_of, net = col(FlowMonth.month), col(FlowMonth.net)
    sums, parts = [], []
    for number, way in enumerate(ways):
        whole = month_of < bindparam(f"month{number}", type_=Date())
        sums.append(func.sum(case((whole, net), else_=nothing)).label(f"net{number}"))
        for side in _sides(number, way) if way else ():
            nets = [side.c.net if number == other else nothing for other in range(len(ways))]
            parts.append(select(side.c.lot_id, side.c.end_id, *nets))
    # Added up in the order of its key before anything is joined: a few hundred rows come out of very many.
    months: Any = (
        select(col(FlowMonth.lot_id), col(FlowMonth.end_id), *sums)
        .where(month_of < bindparam("month", type_=Date()))
        .group_by(col(FlowMonth.lot_id), col(FlowMonth.end_id))
    )
    return union_all(months, *parts).subquery("until")


def flows(
    db: Session, scope: Scope, cut: Cut, *, by_lot: bool = False, before: datetime | None = None
) -> dict[UUID, Flow]:
    """Item (or lot) → its flow before an instant (None: as the balances stand now). See `_flows_by`."""
    instants = () if before is None else (before,)
    found = _flows_by(db, scope, cut, instants, by_lot=by_lot)
    return {key[0]: flow for key, (flow,) in found.items()}


def flows_of_lots(
    db: Session, scope: Scope, cut: Cut, instants: Sequence[datetime]
) -> dict[UUID, tuple[Flow, ...]]:
    """Lot → its flow before each of these instants, all in one statement."""
    return {key[0]: found for key, found in _flows_by(db, scope, cut, instants).items()}


def flows_by_owner(
    db: Session, scope: Scope, cut: Cut, *, before: datetime | None = None
) -> dict[tuple[UUID, UUID], Flow]:
    """(lot, organisation of the places) → the same."""
    instants = () if before is None else (before,)
    found = _flows_by(db, scope, cut, instants, by_owner=True)
    return {(key[0], key[1]): flow for key, (flow,) in found.items()}


def _flows_by(
    db: Session,
    scope: Scope,
    cut: Cut,
    instants: Sequence[datetime],
    *,
    by_lot: bool = True,
    by_owner: bool = False,
) -> dict[tuple[UUID, ...], tuple[Flow, ...]]:
    """(lot or item, and its organisation when asked `by_owner`) → the flow before each instant; one flow, as the
    balances stand now, when there is none.
    """
    bounds = [_Bound.of(instant) for instant in instants]
    asked: dict[str, Any] = {"month": max(bound.month for bound in bounds)} if bounds else {}
    for number, bound in enumerate(bounds):
        asked |= {f"month{number}": bound.month}
        asked |= {f"since{number}": bound.since, f"until{number}": bound.until} if bound.way else {}
    ways = tuple(bound.way for bound in bounds)
    query = _flows_statement(scope, cut, ways, by_lot=by_lot, by_owner=by_owner)
    keys = 2 if by_owner else 1
    found: dict[tuple[UUID, ...], list[Flow]] = defaultdict(lambda: [Flow()] * max(1, len(ways)))
    for row in db.connection().execute(query, asked):
        key, (kind, transit, at, organisation, *quantities) = tuple(row[:keys]), row[keys:]
        bench = at is not None and at == workbench_of(organisation)
        of_kind = LocationKind(kind) if kind else None
        for number, quantity in enumerate(quantities):
            found[key][number] += flow_of(of_kind, int(quantity), transit=bool(transit), bench=bench)
    return {key: tuple(flows) for key, flows in found.items()}


@lru_cache(maxsize=256)
def _flows_statement(
    scope: Scope, cut: Cut, ways: tuple[int, ...], *, by_lot: bool, by_owner: bool
) -> Select[Any]:
    """Built once for what is often asked: to put it together took longer than to read a ledger of a million entries.

    Before an instant everything inside an organisation is `in_stock`: the road is not told apart then.
    """
    until = _until(ways) if ways else None
    ends = None if until is None else _ends()
    place: Any = _places if ends is None else ends.c
    owner = place.organisation_id
    keys = (col(Lot.id) if by_lot else col(Lot.item_id), *((owner,) if by_owner else ()))
    is_supplier = place.kind == literal_column(f"'{LocationKind.SUPPLIER.value}'")
    supplier, its = (case((is_supplier, one), else_=null()) for one in (place.id, owner))
    kinds = (place.kind, place.transit, supplier, its)
    nets: list[Any] = [col(Balance.quantity)] if until is None else list(until.c)[2:]
    query: Any = select(*keys, *kinds, *(func.sum(net) for net in nets))
    if until is None or ends is None:
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
            .join(ends, ends.c.id == until.c.end_id)
        )
    whole: Select[Any] = query.where(held_seen(scope, owner), *cut.conditions(owner)).group_by(*keys, *kinds)
    return whole


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
    bound, at = _Bound.of(moment), col(Movement.effective_at)
    earlier = (at < moment) | ((at == moment) & (col(Movement.id) < last))
    between: tuple[Any, ...] = (at >= bound.since, at <= moment, earlier)
    if bound.way < 0:
        between = (at >= moment, at < bound.until, ~earlier)
    way = bound.way or 1
    of_lots = col(Movement.lot_id).in_(wanted)
    parts: list[Any] = [
        select(func.sum(StockMonth.net).label("net")).where(
            col(StockMonth.location_id) == location_id,
            col(StockMonth.lot_id).in_(wanted),
            col(StockMonth.month) < bound.month,
        ),
        select(func.sum(Movement.quantity) * way).where(
            col(Movement.to_location_id) == location_id, of_lots, *between
        ),
        select(func.sum(Movement.quantity) * -way).where(
            col(Movement.from_location_id) == location_id, of_lots, *between
        ),
    ]
    nets = union_all(*parts).subquery("nets")
    return int(db.connection().execute(select(func.coalesce(func.sum(nets.c.net), 0))).scalar_one())


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
