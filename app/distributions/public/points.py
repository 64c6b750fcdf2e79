"""What other packages may ask of distribution points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Table

from app.access.actor import Scope
from app.distributions import store
from app.distributions.public.settling import states_of
from app.distributions.rules import TillState
from app.distributions.rules.points import PointState
from app.distributions.store import points
from app.distributions.tables import DistributionPoint
from app.kernel.errors import NotFound
from app.kits import public as kits
from app.platform.unit_of_work import ReadTx

__all__ = ["PointFacts", "PointState", "point_till", "points_table", "row_of_point"]

points_table: Final[Table] = DistributionPoint.__table__  # type: ignore[attr-defined]
"""For reading only (measures). Hand-outs belong to a point by its bag."""


@dataclass(frozen=True, slots=True)
class PointFacts:
    """A distribution point, plain."""

    id: UUID
    code: str
    organisation_id: UUID
    partner_id: UUID | None
    held_on: date
    state: PointState
    bag_id: UUID


def row_of_point(look: ReadTx, scope: Scope, point_id: UUID) -> PointFacts:
    """The point if it exists for this reader. Raises NotFound."""
    row = points.find_seen(look.db, scope, point_id)
    if row is None:
        raise NotFound
    return PointFacts(
        row.id, row.code, row.organisation_id, row.partner_id, row.held_on, PointState(row.state), row.bag_id
    )


def point_till(look: ReadTx, bag_id: UUID) -> list[TillState]:
    """The till of a point, known by its bag: one line an item that was loaded or given, by item code."""
    return states_of(look, kits.bag_lines(look, bag_id), store.given_from_bag(look.db, bag_id))
