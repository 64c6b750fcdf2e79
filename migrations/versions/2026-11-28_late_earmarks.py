"""Kits of another project that a tablet told of late, looked at and settled with a note.

Locks: nothing, the table is new.
Back: yes; what was settled is asked about again.
Old code: knows nothing of the table and goes on asking.

Revision: late_earmarks
Follows: flow_months
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.append_only import protect, release

revision = "late_earmarks"
down_revision = "flow_months"

_TABLE = "late_earmark_settled"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_late_earmark_settled_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_late_earmark_settled_location_id_location")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_late_earmark_settled_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["person.id"], name=op.f("fk_late_earmark_settled_settled_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_earmark_settled")),
    )
    op.create_index(op.f("ix_late_earmark_settled_lot_id"), _TABLE, ["lot_id"])
    op.create_index("ix_late_earmark_settled_of", _TABLE, ["location_id", "lot_id"])
    op.create_index("ix_late_earmark_settled_when", _TABLE, ["settled_at", "id"])
    protect(_TABLE)


def downgrade() -> None:
    """Back."""
    release(_TABLE)
    op.drop_table(_TABLE)
