"""When a tablet last told of a session's bag after its figures were final, so that such bags are found among very many.

Locks: `location` for a moment (a column that may be empty is added), then its index is made from the few rows it has.
Back: yes; what the column says follows from the entries.
Old code: goes on; what it takes in late in the meantime stands where it always stood, but not in this list.

Revision: told_late
Follows: lens_cuts
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "told_late"
down_revision = "lens_cuts"

_KNOWN = """
UPDATE location SET told_late_at = (
    SELECT max(movement.recorded_at) FROM movement
    WHERE movement.session_id IS NULL AND movement.caused_by IS NOT NULL
    AND (movement.to_location_id = location.id OR movement.from_location_id = location.id)
)
WHERE location.session_id IN (SELECT id FROM awareness_session WHERE status = 'verified')
"""


def upgrade() -> None:
    """Forward; bags of verified sessions that have such entries already are marked."""
    op.add_column("location", sa.Column("told_late_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_KNOWN)
    op.create_index(
        "ix_location_told_late",
        "location",
        ["told_late_at"],
        sqlite_where=sa.text("told_late_at IS NOT NULL"),
        postgresql_where=sa.text("told_late_at IS NOT NULL"),
    )


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_location_told_late", "location")
    op.drop_column("location", "told_late_at")
