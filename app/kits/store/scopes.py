"""Which places, lots and entries exist for a reader, as conditions of a query."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import col

from app.access.actor import Scope
from app.kits.tables import Balance, Location, Lot


def organisations_of(scope: Scope) -> frozenset[UUID]:
    """Organisations whose places the reader may know, those known for one project only included."""
    return scope.organisations | {organisation for organisation, _project in scope.within}


def places_seen(scope: Scope) -> ColumnElement[bool]:
    """Places of the reader's organisations, and places that hold lots of the reader's projects."""
    if scope.everything:
        return true()
    seen: list[ColumnElement[bool]] = []
    if organisations := organisations_of(scope):
        seen.append(col(Location.organisation_id).in_(organisations))
    if scope.projects:
        seen.append(
            exists()
            .where(
                col(Balance.location_id) == col(Location.id),
                col(Balance.lot_id) == col(Lot.id),
                col(Lot.project_id).in_(scope.projects),
            )
            .correlate(Location)
        )
    return or_(*seen) if seen else false()


def held_seen(scope: Scope, organisation: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """What stands at a place of `organisation` in a lot: both tables are in the query."""
    if scope.everything:
        return true()
    seen: list[ColumnElement[bool]] = []
    if scope.organisations:
        seen.append(organisation.in_(scope.organisations))
    if scope.projects:
        seen.append(col(Lot.project_id).in_(scope.projects))
    seen += [and_(organisation == owner, col(Lot.project_id) == project) for owner, project in scope.within]
    return or_(*seen) if seen else false()


def lots_seen(scope: Scope) -> ColumnElement[bool]:
    """Lots entered by the reader's organisations, standing at their places, or of the reader's projects."""
    if scope.everything:
        return true()
    seen: list[ColumnElement[bool]] = []
    if organisations := organisations_of(scope):
        seen += [
            col(Lot.created_by_organisation_id).in_(organisations),
            exists()
            .where(
                col(Balance.lot_id) == col(Lot.id),
                col(Balance.location_id) == col(Location.id),
                col(Location.organisation_id).in_(organisations),
            )
            .correlate(Lot),
        ]
    if scope.projects:
        seen.append(col(Lot.project_id).in_(scope.projects))
    return or_(*seen) if seen else false()
