"""Reporting periods and the late box.

Locks: nothing, the tables are new.
Back: yes.
Old code: knows nothing of these tables and goes on.

Revision: 0011
Follows: 0010
"""

from __future__ import annotations

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
