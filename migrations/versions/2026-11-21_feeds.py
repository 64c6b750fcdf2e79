"""Calendar feeds: secret addresses.

Locks: nothing, the tables are new.
Back: yes.
Old code: knows nothing of these tables and goes on.

Revision: 0006
Follows: 0005
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
