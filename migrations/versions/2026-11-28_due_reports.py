"""When the reports of a lens are due; notices that one is due or overdue.

Locks: `lens` for a moment (columns with constant defaults, or none, are added); `notice` while its rows are looked at
once (the CHECK of kinds knows two more; SQLite writes the table anew).
Back: yes; the rules are forgotten, and what people were told of due reports with them.
Old code: fixes no dates. It cannot read the two new kinds of notices: an inbox with one opens again with the new code.

Revision: due
Follows: sizes
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "due"
down_revision = "sizes"

_OLD = (
    "kind IN ('proposed', 'invited', 'accepted', 'declined', 'confirmed', 'changed', 'cancelled', 'postponed', "
    "'reported', 'sent_back', 'tomorrow', 'overdue'"
)
KINDS = f"{_OLD})"
KINDS_NOW = f"{_OLD}, 'report_due', 'report_overdue')"
EVERY = "due_every IN ('never', 'month', 'quarter', 'half_year', 'year')"


def _kinds(condition: str) -> None:
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_kind_known"), type_="check")
        notice.create_check_constraint(op.f("ck_notice_kind_known"), condition)


def upgrade() -> None:
    """Forward. SQLite takes a CHECK with its column: writing `lens` anew would pull it from under its reports."""
    op.execute(
        "ALTER TABLE lens ADD COLUMN due_every VARCHAR(10) DEFAULT 'never' NOT NULL "
        f"CONSTRAINT ck_lens_due_every_known CHECK ({EVERY})"
    )
    op.add_column("lens", sa.Column("due_year_begins", sa.Integer(), server_default="1", nullable=False))
    op.add_column("lens", sa.Column("due_days", sa.Integer(), server_default="30", nullable=False))
    op.add_column("lens", sa.Column("due_first", sa.Date(), nullable=True))
    op.add_column("lens", sa.Column("due_last", sa.Date(), nullable=True))
    _kinds(KINDS_NOW)


def downgrade() -> None:
    """Back."""
    op.execute("DELETE FROM notice WHERE kind IN ('report_due', 'report_overdue')")
    _kinds(KINDS)
    for name in ("due_last", "due_first", "due_days", "due_year_begins", "due_every"):
        op.drop_column("lens", name)
