"""Series of sessions, templates, imports of a schedule; the sessions of a series are found by an index.

Locks: the new tables nothing; the index keeps writers of awareness_session waiting while it is built
(about a second for a million rows).
Back: yes; which sessions belonged together stays in their series_id.
Old code: knows nothing of these tables and goes on.

Revision: 0005
Follows: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "schedule_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('checking', 'checked', 'writing', 'done', 'refused')",
            name=op.f("ck_schedule_import_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_schedule_import_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_import")),
    )
    op.create_index(
        "ix_schedule_import_person", "schedule_import", ["person_id", "created_at", "id"], unique=False
    )
    op.create_table(
        "session_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("lead_organisation_id", sa.Uuid(), nullable=False),
        sa.Column("frequency", sa.String(length=20), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("split_from_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "frequency IN ('weekly', 'monthly_by_weekday', 'monthly_by_date')",
            name=op.f("ck_session_series_frequency_known"),
        ),
        sa.CheckConstraint("every > 0", name=op.f("ck_session_series_every_positive")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_session_series_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["lead_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_session_series_lead_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["split_from_id"],
            ["session_series.id"],
            name=op.f("fk_session_series_split_from_id_session_series"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_series")),
    )
    op.create_table(
        "session_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_session_template_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_session_template_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_template")),
    )
    op.create_index(
        "ix_session_template_organisation",
        "session_template",
        ["organisation_id", "name", "id"],
        unique=False,
    )
    op.create_table(
        "imported_session",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("plan_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["schedule_import.id"], name=op.f("fk_imported_session_import_id_schedule_import")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_imported_session_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_imported_session")),
    )
    op.create_index(
        "ix_awareness_session_series", "awareness_session", ["series_id", "starts_at", "id"], unique=False
    )


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_awareness_session_series", table_name="awareness_session")
    op.drop_table("imported_session")
    op.drop_index("ix_schedule_import_person", table_name="schedule_import")
    op.drop_table("schedule_import")
    op.drop_index("ix_session_template_organisation", table_name="session_template")
    op.drop_table("session_template")
    op.drop_table("session_series")
