"""The ledger of what was released keeps which sign hid a count.

Locks: short, on PostgreSQL and SQLite alike a column with a constant default is added without touching rows.
Back: yes, the signs are forgotten; the snapshots still have them.
Old code: writes no sign, which reads as "hidden, sign unknown".

Revision: 0011
Follows: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Forward."""
    op.add_column("released_cell", sa.Column("sign", sa.String(length=2), server_default="", nullable=False))


def downgrade() -> None:
    """Back."""
    op.drop_column("released_cell", "sign")
