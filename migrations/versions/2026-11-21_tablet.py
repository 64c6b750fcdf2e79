"""Tablets: devices, their events as they came, exceptions; PINs of people.

Locks: `person` for the moment in which its new columns are added (no row is rewritten).
Back: yes; what the tablets sent and the PINs are lost with their tables and columns.
Old code: knows nothing of the tables, and the new columns may be empty.

Revision: 0003
Follows: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.append_only import protect, release

revision = "0003"
down_revision = "0002"
LEDGERS = ("field_event", "field_reversal", "field_quarantine")
"""Append-only from the first row."""


def upgrade() -> None:
    """Forward."""
    op.add_column("person", sa.Column("pin_salt", sa.String(length=32), nullable=True))
    op.add_column("person", sa.Column("pin_hash", sa.String(length=64), nullable=True))
    op.add_column("person", sa.Column("pin_rounds", sa.Integer(), nullable=True))
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("app_version", sa.String(length=40), nullable=False),
        sa.Column("queue_length", sa.Integer(), nullable=True),
        sa.Column("oldest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drift_seconds", sa.Integer(), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("highest_seq", sa.Integer(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_device_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_person_id_person")),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name=op.f("fk_device_revoked_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    op.create_index("ix_device_organisation", "device", ["organisation_id", "id"], unique=False)
    op.create_index(op.f("ix_device_person_id"), "device", ["person_id"], unique=False)
    op.create_table(
        "field_quarantine",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('malformed', 'unknown_session', 'unknown_version', 'id_reused')",
            name=op.f("ck_field_quarantine_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_field_quarantine_device_id_device")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_quarantine")),
        sa.UniqueConstraint("device_id", "content", name=op.f("uq_field_quarantine_device_id_content")),
    )
    op.create_index("ix_field_quarantine_event", "field_quarantine", ["event_id"], unique=False)
    op.create_table(
        "pairing_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_pairing_code_device_id_device")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_pairing_code_made_by_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_pairing_code_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pairing_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_pairing_code_code_hash")),
    )
    op.create_table(
        "device_session",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_session_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_device_session_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("device_id", "session_id", name=op.f("pk_device_session")),
    )
    op.create_table(
        "field_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("payload_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at_device", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tz_offset", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_claimed", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.CheckConstraint(
            "kind IN ('count', 'door', 'check_in', 'kit', 'till', 'load', 'refused_at_door', 'close', 'void')",
            name=op.f("ck_field_event_kind_known"),
        ),
        sa.CheckConstraint("outcome IN ('applied', 'conflict')", name=op.f("ck_field_event_outcome_known")),
        sa.CheckConstraint(
            "reason IN ('session_cancelled', 'actor_revoked', 'late', 'report_incomplete', 'ticket_void', 'not_on_list', 'already_checked_in', 'already_got_kit', 'stock_negative', 'over_capacity', 'clock_suspect')",
            name=op.f("ck_field_event_reason_known"),
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_field_event_device_id_device")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_field_event_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_field_event_session_id_awareness_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_event")),
    )
    op.create_index(
        "ix_field_event_target",
        "field_event",
        ["target_id"],
        unique=False,
        sqlite_where=sa.text("target_id IS NOT NULL"),
        postgresql_where=sa.text("target_id IS NOT NULL"),
    )
    op.create_table(
        "field_exception",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolution", sa.String(length=10), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'resolved') = (resolution IS NOT NULL)",
            name=op.f("ck_field_exception_resolved_has_a_resolution"),
        ),
        sa.CheckConstraint(
            "reason IN ('session_cancelled', 'actor_revoked', 'late', 'report_incomplete', 'ticket_void', 'not_on_list', 'already_checked_in', 'already_got_kit', 'stock_negative', 'over_capacity', 'clock_suspect')",
            name=op.f("ck_field_exception_reason_known"),
        ),
        sa.CheckConstraint(
            "resolution IN ('accept', 'swap', 'reverse', 'note')",
            name=op.f("ck_field_exception_resolution_known"),
        ),
        sa.CheckConstraint("state IN ('open', 'resolved')", name=op.f("ck_field_exception_state_known")),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["person.id"], name=op.f("fk_field_exception_resolved_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_field_exception_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_exception")),
    )
    op.create_index("ix_field_exception_session", "field_exception", ["session_id", "state"], unique=False)
    op.create_index("ix_field_exception_state", "field_exception", ["state", "opened_at", "id"], unique=False)
    op.create_index(
        "uq_field_exception_about",
        "field_exception",
        ["about"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "field_exception_event",
        sa.Column("exception_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_field_exception_event_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["exception_id"],
            ["field_exception.id"],
            name=op.f("fk_field_exception_event_exception_id_field_exception"),
        ),
        sa.PrimaryKeyConstraint("exception_id", "event_id", name=op.f("pk_field_exception_event")),
    )
    op.create_table(
        "field_reversal",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("by_event", sa.Uuid(), nullable=True),
        sa.Column("by_person", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_person"], ["person.id"], name=op.f("fk_field_reversal_by_person_person")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_field_reversal")),
    )
    op.create_table(
        "field_waiting_report",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["field_event.id"], name=op.f("fk_field_waiting_report_event_id_field_event")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_field_waiting_report_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_field_waiting_report")),
    )
    op.create_index(
        op.f("ix_field_waiting_report_session_id"), "field_waiting_report", ["session_id"], unique=False
    )

    for ledger in LEDGERS:
        protect(ledger)


def downgrade() -> None:
    """Back."""
    for ledger in LEDGERS:
        release(ledger)
    op.drop_index(op.f("ix_field_waiting_report_session_id"), table_name="field_waiting_report")
    op.drop_table("field_waiting_report")
    op.drop_table("field_reversal")
    op.drop_table("field_exception_event")
    op.drop_index(
        "uq_field_exception_about",
        table_name="field_exception",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_field_exception_state", table_name="field_exception")
    op.drop_index("ix_field_exception_session", table_name="field_exception")
    op.drop_table("field_exception")
    op.drop_index(
        "ix_field_event_target",
        table_name="field_event",
        sqlite_where=sa.text("target_id IS NOT NULL"),
        postgresql_where=sa.text("target_id IS NOT NULL"),
    )
    op.drop_table("field_event")
    op.drop_table("device_session")
    op.drop_table("pairing_code")
    op.drop_index("ix_field_quarantine_event", table_name="field_quarantine")
    op.drop_table("field_quarantine")
    op.drop_index(op.f("ix_device_person_id"), table_name="device")
    op.drop_index("ix_device_organisation", table_name="device")
    op.drop_table("device")
    for column in ("pin_rounds", "pin_hash", "pin_salt"):
        op.drop_column("person", column)
