"""Distribution points, feedback after a distribution.

Locks: nothing, the tables are new.
Back: yes.
Old code: knows nothing of these tables and goes on.

Revision: 0009
Follows: 0008
"""

from __future__ import annotations

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
