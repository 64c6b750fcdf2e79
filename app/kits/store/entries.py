"""The entries behind a figure."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.actor import Scope
from app.kits.rules import LocationKind, MovementReason
from app.kits.store.flows import Cut
from app.kits.store.movements import When, after_moment, before_moment, seen_entries
from app.kits.store.scopes import held_seen
from app.kits.tables import Location, Lot, Movement


def listing(
    db: Session,
    scope: Scope,
    cut: Cut,
    *,
    lot_id: UUID | None = None,
    outside: LocationKind | None = None,
    assembled: bool = False,
    passed: bool = False,
    between: tuple[datetime, datetime] | None = None,
    after: When | None = None,
    oldest_first: bool = False,
    limit: int,
) -> list[Movement]:
    """Entries, newest first (or oldest), after a place in that order. `outside`: from or to a place of this kind;
    `assembled`: over the workbench only; `passed`: one end is seen under this cut, the other is not.
    """
    when: list[ColumnElement[bool]] = []
    if between is not None:
        when += [col(Movement.effective_at) >= between[0], col(Movement.effective_at) < between[1]]
    if after is not None:
        when.append(after_moment(after) if oldest_first else before_moment(after))
    if not scope.everything and not passed and outside is None and cut == Cut() and lot_id is None:
        found = _among_nearest(db, scope, when, limit, oldest_first=oldest_first)
        if len(found) == limit:
            return found
    conditions = list(when)
    if not scope.everything:
        conditions.append(seen_entries(scope))
    if outside is not None:
        conditions += _over(outside, assembled=assembled)
    if passed:
        conditions.append(_one_end_seen(scope, cut))
    if cut.organisation_id is not None:
        conditions.append(_from_or_to(col(Location.organisation_id) == cut.organisation_id))
    if (of := _lots(cut, lot_id)) is not None:
        conditions.append(of)
    return list(
        db.exec(
            select(Movement)
            .where(*conditions)
            .order_by(*_by_time(Movement, oldest_first=oldest_first))
            .limit(limit)
        )
    )


def _by_time(of: Any, *, oldest_first: bool) -> tuple[Any, Any]:
    at, last = col(of.effective_at), col(of.id)
    return (at.asc(), last.asc()) if oldest_first else (at.desc(), last.desc())


_NEAREST = 20_000


def _among_nearest(
    db: Session, scope: Scope, when: list[ColumnElement[bool]], limit: int, *, oldest_first: bool
) -> list[Movement]:
    """Those of the reader among the next entries of all, walked by time: complete when there are `limit` of them.

    Whoever has much has enough among these; whoever has little is quickly found from their places. Without this
    SQLite would gather every entry of every place first, and sort a large part of the ledger for one page.
    """
    nearest = aliased(
        Movement,
        sql_select(Movement)
        .where(*when)
        .order_by(*_by_time(Movement, oldest_first=oldest_first))
        .limit(_NEAREST)
        .subquery("nearest"),
    )
    return list(
        db.exec(
            select(nearest)
            .where(seen_entries(scope, nearest))
            .order_by(*_by_time(nearest, oldest_first=oldest_first))
            .limit(limit)
        )
    )


def _one_end_seen(scope: Scope, cut: Cut) -> ColumnElement[bool]:
    """One end lies among the places that figures under this cut are of, the other does not: it came from others, or
    went to them. The sums of such entries are what `Flow.passed` is.
    """

    def is_seen(end: Any) -> ColumnElement[bool]:
        place = aliased(Location)
        conditions = [held_seen(scope, place.organisation_id)]  # type: ignore[arg-type]
        if cut.organisation_id is not None:
            conditions.append(col(place.organisation_id) == cut.organisation_id)
        return (
            select(place.id)
            .join(Lot, col(Lot.id) == col(Movement.lot_id))
            .where(col(place.id) == end, *conditions)
            .correlate(Movement)
            .exists()
        )

    return is_seen(col(Movement.from_location_id)) != is_seen(col(Movement.to_location_id))


def _from_or_to(place: ColumnElement[bool]) -> ColumnElement[bool]:
    ids = select(Location.id).where(place)
    return or_(col(Movement.from_location_id).in_(ids), col(Movement.to_location_id).in_(ids))


def _over(outside: LocationKind, *, assembled: bool) -> list[ColumnElement[bool]]:
    """Entries over one kind of outside place; those of suppliers without the workbench, or of it alone."""
    found = [_from_or_to(col(Location.kind) == outside.value)]
    if outside is LocationKind.SUPPLIER:
        found.append(_is_assembly(assembled=assembled))
    return found


def _is_assembly(*, assembled: bool) -> ColumnElement[bool]:
    """Entries of the workbench, those taken back included; or all but these."""
    original = aliased(Movement)
    reversed_one = (
        select(original.id)
        .where(
            col(original.id) == col(Movement.reverses), col(original.reason) == MovementReason.ASSEMBLY.value
        )
        .exists()
    )
    of_the_bench = or_(col(Movement.reason) == MovementReason.ASSEMBLY.value, reversed_one)
    return of_the_bench if assembled else ~of_the_bench


def _lots(cut: Cut, lot_id: UUID | None) -> ColumnElement[bool] | None:
    if lot_id is not None:
        return col(Movement.lot_id) == lot_id
    wanted: list[Any] = []
    if cut.item_id is not None:
        wanted.append(col(Lot.item_id) == cut.item_id)
    if cut.projects is not None:
        wanted.append(col(Lot.project_id).in_(sorted(cut.projects)))
    if cut.unpaid:
        wanted.append(col(Lot.project_id).is_(None))
    return col(Movement.lot_id).in_(select(Lot.id).where(and_(*wanted))) if wanted else None
