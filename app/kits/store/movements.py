"""The entries themselves: written once, read in many ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Uuid,
    bindparam,
    false,
    func,
    literal,
    or_,
    text,
    tuple_,
    union_all,
)
from sqlalchemy import select as columns_of
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from app.access.actor import Scope
from app.kits.rules import MovementReason
from app.kits.schemas import MovementView
from app.kits.store.scopes import organisations_of
from app.kits.tables import Location, Lot, Movement
from app.platform.asked import Among, Asked

When = tuple[datetime, UUID]
"""The place of an entry in time: its instant, then its id."""


def view(row: Movement) -> MovementView:
    """The plain view of an entry."""
    return MovementView(
        id=row.id,
        lot=row.lot_id,
        from_id=row.from_location_id,
        to_id=row.to_location_id,
        quantity=row.quantity,
        reason=MovementReason(row.reason),
        document=row.document,
        note=row.note,
        effective_at=row.effective_at,
        recorded_at=row.recorded_at,
        session=row.session_id,
        reverses=row.reverses,
        disputed=row.disputed,
    )


def add(db: Session, row: Movement) -> None:
    """Insert an entry."""
    db.add(row)
    db.flush()


def find(db: Session, movement_id: UUID) -> Movement | None:
    """An entry, whoever asks."""
    return db.get(Movement, movement_id)


def reversal_of(db: Session, movement_id: UUID) -> Movement | None:
    """The entry that took this one back."""
    return db.exec(select(Movement).where(Movement.reverses == movement_id)).first()


def reversed_among(db: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these entries were taken back."""
    wanted = set(ids)
    if not wanted:
        return set()
    found = db.exec(select(Movement.reverses).where(col(Movement.reverses).in_(wanted)))
    return {row for row in found if row is not None}


def caused_by(db: Session, cause: UUID) -> list[Movement]:
    """The entries written for one hand-out (or other cause) that stand, in the order of their ids."""
    back = aliased(Movement)
    return list(
        db.exec(
            select(Movement)
            .outerjoin(back, col(back.reverses) == col(Movement.id))
            .where(Movement.caused_by == cause, col(Movement.reverses).is_(None), col(back.id).is_(None))
            .order_by(col(Movement.id))
        )
    )


def disputed(db: Session, location_id: UUID, item_id: UUID) -> list[Movement]:
    """Disputed entries of an item out of a place that stand, the newest first."""
    return list(db.exec(_DISPUTED, params={"place": location_id, "item": item_id}))


_back = aliased(Movement)
_DISPUTED = (
    select(Movement)
    .join(Lot, col(Lot.id) == col(Movement.lot_id))
    .outerjoin(_back, col(_back.reverses) == col(Movement.id))
    .where(
        col(Movement.from_location_id) == bindparam("place"),
        col(Lot.item_id) == bindparam("item"),
        col(Movement.disputed).is_(True),
        col(Movement.reverses).is_(None),
        col(_back.id).is_(None),
    )
    .order_by(col(Movement.effective_at).desc(), col(Movement.id).desc())
)
"""Built once: every hand-out asks it."""


_movement = Movement.__table__.c  # type: ignore[attr-defined]


def _later_nets(among: Among) -> Any:
    """One index range for what came to a place, one for what went."""

    def side(place: Any, net: Any) -> Any:
        return columns_of(_movement.lot_id, _movement.effective_at, net.label("net")).where(
            place == bindparam("place"),
            among(_movement.lot_id, "lots"),
            _movement.effective_at > bindparam("after"),
        )

    nets = union_all(
        side(_movement.to_location_id, _movement.quantity),
        side(_movement.from_location_id, -_movement.quantity),
    ).subquery("nets")
    each = (nets.c.lot_id, nets.c.effective_at)
    return columns_of(*each, func.sum(nets.c.net)).group_by(*each).order_by(*each)


_LATER_NETS = Asked(_later_nets)
"""Every entry of the ledger asks it."""


