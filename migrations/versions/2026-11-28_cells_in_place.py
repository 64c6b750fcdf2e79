"""What tablets count costs PostgreSQL less: the sums by month are looked for only where a session is verified, and a cell
that grows stays where it is.

Locks: `session_total`, for an instant.
Back: yes.
Old code: counts as before.

Revision: cells_in_place
Follows: late_earmarks
"""

from __future__ import annotations

from alembic import op

from migrations.month_cells import ask_always, ask_first

revision = "cells_in_place"
down_revision = "late_earmarks"


def upgrade() -> None:
    """The trigger first asks whether anything is verified; a page of cells keeps room for their next values.

    Without that room every growing cell moves to another page, and takes its place in the index along. Pages that are
    full already get theirs when they are next rewritten.
    """
    if op.get_bind().dialect.name == "postgresql":
        ask_first()
        op.execute("ALTER TABLE session_total SET (fillfactor = 60)")


def downgrade() -> None:
    """As it was."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE session_total RESET (fillfactor)")
        ask_always()
