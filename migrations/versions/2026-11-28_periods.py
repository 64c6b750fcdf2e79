"""Reporting periods with every month from 1990 to 2100, the late box, when a report was captured.

Locks: session_report for a moment (a column without a default is added); the other tables are new.
Back: yes.
Old code: knows nothing of periods and goes on; it files reports without the moment of capture, and those count as
captured when they arrived.

Revision: periods
Follows: 0012
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

from migrations.append_only import protect, release

revision = "periods"
down_revision = "0012"

SPACE = UUID("6f3c9a52-07b1-5c1e-8f5d-6b6172616d61")


def upgrade() -> None:
    """Forward."""
    period = op.create_table(
        "reporting_period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("cut_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("reopened_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.Uuid(), nullable=True),
        sa.Column("reopen_reason", sa.String(length=500), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'closing', 'closed')", name=op.f("ck_reporting_period_state_known")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_reporting_period_days_in_order")),
        sa.CheckConstraint(
            "(state = 'open') = (cut_off_at IS NULL)",
            name=op.f("ck_reporting_period_cut_off_from_closing_on"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)",
            name=op.f("ck_reporting_period_closed_has_its_moment"),
        ),
        sa.CheckConstraint(
            "reopened_until IS NULL OR state = 'closed'",
            name=op.f("ck_reporting_period_only_closed_is_reopened"),
        ),
        sa.CheckConstraint(
            "reopened_until IS NULL OR reopen_reason <> ''",
            name=op.f("ck_reporting_period_reopened_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["person.id"], name=op.f("fk_reporting_period_closed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["reopened_by"], ["person.id"], name=op.f("fk_reporting_period_reopened_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_period")),
        sa.UniqueConstraint("code", name=op.f("uq_reporting_period_code")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_reporting_period_starts_on")),
    )
    op.create_index("ix_reporting_period_state", "reporting_period", ["state", "starts_on"], unique=False)
    op.bulk_insert(
        period,
        [
            {
                "id": uuid5(SPACE, f"{year:04d}-{month:02d}"),
                "code": f"{year:04d}-{month:02d}",
                "starts_on": date(year, month, 1),
                "ends_on": date(year, month, monthrange(year, month)[1]),
                "state": "open",
                "reopen_reason": "",
                "figures": {},
                "version": 1,
            }
            for year in range(1990, 2101)
            for month in range(1, 13)
        ],
    )
    op.create_table(
        "late_acceptance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("into_period_id", sa.Uuid(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("door", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=280), nullable=False),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('tablet_offline', 'paper_found', 'data_entry_error', 'report_late', 'other')",
            name=op.f("ck_late_acceptance_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["person.id"], name=op.f("fk_late_acceptance_accepted_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["into_period_id"],
            ["reporting_period.id"],
            name=op.f("fk_late_acceptance_into_period_id_reporting_period"),
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["reporting_period.id"], name=op.f("fk_late_acceptance_period_id_reporting_period")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_late_acceptance_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_acceptance")),
    )
    op.create_index("ix_late_acceptance_session", "late_acceptance", ["session_id"], unique=False)
    op.create_index("ix_late_acceptance_into", "late_acceptance", ["into_period_id"], unique=False)
    protect("late_acceptance")
    op.add_column("session_report", sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("session_report", "captured_at")
    release("late_acceptance")
    op.drop_index("ix_late_acceptance_into", table_name="late_acceptance")
    op.drop_index("ix_late_acceptance_session", table_name="late_acceptance")
    op.drop_table("late_acceptance")
    op.drop_index("ix_reporting_period_state", table_name="reporting_period")
    op.drop_table("reporting_period")
