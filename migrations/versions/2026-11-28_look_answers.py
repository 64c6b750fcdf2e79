"""What looks at reports have found, so that the same is not asked of the solver again when a report is submitted.

Locks: nothing (a new table).
Back: yes, everything in it can be found again.
Old code: does not know it and asks each time.

Revision: look_answers
Follows: cells_in_place
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "look_answers"
down_revision = "cells_in_place"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "look_answer",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_look_answer")),
    )
    op.create_index(op.f("ix_look_answer_at"), "look_answer", ["at"])


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_look_answer_at"), "look_answer")
    op.drop_table("look_answer")