def later_nets(
    db: Session, location_id: UUID, lot_ids: Iterable[UUID], after: datetime
) -> dict[UUID, list[tuple[datetime, int]]]:
    """Net change of each lot at a place at each instant after `after`, by time."""
    wanted = set(lot_ids)
    if not wanted:
        return {}
    found: dict[UUID, list[tuple[datetime, int]]] = {}
    rows = _LATER_NETS.rows(db.connection(), place=location_id, lots=wanted, after=after)
    for lot_id, at, net in rows:
        found.setdefault(lot_id, []).append((at, int(net)))
    return found


def before_moment(moment: When) -> ColumnElement[bool]:
    """Entries that stand before a place in time."""
    at, last = moment
    return tuple_(col(Movement.effective_at), col(Movement.id)) < tuple_(
        literal(at, UTCDateTime()), literal(last, Uuid())
    )


def after_moment(moment: When) -> ColumnElement[bool]:
    """Entries that stand after a place in time."""
    at, last = moment
    return tuple_(col(Movement.effective_at), col(Movement.id)) > tuple_(
        literal(at, UTCDateTime()), literal(last, Uuid())
    )


def seen_entries(scope: Scope, of: Any = Movement) -> ColumnElement[bool]:
    """Entries from or to a place of the reader's organisations, or of lots of the reader's projects.

    `of` is the table of entries, or an alias of some of them.
    """
    source, target = aliased(Location), aliased(Location)
    seen: list[ColumnElement[bool]] = []
    if organisations := organisations_of(scope):
        ours = select(source.id).where(col(source.organisation_id).in_(organisations))
        theirs = select(target.id).where(col(target.organisation_id).in_(organisations))
        seen += [col(of.from_location_id).in_(ours), col(of.to_location_id).in_(theirs)]
    if scope.projects:
        paid = select(Lot.id).where(col(Lot.project_id).in_(scope.projects))
        seen.append(col(of.lot_id).in_(paid))
    return or_(*seen) if seen else false()


def listing(
    db: Session,
    scope: Scope,
    *,
    location_id: UUID | None = None,
    lot_ids: Iterable[UUID] | None = None,
    session_id: UUID | None = None,
    before: When | None = None,
    limit: int,
) -> list[Movement]:
    """Entries, newest first, before a moment. Of one place: what came and what went, one index range each."""
    conditions: list[ColumnElement[bool]] = []
    if not scope.everything:
        conditions.append(seen_entries(scope))
    wanted = sorted(set(lot_ids or ()))
    if lot_ids is not None:
        conditions.append(col(Movement.lot_id).in_(wanted))
    if session_id is not None:
        conditions.append(col(Movement.session_id) == session_id)
    if before is not None:
        conditions.append(before_moment(before))
    if scope.everything and session_id is None and location_id is not None and 0 < len(wanted) <= _LOTS_APART:
        return _of_lots(db, location_id, wanted, before, limit)
    sides: list[list[ColumnElement[bool]]] = [[]]
    if location_id is not None:
        sides = [
            [col(Movement.from_location_id) == location_id],
            [col(Movement.to_location_id) == location_id],
        ]
    found: list[Movement] = []
    for side in sides:
        found += db.exec(
            select(Movement)
            .where(*side, *conditions)
            .order_by(col(Movement.effective_at).desc(), col(Movement.id).desc())
            .limit(limit)
        )
    return sorted(found, key=lambda row: (row.effective_at, row.id), reverse=True)[:limit]


_LOTS_APART = 60
"""So many lots are looked up one by one; an item of more lots fills its place so much that walking by time is quick."""


def _of_lots(
    db: Session, location_id: UUID, lot_ids: Sequence[UUID], before: When | None, limit: int
) -> list[Movement]:
    """The newest entries of some lots at a place, in one statement: the newest of each lot and side, then of all.

    Walking back through all entries of a busy place would read half the ledger for an item that seldom moves.
    """
    asked: dict[str, Any] = {"place": location_id, "most": limit}
    if before is not None:
        asked["at"], asked["last"] = before
    if db.get_bind().dialect.name == "sqlite":
        asked |= {f"lot{number}": lot_id for number, lot_id in enumerate(lot_ids)}
        newest = _newest_of_lots(len(lot_ids), earlier=before is not None)
    else:
        asked["lots"] = list(lot_ids)
        newest = _newest_of_each(earlier=before is not None)
    return list(db.scalars(newest, asked))


