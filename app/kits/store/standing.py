"""What stands where now, added up as asked: by place, lot, item, project or month of expiry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Date, String, cast, func, literal, literal_column, null, select
from sqlmodel import Session, col

from app.access.actor import Scope
from app.kits.rules import LocationKind
from app.kits.rules.standing import By, Expiry, Whereabouts
from app.kits.store.balances import after_position
from app.kits.store.flows import HELD, Cut
from app.kits.store.scopes import held_seen
from app.kits.tables import Balance, Location, Lot

NEVER = date(9999, 12, 31)
"""Where lots without an expiry stand in the order: last."""


class Standing(NamedTuple):
    """A line: what it is of (None where the grouping does not tell), how many, and what expires first."""

    place: str | None
    location_id: UUID | None
    item_id: UUID
    lot_id: UUID | None
    project_id: UUID | None
    month: str | None
    quantity: int
    first_expiry: date | None


_expires: ColumnElement[Any] = func.coalesce(col(Lot.expires_on), literal(NEVER, Date()))
_month: ColumnElement[Any] = func.substr(
    cast(col(Lot.expires_on), String), literal_column("1"), literal_column("7")
)
_nothing: ColumnElement[Any] = null()

# Columns of a line in the order of `Standing` (but its sums), and the order of the lines.
_GROUPS: dict[By, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    By.PLACE: (
        (col(Location.name), col(Location.id), col(Lot.item_id), _nothing, _nothing, _nothing),
        (col(Location.name), col(Location.id), col(Lot.item_id)),
    ),
    By.LOT: (
        (col(Location.name), col(Location.id), col(Lot.item_id), col(Lot.id), col(Lot.project_id), _nothing),
        (_expires, col(Location.name), col(Location.id), col(Lot.id)),
    ),
    By.ITEM: ((_nothing, _nothing, col(Lot.item_id), _nothing, _nothing, _nothing), (col(Lot.item_id),)),
    By.PROJECT: (
        (_nothing, _nothing, col(Lot.item_id), _nothing, col(Lot.project_id), _nothing),
        (col(Lot.project_id), col(Lot.item_id)),
    ),
    By.EXPIRY: (
        (_nothing, _nothing, col(Lot.item_id), _nothing, _nothing, _month),
        (_month, col(Lot.item_id)),
    ),
}

Position = tuple[Any, ...]
"""Where a list goes on: of places (name, place, item), of lots (expiry, name, place, lot)."""


def _conditions(
    scope: Scope,
    cut: Cut,
    kinds: Iterable[LocationKind],
    expiry: Expiry | None,
    whereabouts: Whereabouts | None,
) -> list[ColumnElement[bool]]:
    found = [
        held_seen(scope, Location.organisation_id),  # type: ignore[arg-type]
        col(Location.kind).in_([kind.value for kind in kinds]),
        *cut.conditions(),
    ]
    if whereabouts is not None:
        found.append(col(Location.transit).is_(whereabouts is Whereabouts.ROAD))
    if expiry is not None:
        if expiry.never:
            found.append(col(Lot.expires_on).is_(None))
        if expiry.since is not None:
            found.append(col(Lot.expires_on) >= expiry.since)
        if expiry.before is not None:
            found.append(col(Lot.expires_on) < expiry.before)
    return found


def lines(
    db: Session,
    scope: Scope,
    by: By,
    cut: Cut,
    *,
    kinds: Iterable[LocationKind],
    expiry: Expiry | None = None,
    whereabouts: Whereabouts | None = None,
    after: Position | None = None,
    limit: int | None = None,
) -> list[Standing]:
    """What stands, one line a group; `limit` None means all of it (for a file)."""
    columns, order = _GROUPS[by]
    grouped = [one for one in dict.fromkeys((*columns, *order)) if one is not _nothing]
    query: Any = (
        select(*columns, func.sum(col(Balance.quantity)), func.min(col(Lot.expires_on)))
        .select_from(Balance)
        .join(Location, col(Location.id) == col(Balance.location_id))
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(HELD, *_conditions(scope, cut, kinds, expiry, whereabouts))
        .group_by(*grouped)
        .order_by(*order)
    )
    if after is not None:
        query = query.where(after_position(after, *order))
    if limit is not None:
        query = query.limit(limit)
    return [Standing(*row) for row in db.connection().execute(query)]


def total(
    db: Session,
    scope: Scope,
    cut: Cut,
    *,
    kinds: Iterable[LocationKind],
    expiry: Expiry | None = None,
    whereabouts: Whereabouts | None = None,
) -> int:
    """All of it, in pieces."""
    query = (
        select(func.coalesce(func.sum(col(Balance.quantity)), 0))
        .select_from(Balance)
        .join(Location, col(Location.id) == col(Balance.location_id))
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(HELD, *_conditions(scope, cut, kinds, expiry, whereabouts))
    )
    return int(db.connection().execute(query).scalar_one())
