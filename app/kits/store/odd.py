"""Rows that need a look."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    BindParameter,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from app.access.actor import Scope
from app.kits.rules import STOCK, LocationKind
from app.kits.rules.counting import OPEN, CountState
from app.kits.rules.waybills import WaybillState
from app.kits.store.borrowed import BAG, OF_A_BAG, bags_of_sessions, paid_by_others, through
from app.kits.store.flows import HELD
from app.kits.store.lots import TOLD
from app.kits.store.scopes import held_seen, places_seen
from app.kits.store.waybills import shipments_seen
from app.kits.tables import Balance, LateEarmarkSettled, Location, Lot, Movement, StockCount, Waybill
from app.sessions.public import in_scope, sessions_table

SCOPES_KEPT = 128
"""Statements are built once for so many readers: to build those of this page took longer than to answer them."""

_MOST = bindparam("most", type_=Integer())
_SINCE: BindParameter[datetime] = bindparam("since", type_=UTCDateTime())


class OddBalance(NamedTuple):
    """What a place holds of a lot. `session_id`: whose bag the place is, if it is one."""

    location_id: UUID
    place: str
    item_id: UUID
    lot: str
    expires_on: date | None
    quantity: int
    session_id: UUID | None


def _balances(scope: Scope, *conditions: Any, bags: bool = False) -> Select[Any]:
    """Bags of joint sessions as well: whoever takes part loads and empties them, whosever session it is."""
    query: Select[Any] = (
        select(
            col(Location.id),
            col(Location.name),
            col(Lot.item_id),
            TOLD,
            col(Lot.expires_on),
            col(Balance.quantity),
            col(Location.session_id),
        )
        .select_from(Balance)
        .join(Location, col(Location.id) == col(Balance.location_id))
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(
            HELD,
            col(Location.kind).in_([kind.value for kind in STOCK]),
            or_(
                held_seen(scope, Location.organisation_id),  # type: ignore[arg-type]
                and_(
                    col(Location.session_id).is_not(None),
                    in_scope(Scope(organisations=scope.organisations), col(Location.session_id)),
                ),
            ),
            *conditions,
        )
        .order_by(col(Lot.expires_on), col(Location.name), col(Location.id), col(Lot.id))
        .limit(_MOST)
    )
    if bags:
        query = query.join(sessions_table, sessions_table.c.id == col(Location.session_id))
    return query


@lru_cache(maxsize=SCOPES_KEPT)
def _below_zero(scope: Scope) -> Select[Any]:
    return _balances(scope, col(Balance.quantity) < 0)


@lru_cache(maxsize=SCOPES_KEPT)
def _expired(scope: Scope) -> Select[Any]:
    return _balances(
        scope,
        col(Balance.quantity) > 0,
        col(Lot.expires_on) < bindparam("on", type_=Date()),
        col(Location.kind) != LocationKind.SESSION_BAG.value,
        col(Location.transit).is_(False),
    )


@lru_cache(maxsize=SCOPES_KEPT)
def _left_in_bags(scope: Scope) -> Select[Any]:
    over = sessions_table.c.status.in_(["reported", "verified", "cancelled", "postponed"])
    return _balances(scope, col(Balance.quantity) > 0, over, bags=True)


def below_zero(db: Session, scope: Scope, limit: int) -> list[OddBalance]:
    """Places with stock that hold less than nothing."""
    found = db.connection().execute(_below_zero(scope), {"most": limit})
    return [OddBalance(*row) for row in found]


def expired(db: Session, scope: Scope, on: date, limit: int) -> list[OddBalance]:
    """What expired before a day and stands in a store."""
    found = db.connection().execute(_expired(scope), {"most": limit, "on": on})
    return [OddBalance(*row) for row in found]


def left_in_bags(db: Session, scope: Scope, limit: int) -> list[OddBalance]:
    """What lies in bags of sessions that are over."""
    found = db.connection().execute(_left_in_bags(scope), {"most": limit})
    return [OddBalance(*row) for row in found]


class OddEarmark(NamedTuple):
    """Kits of a lot that a project paid for which does not pay for the session that has them."""

    session_id: UUID
    session: str
    location_id: UUID
    organisation_id: UUID
    lot_id: UUID
    item_id: UUID
    lot: str
    expires_on: date | None
    quantity: int
    verified: bool


_NOT_VERIFIED = ("confirmed", "in_progress", "reported", "cancelled", "postponed")


def _settled(bags: CTE) -> Select[Any]:
    """What was looked at already counts against what is asked about, taken and given alike."""
    bag, settled = bags.c, -col(LateEarmarkSettled.quantity)
    return (
        select(
            *(bag[name] for name in OF_A_BAG),
            col(LateEarmarkSettled.lot_id),
            settled,
            settled,
            literal(""),
        )
        .select_from(bags)
        .join(LateEarmarkSettled, col(LateEarmarkSettled.location_id) == bag.bag_id)
    )


def _bags_asked_about() -> CTE:
    """Bags of sessions since an instant that are not verified, and of verified ones of which a tablet told since then.

    Found first and once: a database then looks up the movements of these few, where it would read the whole ledger.
    """
    of = sessions_table.c
    bags = bags_of_sessions().add_columns(of.verified_at)
    return union_all(
        bags.where(of.status.in_(_NOT_VERIFIED), of.starts_at >= _SINCE),
        bags.where(of.status == "verified", col(BAG.told_late_at) >= _SINCE),
    ).cte("bags")


def of_other_projects(
    db: Session, scope: Scope, since: datetime, limit: int, *, only: tuple[UUID, UUID] | None = None
) -> list[OddEarmark]:
    """What sessions since an instant that are not verified took or gave of other projects' kits; newest first. Of
    verified ones what came to be known only afterwards and is not settled. `only`: of this bag and lot.

    What was given from a bag that nobody loaded counts too; what was loaded and given counts once.
    """
    query, asked = _of_other_projects(scope), {"since": since, "most": limit}
    if only is not None:
        query = query.where(query.selected_columns.bag_id == only[0], col(Lot.id) == only[1])
    return [OddEarmark(*row) for row in db.connection().execute(query, asked)]


@lru_cache(maxsize=SCOPES_KEPT)
def _of_other_projects(scope: Scope) -> Select[Any]:
    bags = _bags_asked_about()
    # Of a verified session what came to be known only afterwards: the rest was seen by whoever verified.
    unseen = or_(bags.c.verified_at.is_(None), col(Movement.recorded_at) > bags.c.verified_at)
    foreign = paid_by_others(bags)
    moves = (through(bags, OF_A_BAG, foreign, unseen, leaving=leaving) for leaving in (False, True))
    parts = (*moves, _settled(bags))
    moved = union_all(*parts).subquery("moved").c
    taken, given = func.sum(moved.taken), func.sum(moved.given)
    net = case((taken > given, taken), else_=given)
    return (
        select(
            moved.session_id,
            moved.code,
            moved.bag_id,
            moved.organisation_id,
            col(Lot.id),
            col(Lot.item_id),
            TOLD,
            col(Lot.expires_on),
            net,
            moved.status == "verified",
        )
        .join(Lot, col(Lot.id) == moved.lot_id)
        .where(held_seen(scope, moved.organisation_id))  # type: ignore[arg-type]
        .group_by(
            moved.session_id,
            moved.code,
            moved.starts_at,
            moved.status,
            moved.bag_id,
            moved.organisation_id,
            col(Lot.id),
        )
        .having(net > 0)
        .order_by(moved.starts_at.desc(), moved.session_id, col(Lot.id))
        .limit(_MOST)
    )


class OddPaper(NamedTuple):
    """A waybill or a count that is not settled."""

    id: UUID
    number: str
    location_id: UUID
    place: str
    state: str
    since: datetime


def on_the_road(db: Session, scope: Scope, before: datetime, limit: int) -> list[OddPaper]:
    """Shipments that were sent before an instant and are not received, the oldest first; `place` is the receiver."""
    query = (
        select(
            col(Waybill.id),
            col(Waybill.number),
            col(Location.id),
            col(Location.name),
            col(Waybill.state),
            col(Waybill.dispatched_at),
        )
        .join(Location, col(Location.id) == col(Waybill.to_location_id))
        .where(
            col(Waybill.state) == WaybillState.DISPATCHED.value,
            col(Waybill.dispatched_at) < before,
            shipments_seen(scope),
        )
        .order_by(col(Waybill.dispatched_at), col(Waybill.id))
        .limit(limit)
    )
    return [OddPaper(*row) for row in db.connection().execute(query)]


def counts(db: Session, scope: Scope, before: datetime, limit: int) -> list[OddPaper]:
    """Counts that wait for approval, and those begun before an instant that are not finished, the oldest first."""
    query = (
        select(
            col(StockCount.id),
            col(StockCount.number),
            col(Location.id),
            col(Location.name),
            col(StockCount.state),
            col(StockCount.begun_at),
        )
        .join(Location, col(Location.id) == col(StockCount.location_id))
        .where(
            col(StockCount.state).in_([state.value for state in OPEN]),
            or_(col(StockCount.state) == CountState.APPROVAL.value, col(StockCount.begun_at) < before),
            places_seen(scope),
        )
        .order_by(col(StockCount.begun_at), col(StockCount.id))
        .limit(limit)
    )
    return [OddPaper(*row) for row in db.connection().execute(query)]
