"""Lenses, frozen reports, what was released.

Locks: nothing, the tables are new.
Back: yes.
Old code: knows nothing of these tables and goes on.

Revision: 0009
Follows: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.append_only import protect, release

revision = "0009"
down_revision = "0008"

LEDGERS = ("report_snapshot", "released_cell")


def upgrade() -> None:
    """Lenses and reports; snapshots and released cells are append-only."""
    op.create_table(
        "lens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("attribution", sa.String(length=10), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("age_bands", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("attribution IN ('full', 'share')", name=op.f("ck_lens_attribution_known")),
        sa.CheckConstraint("from_date <= to_date", name=op.f("ck_lens_days_in_order")),
        sa.CheckConstraint("threshold = 0 OR threshold >= 3", name=op.f("ck_lens_threshold_means_something")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_lens_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lens")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_lens_project_id_name")),
    )
    op.create_table(
        "donor_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lens_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=20), nullable=False),
        sa.Column("narratives", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "detail IN ('full', 'merged_ages', 'no_ages', 'no_communities', 'only_total', 'withheld')",
            name=op.f("ck_donor_report_detail_known"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'accepted', 'sent_back')",
            name=op.f("ck_donor_report_status_known"),
        ),
        sa.CheckConstraint("from_date <= to_date", name=op.f("ck_donor_report_days_in_order")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_donor_report_answered_by_person")
        ),
        sa.ForeignKeyConstraint(["lens_id"], ["lens.id"], name=op.f("fk_donor_report_lens_id_lens")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_donor_report_made_by_person")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_donor_report_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_donor_report_submitted_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donor_report")),
    )
    op.create_index(op.f("ix_donor_report_lens_id"), "donor_report", ["lens_id"])
    op.create_index("ix_donor_report_made", "donor_report", ["made_at", "id"])
    op.create_index("ix_donor_report_project", "donor_report", ["project_id", "status", "from_date"])
    op.create_table(
        "released_cell",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("community", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=False),
        sa.Column("age_band", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["donor_report.id"], name=op.f("fk_released_cell_report_id_donor_report")
        ),
        sa.PrimaryKeyConstraint(
            "report_id", "number", "month", "community", "sex", "age_band", name=op.f("pk_released_cell")
        ),
    )
    op.create_table(
        "report_snapshot",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lens_version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["donor_report.id"], name=op.f("fk_report_snapshot_report_id_donor_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_report_snapshot")),
    )
    for ledger in LEDGERS:
        protect(ledger)


def downgrade() -> None:
    """Take the four tables away."""
    for ledger in LEDGERS:
        release(ledger)
    op.drop_table("released_cell")
    op.drop_table("report_snapshot")
    op.drop_index("ix_donor_report_project", table_name="donor_report")
    op.drop_index("ix_donor_report_made", table_name="donor_report")
    op.drop_index(op.f("ix_donor_report_lens_id"), table_name="donor_report")
    op.drop_table("donor_report")
    op.drop_table("lens")
