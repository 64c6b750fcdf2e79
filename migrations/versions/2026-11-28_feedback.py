"""Feedback after distributions: sheets of tallies, append-only.

Locks: none; new tables.
Back: yes; what people said is lost with it.
Old code: knows nothing of the new tables.

Revision: 0012
Follows: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.append_only import protect, release

revision = "0012"
down_revision = "0011"

_SHEET = "feedback_sheet"
_TALLY = "feedback_tally"


def _points_at(column: str, table: str, *, of: str = _SHEET, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.{key}"], name=op.f(f"fk_{of}_{column}_{table}"))


def upgrade() -> None:
    """Sheets and tallies."""
    op.create_table(
        _SHEET,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("point_id", sa.Uuid(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("community", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(length=2), nullable=False),
        sa.Column("age_band", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverses", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.CheckConstraint("sex IN ('f', 'm', 'o', 'ns')", name=op.f("ck_feedback_sheet_sex_known")),
        sa.CheckConstraint(
            "why IN ('typed_twice', 'wrong_numbers', 'wrong_group', 'wrong_distribution')",
            name=op.f("ck_feedback_sheet_why_known"),
        ),
        sa.CheckConstraint("asked > 0", name=op.f("ck_feedback_sheet_asked_positive")),
        sa.CheckConstraint(
            "(session_id IS NULL) <> (point_id IS NULL)", name=op.f("ck_feedback_sheet_of_one_distribution")
        ),
        sa.CheckConstraint("(reverses IS NULL) = (why IS NULL)", name=op.f("ck_feedback_sheet_says_why")),
        _points_at("session_id", "awareness_session"),
        _points_at("point_id", "distribution_point"),
        _points_at("community", "community", key="code"),
        _points_at("age_band", "age_band", key="code"),
        _points_at("recorded_by", "person"),
        _points_at("reverses", _SHEET),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_sheet")),
        sa.UniqueConstraint("reverses", name=op.f("uq_feedback_sheet_reverses")),
    )
    op.create_index("ix_feedback_sheet_session", _SHEET, ["session_id", "recorded_at"], unique=False)
    op.create_index("ix_feedback_sheet_point", _SHEET, ["point_id", "recorded_at"], unique=False)
    op.create_table(
        _TALLY,
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_feedback_tally_count_positive")),
        _points_at("sheet_id", _SHEET, of=_TALLY),
        sa.PrimaryKeyConstraint("sheet_id", "question", "item", "answer", name=op.f("pk_feedback_tally")),
    )
    for ledger in (_SHEET, _TALLY):
        protect(ledger)


def downgrade() -> None:
    """Back."""
    for ledger in (_SHEET, _TALLY):
        release(ledger)
    op.drop_table(_TALLY)
    op.drop_index("ix_feedback_sheet_point", table_name=_SHEET)
    op.drop_index("ix_feedback_sheet_session", table_name=_SHEET)
    op.drop_table(_SHEET)
