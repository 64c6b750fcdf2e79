"""The quiz of a session in an index of its own: figures of a year need not read every report.

Locks: who closes a session waits while the index is made.
Back: yes.
Old code: reads and writes as before.

Revision: report_quiz
Follows: references
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "report_quiz"
down_revision = "references"

INDEX = "ix_session_report_quiz"
QUIZ = sa.text("quiz_asked > 0")


def upgrade() -> None:
    """The index, over the reports that tell of a quiz."""
    op.create_index(
        INDEX,
        "session_report",
        ["session_id", "number", "quiz_asked", "quiz_before", "quiz_after"],
        sqlite_where=QUIZ,
        postgresql_where=QUIZ,
    )


def downgrade() -> None:
    """Without it."""
    op.drop_index(INDEX, "session_report")
