"""Thresholds of small counts with an owner, and which projects show rounded figures to the public.

Locks: nothing, the tables are new.
Back: yes; the thresholds of the environment are in use again.
Old code: knows nothing of these tables and goes on.

Revision: 0021
Follows: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "audience_threshold",
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "audience IN ('partner', 'donor', 'public')", name=op.f("ck_audience_threshold_audience_known")
        ),
        sa.CheckConstraint(
            "threshold = 0 OR threshold BETWEEN 3 AND 100",
            name=op.f("ck_audience_threshold_threshold_means_something"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_audience_threshold_owner_id_person")
        ),
        sa.PrimaryKeyConstraint("audience", name=op.f("pk_audience_threshold")),
    )
    op.create_table(
        "public_figures",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_public_figures_project_id_project")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_public_figures")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("public_figures")
    op.drop_table("audience_threshold")
