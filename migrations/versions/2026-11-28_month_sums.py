"""People reached by month, of the programme, each project and each organisation; kept by triggers.

Locks: who verifies a session waits while the sums of the sessions verified before are made.
Back: yes.
Old code: its verifications move the sums too, because the database does it.

Revision: 0020
Follows: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.month_cells import add_up, follow, stay

revision = "0020"
down_revision = "0014"


def upgrade() -> None:
    """The table, the triggers, and the sums as they are today."""
    op.create_table(
        "month_cell",
        sa.Column("whose", sa.String(length=12), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("community", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(length=2), nullable=False),
        sa.Column("age_band", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("sex IN ('f', 'm', 'o', 'ns')", name=op.f("ck_month_cell_sex_known")),
        sa.CheckConstraint(
            "whose IN ('programme', 'project', 'organisation')", name=op.f("ck_month_cell_whose_known")
        ),
        sa.ForeignKeyConstraint(
            ["age_band"], ["age_band.code"], name=op.f("fk_month_cell_age_band_age_band")
        ),
        sa.ForeignKeyConstraint(
            ["community"], ["community.code"], name=op.f("fk_month_cell_community_community")
        ),
        sa.PrimaryKeyConstraint(
            "whose", "owner_id", "month", "community", "sex", "age_band", name=op.f("pk_month_cell")
        ),
        sqlite_with_rowid=False,
    )
    follow()
    add_up()


def downgrade() -> None:
    """Take the triggers and the table away."""
    stay()
    op.drop_table("month_cell")
