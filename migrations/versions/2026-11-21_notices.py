"""The inbox of people who work with Karama, and what leaves by e-mail.

Locks: nothing, the tables are new.
Back: yes.
Old code: knows nothing of these tables and goes on.

Revision: 0007
Follows: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

KINDS = (
    "kind IN ('proposed', 'invited', 'accepted', 'declined', 'confirmed', 'changed', 'cancelled', 'postponed', "
    "'reported', 'sent_back', 'tomorrow', 'overdue')"
)
WAITING = sa.text("mail = 'waiting'")


def upgrade() -> None:
    """Notices, and who wants no letters."""
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("once", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_notice_kind_known")),
        sa.CheckConstraint(
            "mail IN ('none', 'waiting', 'sent', 'given_up')", name=op.f("ck_notice_mail_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "once", name=op.f("uq_notice_person_id_once")),
    )
    op.create_index("ix_notice_person", "notice", ["person_id", "made_at", "id"])
    op.create_index(op.f("ix_notice_subject_id"), "notice", ["subject_id"])
    op.create_index(
        "ix_notice_waiting", "notice", ["next_try_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_choice")),
    )


def downgrade() -> None:
    """Take both tables away."""
    op.drop_table("notice_choice")
    op.drop_index("ix_notice_waiting", table_name="notice")
    op.drop_index(op.f("ix_notice_subject_id"), table_name="notice")
    op.drop_index("ix_notice_person", table_name="notice")
    op.drop_table("notice")
