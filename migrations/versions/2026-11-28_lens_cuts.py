"""What a lens counts of its project (areas, communities, types of activity), how it rounds, in which formats it leaves.

Locks: `lens` for a moment (columns with constant defaults are added).
Back: yes; the cuts are forgotten, and with them why a report of such a lens counted less.
Old code: reads such a lens as one of the whole project. No lens has a cut before the new code is there to make one.

Revision: lens_cuts
Follows: sent_figures
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "lens_cuts"
down_revision = "sent_figures"

_LISTS = ("areas", "communities", "activity_types", "formats")


def upgrade() -> None:
    """Forward. SQLite takes a CHECK with its column: writing `lens` anew would pull it from under its reports."""
    for name in _LISTS:
        op.add_column("lens", sa.Column(name, sa.JSON(), server_default="[]", nullable=False))
    op.execute(
        "ALTER TABLE lens ADD COLUMN rounding INTEGER DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_lens_rounding_hides_small_counts "
        "CHECK (rounding = 0 OR (threshold > 0 AND rounding >= threshold))"
    )


def downgrade() -> None:
    """Back."""
    for name in ("rounding", *reversed(_LISTS)):
        op.drop_column("lens", name)
