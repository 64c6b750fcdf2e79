"""Tickets and their redemptions, paper tally sheets.

Locks: nothing, the tables are new.
Back: yes.
Old code: knows nothing of these tables and goes on.

Revision: 0002
Follows: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.append_only import protect, release

revision = "0002"
down_revision = "0001"
LEDGERS = ("redemption", "tally_sheet_entry")
"""Append-only from the first row."""


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "tally_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("communities", sa.String(length=1000), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_tally_sheet_number_positive")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_tally_sheet_made_by_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_tally_sheet_session_id_awareness_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_sheet")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_tally_sheet_session_id_number")),
    )
    op.create_table(
        "ticket_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "first_number >= 1 AND last_number >= first_number", name=op.f("ck_ticket_batch_numbers_in_order")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_ticket_batch_made_by_person")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_ticket_batch_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_batch")),
        sa.UniqueConstraint(
            "session_id", "first_number", name=op.f("uq_ticket_batch_session_id_first_number")
        ),
    )
    op.create_table(
        "unlisted_ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(length=32), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_unlisted_ticket_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_unlisted_ticket_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlisted_ticket")),
        sa.UniqueConstraint("session_id", "hash", name=op.f("uq_unlisted_ticket_session_id_hash")),
    )
    op.create_table(
        "tally_sheet_entry",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_tally_sheet_entry_entered_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_tally_sheet_entry_session_id_awareness_session"),
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["tally_sheet.id"], name=op.f("fk_tally_sheet_entry_sheet_id_tally_sheet")
        ),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_tally_sheet_entry")),
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("state <> 'void' OR void_reason <> ''", name=op.f("ck_ticket_void_has_a_reason")),
        sa.CheckConstraint("state IN ('issued', 'void')", name=op.f("ck_ticket_state_known")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["ticket_batch.id"], name=op.f("fk_ticket_batch_id_ticket_batch")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_ticket_session_id_awareness_session")
        ),
        sa.ForeignKeyConstraint(["voided_by"], ["person.id"], name=op.f("fk_ticket_voided_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("hash", name=op.f("uq_ticket_hash")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_ticket_session_id_number")),
    )
    op.create_index("ix_ticket_batch", "ticket", ["batch_id"], unique=False)
    op.create_table(
        "redemption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("reverses", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'kit') = (item_id IS NOT NULL)", name=op.f("ck_redemption_kit_has_an_item")
        ),
        sa.CheckConstraint("kind IN ('entry', 'kit')", name=op.f("ck_redemption_kind_known")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_redemption_item_id_item")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_redemption_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["reverses"], ["redemption.id"], name=op.f("fk_redemption_reverses_redemption")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_redemption_session_id_awareness_session")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_redemption_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption")),
        sa.UniqueConstraint("reverses", name=op.f("uq_redemption_reverses")),
    )
    op.create_index("ix_redemption_ticket", "redemption", ["ticket_id"], unique=False)
    op.create_index(
        "uq_redemption_event",
        "redemption",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("reverses IS NULL"),
        postgresql_where=sa.text("reverses IS NULL"),
    )
    op.create_table(
        "ticket_use",
        sa.Column("redemption_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'kit') = (item_id IS NOT NULL)", name=op.f("ck_ticket_use_kit_has_an_item")
        ),
        sa.CheckConstraint("kind IN ('entry', 'kit')", name=op.f("ck_ticket_use_kind_known")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_ticket_use_item_id_item")),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemption.id"], name=op.f("fk_ticket_use_redemption_id_redemption")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_ticket_use_session_id_awareness_session")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_use_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("redemption_id", name=op.f("pk_ticket_use")),
    )
    op.create_index("ix_ticket_use_session", "ticket_use", ["session_id", "kind"], unique=False)
    op.create_index(
        "uq_ticket_use_entry",
        "ticket_use",
        ["ticket_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'entry'"),
        postgresql_where=sa.text("kind = 'entry'"),
    )
    op.create_index(
        "uq_ticket_use_kit",
        "ticket_use",
        ["ticket_id", "item_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'kit'"),
        postgresql_where=sa.text("kind = 'kit'"),
    )
    for ledger in LEDGERS:
        protect(ledger)


def downgrade() -> None:
    """Back."""
    for ledger in LEDGERS:
        release(ledger)
    op.drop_index(
        "uq_ticket_use_kit",
        table_name="ticket_use",
        sqlite_where=sa.text("kind = 'kit'"),
        postgresql_where=sa.text("kind = 'kit'"),
    )
    op.drop_index(
        "uq_ticket_use_entry",
        table_name="ticket_use",
        sqlite_where=sa.text("kind = 'entry'"),
        postgresql_where=sa.text("kind = 'entry'"),
    )
    op.drop_index("ix_ticket_use_session", table_name="ticket_use")
    op.drop_table("ticket_use")
    op.drop_index(
        "uq_redemption_event",
        table_name="redemption",
        sqlite_where=sa.text("reverses IS NULL"),
        postgresql_where=sa.text("reverses IS NULL"),
    )
    op.drop_index("ix_redemption_ticket", table_name="redemption")
    op.drop_table("redemption")
    op.drop_index("ix_ticket_batch", table_name="ticket")
    op.drop_table("ticket")
    op.drop_table("tally_sheet_entry")
    op.drop_table("unlisted_ticket")
    op.drop_table("ticket_batch")
    op.drop_table("tally_sheet")
