"""Figures that left without a lens; what a report leaves out so that earlier ones give nothing away.

Locks: `donor_report` for a moment (a column with a constant default is added).
Back: yes; what left without a lens is forgotten.
Old code: goes on; what it sends is not written down, and it leaves nothing out.

Revision: sent_figures
Follows: guest_tickets
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.append_only import protect, release

revision = "sent_figures"
down_revision = "guest_tickets"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "sent_figures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("counted", sa.String(length=400), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "audience IN ('partner', 'donor', 'public')", name=op.f("ck_sent_figures_audience_known")
        ),
        sa.CheckConstraint("from_date <= to_date", name=op.f("ck_sent_figures_days_in_order")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_sent_figures_sent_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_figures")),
        sa.UniqueConstraint("hash", name=op.f("uq_sent_figures_hash")),
    )
    op.create_index("ix_sent_figures_days", "sent_figures", ["from_date", "to_date"])
    protect("sent_figures")
    op.add_column("donor_report", sa.Column("left_out", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Back."""
    op.drop_column("donor_report", "left_out")
    release("sent_figures")
    op.drop_table("sent_figures")
