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
from app.kits.store.movements import When, before_moment, seen_entries
from app.kits.tables import Location, Lot, Movement


def listing(
    db: Session,
    scope: Scope,
    cut: Cut,
    *,
    lot_id: UUID | None = None,
    outside: LocationKind | None = None,
    assembled: bool = False,
    between: tuple[datetime, datetime] | None = None,
    before: When | None = None,
    limit: int,
) -> list[Movement]:
    """Entries, newest first. `outside`: from or to a place of this kind; `assembled`: over the workbench only."""
    when: list[ColumnElement[bool]] = []
    if between is not None:
        when += [col(Movement.effective_at) >= between[0], col(Movement.effective_at) < between[1]]
    if before is not None:
        when.append(before_moment(before))
    if not scope.everything and outside is None and cut == Cut() and lot_id is None:
        found = _among_newest(db, scope, when, limit)
        if len(found) == limit:
            return found
    conditions = list(when)
    if not scope.everything:
        conditions.append(seen_entries(scope))
    if outside is not None:
        conditions.append(_from_or_to(col(Location.kind) == outside.value))
    if outside is LocationKind.SUPPLIER:
        conditions.append(_is_assembly(assembled=assembled))
    if cut.organisation_id is not None:
        conditions.append(_from_or_to(col(Location.organisation_id) == cut.organisation_id))
    if (of := _lots(cut, lot_id)) is not None:
        conditions.append(of)
    return list(
        db.exec(
            select(Movement)
            .where(*conditions)
            .order_by(col(Movement.effective_at).desc(), col(Movement.id).desc())
            .limit(limit)
        )
    )


_NEWEST = 20_000


def _among_newest(db: Session, scope: Scope, when: list[ColumnElement[bool]], limit: int) -> list[Movement]:
    """Those of the reader among the newest entries of all, walked by time: complete when there are `limit` of them.

    Whoever has much has enough among these; whoever has little is quickly found from their places. Without this
    SQLite would gather every entry of every place first, and sort a large part of the ledger for one page.
    """
    newest = aliased(
        Movement,
        sql_select(Movement)
        .where(*when)
        .order_by(col(Movement.effective_at).desc(), col(Movement.id).desc())
        .limit(_NEWEST)
        .subquery("newest"),
    )
    return list(
        db.exec(
            select(newest)
            .where(seen_entries(scope, newest))
            .order_by(col(newest.effective_at).desc(), col(newest.id).desc())
            .limit(limit)
        )
    )


def _from_or_to(place: ColumnElement[bool]) -> ColumnElement[bool]:
    ids = select(Location.id).where(place)
    return or_(col(Movement.from_location_id).in_(ids), col(Movement.to_location_id).in_(ids))


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
