"""Distribution points: kits handed out at a place and a day without a session; and bags that are kept apart.

Locks: `location` for a moment, to add a column with a default; `hand_out` while an index is built.
Back: yes, while no kits were handed out at a distribution point; its bag then looks like any other.
Old code: knows nothing of the new tables; the bag of a point looks to it like any other bag.

Revision: 0010
Follows: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.append_only import protect, release

revision = "0010"
down_revision = "0009"

_POINT = "distribution_point"


def _points_at(column: str, table: str, *, of: str = _POINT, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.{key}"], name=op.f(f"fk_{of}_{column}_{table}"))


def upgrade() -> None:
    """Bags kept apart, points, their plan and their till."""
    op.add_column(
        "location", sa.Column("kept_apart", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index("ix_hand_out_place", "hand_out", ["location_id", "id"], unique=False)
    op.create_table(
        _POINT,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=64), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("bag_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kits_count", sa.Integer(), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'approval', 'closed', 'cancelled')",
            name=op.f("ck_distribution_point_state_known"),
        ),
        sa.CheckConstraint("kits_count >= 0", name=op.f("ck_distribution_point_kits_not_negative")),
        _points_at("organisation_id", "organisation"),
        _points_at("partner_id", "organisation"),
        _points_at("venue_id", "venue"),
        _points_at("area_code", "area", key="code"),
        _points_at("project_id", "project"),
        _points_at("person_id", "person"),
        _points_at("bag_id", "location"),
        _points_at("planned_by", "person"),
        _points_at("closed_by", "person"),
        _points_at("approved_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distribution_point")),
        sa.UniqueConstraint("code", name=op.f("uq_distribution_point_code")),
        sa.UniqueConstraint("bag_id", name=op.f("uq_distribution_point_bag_id")),
    )
    op.create_index("ix_distribution_point_day", _POINT, ["held_on", "id"], unique=False)
    op.create_index("ix_distribution_point_project", _POINT, ["project_id", "held_on"], unique=False)
    for name, column in (
        ("organisation", "organisation_id"),
        ("partner", "partner_id"),
        ("person", "person_id"),
    ):
        op.create_index(f"ix_distribution_point_{name}", _POINT, [column, "held_on", "id"], unique=False)
    plan = "distribution_point_plan"
    op.create_table(
        plan,
        sa.Column("point_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_distribution_point_plan_quantity_positive")),
        _points_at("point_id", _POINT, of=plan),
        _points_at("item_id", "item", of=plan),
        sa.PrimaryKeyConstraint("point_id", "item_id", name=op.f("pk_distribution_point_plan")),
    )
    till = "distribution_point_till"
    op.create_table(
        till,
        sa.Column("point_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("loaded", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("unexplained", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "loaded >= 0 AND given >= 0 AND returned >= 0 AND damaged >= 0 AND unexplained >= 0",
            name=op.f("ck_distribution_point_till_nothing_negative"),
        ),
        sa.CheckConstraint(
            "loaded = given + returned + damaged + unexplained",
            name=op.f("ck_distribution_point_till_adds_up"),
        ),
        _points_at("point_id", _POINT, of=till),
        _points_at("item_id", "item", of=till),
        sa.PrimaryKeyConstraint("point_id", "round", "item_id", name=op.f("pk_distribution_point_till")),
    )
    protect(till)


def downgrade() -> None:
    """Back."""
    release("distribution_point_till")
    for table in ("distribution_point_till", "distribution_point_plan", _POINT):
        op.drop_table(table)
    op.drop_index("ix_hand_out_place", table_name="hand_out")
    op.drop_column("location", "kept_apart")
