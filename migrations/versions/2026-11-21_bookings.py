"""Seats without a name: booking links, bookings and the seats of a session.

Locks: nothing, the tables are new.
Back: yes, the bookings go with their tables.
Old code: knows nothing of these tables and goes on.

Revision: 0004
Follows: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "booking_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("max_seats", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_booking_link_closes_after_opening")),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_booking_link_token_hash_is_one")),
        sa.CheckConstraint("max_seats BETWEEN 1 AND 50", name=op.f("ck_booking_link_max_seats_range")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_booking_link_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_booking_link_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_booking_link_token_hash")),
    )
    op.create_index(
        "ix_booking_link_session", "booking_link", ["session_id", "created_at", "id"], unique=False
    )
    op.create_table(
        "session_seats",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("last_place", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "confirmed >= 0 AND confirmed <= allowed", name=op.f("ck_session_seats_confirmed_within")
        ),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_session_seats_waiting_not_negative")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["awareness_session.id"],
            name=op.f("fk_session_seats_session_id_awareness_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_seats")),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("reference_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promoted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('confirmed', 'waitlisted', 'cancelled')", name=op.f("ck_booking_status_known")
        ),
        sa.CheckConstraint("length(reference_hash) = 64", name=op.f("ck_booking_reference_hash_is_one")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_booking_seats_positive")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["booking_link.id"], name=op.f("fk_booking_link_id_booking_link")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_booking_session_id_awareness_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("reference_hash", name=op.f("uq_booking_reference_hash")),
        sa.UniqueConstraint("session_id", "place", name=op.f("uq_booking_session_id_place")),
    )
    op.create_index(op.f("ix_booking_link_id"), "booking", ["link_id"], unique=False)
    op.create_index("ix_booking_waiting", "booking", ["session_id", "status", "place", "seats"], unique=False)
    op.create_table(
        "booking_line",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(length=2), nullable=True),
        sa.Column("age_band", sa.String(length=64), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("sex IN ('f', 'm', 'o', 'ns')", name=op.f("ck_booking_line_sex_known")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_booking_line_seats_positive")),
        sa.ForeignKeyConstraint(
            ["age_band"], ["age_band.code"], name=op.f("fk_booking_line_age_band_age_band")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_line_booking_id_booking")
        ),
        sa.ForeignKeyConstraint(
            ["community"], ["community.code"], name=op.f("fk_booking_line_community_community")
        ),
        sa.PrimaryKeyConstraint("booking_id", "number", name=op.f("pk_booking_line")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("booking_line")
    op.drop_index("ix_booking_waiting", table_name="booking")
    op.drop_index(op.f("ix_booking_link_id"), table_name="booking")
    op.drop_table("booking")
    op.drop_table("session_seats")
    op.drop_index("ix_booking_link_session", table_name="booking_link")
    op.drop_table("booking_link")