_SIDES = ("from_location_id", "to_location_id")
_LATEST = "ORDER BY effective_at DESC, id DESC LIMIT :most"


def _newest(side: str, lot: str, *, earlier: bool) -> str:
    """The newest entries of one lot on one side of a place: the end of one range of an index."""
    then = " AND (effective_at, id) < (:at, :last)" if earlier else ""
    return f"SELECT id, effective_at FROM movement WHERE {side} = :place AND lot_id = {lot}{then} {_LATEST}"  # noqa: S608 - no text of a user


@cache
def _newest_of_each(*, earlier: bool) -> Any:
    """However many lots, PostgreSQL plans one of them: a part for each lot and side took it ten times as long to plan
    as to read.
    """
    sides = " UNION ALL ".join(f"({_newest(side, 'asked.lot', earlier=earlier)})" for side in _SIDES)
    bound: Any = bindparam("lots", type_=postgresql.ARRAY(Uuid()))
    return _entries_of(
        f"unnest(:lots) AS asked(lot) CROSS JOIN LATERAL ({sides}) AS each_lot", earlier, bound
    )


@cache
def _newest_of_lots(lots: int, *, earlier: bool) -> Any:
    """Built once for so many lots, as text: two parts a lot would take SQLAlchemy longer than the database."""
    parts = [
        f"SELECT * FROM ({_newest(side, f':lot{number}', earlier=earlier)}) AS {side}_{number}"  # noqa: S608
        for side in _SIDES
        for number in range(lots)
    ]
    bound: list[Any] = [bindparam(f"lot{number}", type_=Uuid()) for number in range(lots)]
    return _entries_of(f"({' UNION ALL '.join(parts)}) AS each_lot", earlier, *bound)


def _entries_of(nearest: str, earlier: bool, *bound: Any) -> Any:  # noqa: FBT001 - handed on
    """The newest of all of these, as entries. They are looked up by their ids, in this order of joining."""
    entry = Movement.__table__  # type: ignore[attr-defined]
    columns = ", ".join(f"movement.{column.name}" for column in entry.c)
    asked: list[Any] = [bindparam("place", type_=Uuid()), bindparam("most", type_=Integer()), *bound]
    if earlier:
        asked += [bindparam("at", type_=UTCDateTime()), bindparam("last", type_=Uuid())]
    whole = (
        f"SELECT {columns} FROM (SELECT id FROM {nearest} {_LATEST}) AS newest CROSS JOIN movement "  # noqa: S608
        "WHERE movement.id = newest.id ORDER BY movement.effective_at DESC, movement.id DESC"
    )
    return select(Movement).from_statement(text(whole).bindparams(*asked).columns(*entry.c))


def delivery(db: Session, receipt: Movement) -> list[Movement]:
    """The receipts entered under the same document at the same place; at least this one."""
    if not receipt.document:
        return [receipt]
    return list(
        db.exec(
            select(Movement)
            .where(
                Movement.to_location_id == receipt.to_location_id,
                Movement.document == receipt.document,
                Movement.reason == MovementReason.RECEIPT.value,
            )
            .order_by(col(Movement.id))
            .limit(500)
        )
    )


def of_reasons(
    db: Session, location_id: UUID, reasons: Iterable[MovementReason], since: datetime, *, limit: int
) -> list[Movement]:
    """Entries of a place for some reasons since a moment, newest first."""
    wanted = [reason.value for reason in reasons]
    found: list[Movement] = []
    for side in (col(Movement.from_location_id), col(Movement.to_location_id)):
        found += db.exec(
            select(Movement)
            .where(side == location_id, col(Movement.effective_at) >= since, col(Movement.reason).in_(wanted))
            .order_by(col(Movement.effective_at).desc(), col(Movement.id).desc())
            .limit(limit)
        )
    return sorted(found, key=lambda row: (row.effective_at, row.id), reverse=True)[:limit]


def reasons_of(db: Session, ids: Iterable[UUID]) -> dict[UUID, MovementReason]:
    """Why these entries were made."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.exec(select(Movement.id, Movement.reason).where(col(Movement.id).in_(wanted)))
    return {one: MovementReason(reason) for one, reason in rows}
