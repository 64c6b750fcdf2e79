"""The stock statement of a project: what its lots did in a period, from the kit ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session

from app.kits.public import LocationKind, MovementReason
from app.measures.schemas import StockLine
from app.measures.store.ledgers import locations_table, lots_table, movements_table

_INSIDE = [LocationKind.WAREHOUSE.value, LocationKind.PARTNER_STORE.value, LocationKind.SESSION_BAG.value]
_moved = movements_table.c
_source = locations_table.alias("source_place")
_target = locations_table.alias("target_place")


def _own(place: Any, organisations: frozenset[UUID] | None) -> ColumnElement[bool]:
    inside: ColumnElement[bool] = place.c.kind.in_(_INSIDE)
    return inside if organisations is None else and_(inside, place.c.organisation_id.in_(organisations))


def _sum(quantity: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(quantity), 0)


def stock(
    db: Session,
    project_id: UUID,
    *,
    since: datetime,
    before: datetime,
    organisations: frozenset[UUID] | None,
) -> list[StockLine]:
    """One line a lot of the project, over the stores of these organisations (None: all), from `since` up to
    `before` (instants).
    """
    own_source, own_target = _own(_source, organisations), _own(_target, organisations)
    into = case(
        (and_(own_target, ~own_source), _moved.quantity),
        (and_(own_source, ~own_target), -_moved.quantity),
        else_=0,
    )

    def gone_to(kind: LocationKind) -> ColumnElement[Any]:
        return case(
            (and_(own_source, _target.c.kind == kind.value), _moved.quantity),
            (and_(own_target, _source.c.kind == kind.value), -_moved.quantity),
            else_=0,
        )

    def in_period(quantity: ColumnElement[Any]) -> ColumnElement[Any]:
        return _sum(case((_moved.effective_at >= since, quantity), else_=0))

    taken_back = movements_table.alias("taken_back")
    reversed_later = (
        select(taken_back.c.id).where(taken_back.c.reverses == _moved.id).correlate(movements_table).exists()
    )
    came_back = case(
        (and_(_moved.reason == MovementReason.RETURN.value, own_target, ~reversed_later), _moved.quantity),
        else_=0,
    )
    query = (
        select(
            lots_table.c.item_id,
            lots_table.c.label,
            _sum(case((_moved.effective_at < since, into), else_=0)).label("opening"),
            in_period(into).label("net"),
            in_period(gone_to(LocationKind.BENEFICIARIES)).label("distributed"),
            in_period(gone_to(LocationKind.LOSS)).label("lost"),
            in_period(came_back).label("returned"),
        )
        .select_from(lots_table)
        .join(movements_table, _moved.lot_id == lots_table.c.id)
        .join(_source, _source.c.id == _moved.from_location_id)
        .join(_target, _target.c.id == _moved.to_location_id)
        .where(lots_table.c.project_id == project_id, _moved.effective_at < before)
        .where(or_(own_source, own_target))
        .group_by(lots_table.c.item_id, lots_table.c.id, lots_table.c.label)
        .order_by(lots_table.c.label, lots_table.c.id)
    )
    lines = []
    for item_id, label, opening, net, distributed, lost, returned in db.connection().execute(query):
        received = net + distributed + lost
        lines.append(
            StockLine(
                item_id=item_id,
                lot=label,
                opening=opening,
                received=received,
                distributed=distributed,
                returned=returned,
                lost=lost,
                balance=opening + net,
            )
        )
    return lines
