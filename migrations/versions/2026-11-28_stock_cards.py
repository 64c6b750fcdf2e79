"""The entries of a lot at a place, in the order of a stock card, from one index.

Locks: `movement` for as long as two indexes are made (some seconds for a million entries).
Back: yes.
Old code: reads as before, from the wider indexes.

Revision: 0022
Follows: 0021
"""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"

SIDES = ("from", "to")


def _made_anew(*more: str) -> None:
    for side in SIDES:
        op.drop_index(f"ix_movement_{side}", table_name="movement")
        columns = [f"{side}_location_id", "lot_id", "effective_at", *more]
        op.create_index(f"ix_movement_{side}", "movement", columns, unique=False)


def upgrade() -> None:
    """Forward."""
    _made_anew("id")


def downgrade() -> None:
    """Back."""
    _made_anew()
