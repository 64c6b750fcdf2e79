"""Hand-outs, and the points at which kits are handed out without a session.

What left a bag stands in the kit ledger; who it was for stands here, as a count.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.distributions.rules.points import PointState
from app.kernel.types import Sex
from app.platform.db import check, one_of


class HandOut(SQLModel, table=True):
    """`quantity` of an item given to people of a community. Append-only; a reversal is a row of its own."""

    __tablename__ = "hand_out"
    __table_args__ = (
        one_of("sex", Sex),
        check("quantity_positive", "quantity > 0"),
        UniqueConstraint("reverses"),
        Index("ix_hand_out_session", "session_id", "id"),
        Index("ix_hand_out_item", "item_id", "occurred_at"),
        # At a distribution point a hand-out is known by the point's bag.
        Index("ix_hand_out_place", "location_id", "id"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID | None = Field(default=None, foreign_key="awareness_session.id")
    location_id: UUID = Field(foreign_key="location.id")
    item_id: UUID = Field(foreign_key="item.id")
    quantity: int
    community: str = Field(foreign_key="community.code", max_length=64)
    sex: str | None = Field(default=None, max_length=2)
    age_band: str | None = Field(default=None, foreign_key="age_band.code", max_length=64)
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    occurred_at: datetime
    received_at: datetime
    reverses: UUID | None = Field(default=None, foreign_key="hand_out.id")


class DistributionPoint(SQLModel, table=True):
    """A day and a place at which an organisation hands kits out, perhaps through a partner, without a session.

    `bag_id` is its bag in the kit ledger: hand-outs from it are those of this point. `person_id` hands out there.
    `kits_count` are dignity kits given, reversals taken off, kept in the same transaction. `area_code` is copied
    from the venue, so that a venue that moves does not move what was done there.
    """

    __tablename__ = "distribution_point"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("bag_id"),
        one_of("state", PointState),
        check("kits_not_negative", "kits_count >= 0"),
        Index("ix_distribution_point_day", "held_on", "id"),
        Index("ix_distribution_point_organisation", "organisation_id", "held_on", "id"),
        Index("ix_distribution_point_partner", "partner_id", "held_on", "id"),
        Index("ix_distribution_point_project", "project_id", "held_on"),
        Index("ix_distribution_point_person", "person_id", "held_on", "id"),
    )

    id: UUID = Field(primary_key=True)
    code: str = Field(max_length=64)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    partner_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    venue_id: UUID = Field(foreign_key="venue.id")
    area_code: str = Field(foreign_key="area.code", max_length=64)
    held_on: date
    project_id: UUID | None = Field(default=None, foreign_key="project.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    bag_id: UUID = Field(foreign_key="location.id")
    state: str = Field(max_length=20)
    kits_count: int = 0
    planned_by: UUID | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = None
    closed_by: UUID | None = Field(default=None, foreign_key="person.id")
    approved_by: UUID | None = Field(default=None, foreign_key="person.id")
    why: str = Field(default="", max_length=500)
    version: int = 1


class PointPlan(SQLModel, table=True):
    """How many of an item are planned for a distribution point."""

    __tablename__ = "distribution_point_plan"
    __table_args__ = (check("quantity_positive", "quantity > 0"),)

    point_id: UUID = Field(primary_key=True, foreign_key="distribution_point.id")
    item_id: UUID = Field(primary_key=True, foreign_key="item.id")
    quantity: int


class PointTillLine(SQLModel, table=True):
    """What a till said of one item when the point was closed for the `round`-th time. Append-only."""

    __tablename__ = "distribution_point_till"
    __table_args__ = (
        check(
            "nothing_negative",
            "loaded >= 0 AND given >= 0 AND returned >= 0 AND damaged >= 0 AND unexplained >= 0",
        ),
        check("adds_up", "loaded = given + returned + damaged + unexplained"),
    )

    point_id: UUID = Field(primary_key=True, foreign_key="distribution_point.id")
    round: int = Field(primary_key=True)
    item_id: UUID = Field(primary_key=True, foreign_key="item.id")
    loaded: int
    given: int
    returned: int
    damaged: int
    unexplained: int
    reason: str = Field(default="", max_length=500)
