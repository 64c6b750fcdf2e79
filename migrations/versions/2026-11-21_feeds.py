"""Calendar feeds: secret addresses; what planning asks of people and halls.

Locks: `person` and `venue` for the moment in which their new columns are added (no row is rewritten).
Back: yes; the addresses, languages and opening hours are lost with their columns.
Old code: knows nothing of the table, and the new columns have a default or may be empty.

Revision: 0006
Follows: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Forward."""
    op.add_column("person", sa.Column("languages", sa.String(length=400), server_default="", nullable=False))
    op.add_column("venue", sa.Column("opens", sa.String(length=5), nullable=True))
    op.add_column("venue", sa.Column("closes", sa.String(length=5), nullable=True))
    op.add_column("venue", sa.Column("closed_days", sa.String(length=7), server_default="", nullable=False))
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_calendar_feed_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_index("ix_calendar_feed_person", "calendar_feed", ["person_id", "id"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_calendar_feed_person", table_name="calendar_feed")
    op.drop_table("calendar_feed")
    op.drop_column("venue", "closed_days")
    op.drop_column("venue", "closes")
    op.drop_column("venue", "opens")
    op.drop_column("person", "languages")
