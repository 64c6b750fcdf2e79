"""Tickets that guests draw for their seats: the switch of a link, what was given of a batch, the drawn places.

Locks: `booking_link` and `ticket_batch` for a moment (a column with a constant default, a column without one).
Back: yes, once no batch is of guests: their tickets stay good at the door, but no booking can show them any more.
Old code: makes links without tickets and batches that are sheets; it would print a batch of guests as a sheet.

Revision: guest_tickets
Follows: due
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "guest_tickets"
down_revision = "due"


def upgrade() -> None:
    """Forward."""
    op.add_column(
        "booking_link", sa.Column("tickets", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(
        "ALTER TABLE ticket_batch ADD COLUMN given INTEGER CONSTRAINT ck_ticket_batch_given_within "
        "CHECK (given >= 0 AND given <= last_number - first_number + 1)"
    )
    op.create_table(
        "drawn_place",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_drawn_place_booking_id_booking")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["awareness_session.id"], name=op.f("fk_drawn_place_session_id_awareness_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "place", name=op.f("pk_drawn_place")),
    )
    op.create_index(op.f("ix_drawn_place_booking_id"), "drawn_place", ["booking_id"])


def downgrade() -> None:
    """Back."""
    op.drop_table("drawn_place")
    op.drop_column("ticket_batch", "given")
    op.drop_column("booking_link", "tickets")
