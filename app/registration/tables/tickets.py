"""Tickets, how they were used, and what was shown at a door without being on any list.

No table here knows a community, a sex or an age, and none knows a booking.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.platform.db import check, one_of
from app.registration.rules.tickets import TicketKind, TicketState


class TicketBatch(SQLModel, table=True):
    """Tickets made at one time, numbers `first` to `last` of their session.

    `seed` (32 random bytes in hex) allows the sheet to be printed again; sealing destroys it.
    `given`: None for a sheet that is printed; for tickets that guests draw for themselves, how many of its codes
    were given out, in the order in which they are made, which is not that of the numbers (app/decisions/0028).
    """

    __tablename__ = "ticket_batch"
    __table_args__ = (
        UniqueConstraint("session_id", "first_number"),
        check("numbers_in_order", "first_number >= 1 AND last_number >= first_number"),
        check("given_within", "given >= 0 AND given <= last_number - first_number + 1"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    first_number: int
    last_number: int
    seed: str | None = Field(default=None, max_length=64)
    given: int | None = None
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    made_at: datetime
    sealed_at: datetime | None = None


class Ticket(SQLModel, table=True):
    """One ticket: its number on the sheet and the hash of its code (None once destroyed)."""

    __tablename__ = "ticket"
    __table_args__ = (
        one_of("state", TicketState),
        UniqueConstraint("session_id", "number"),
        UniqueConstraint("hash"),
        check("void_has_a_reason", "state <> 'void' OR void_reason <> ''"),
        Index("ix_ticket_batch", "batch_id"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    batch_id: UUID = Field(foreign_key="ticket_batch.id")
    number: int
    hash: str | None = Field(default=None, max_length=32)
    state: str = Field(default=TicketState.ISSUED.value, max_length=10)
    voided_by: UUID | None = Field(default=None, foreign_key="person.id")
    voided_at: datetime | None = None
    void_reason: str = Field(default="", max_length=500)


class Redemption(SQLModel, table=True):
    """A ticket was shown and taken, or (`reverses`) that was taken back. Append-only.

    Several redemptions of one ticket for one thing may stand here (two tablets without a network); which of
    them counts is said by `ticket_use`.
    """

    __tablename__ = "redemption"
    __table_args__ = (
        one_of("kind", TicketKind),
        check("kit_has_an_item", "(kind = 'kit') = (item_id IS NOT NULL)"),
        UniqueConstraint("reverses"),
        Index("ix_redemption_ticket", "ticket_id"),
        Index(
            "uq_redemption_event",
            "event_id",
            unique=True,
            sqlite_where=text("reverses IS NULL"),
            postgresql_where=text("reverses IS NULL"),
        ),
    )

    id: UUID = Field(primary_key=True)
    ticket_id: UUID = Field(foreign_key="ticket.id")
    session_id: UUID = Field(foreign_key="awareness_session.id")
    kind: str = Field(max_length=10)
    item_id: UUID | None = Field(default=None, foreign_key="item.id")
    event_id: UUID
    device_id: UUID | None = None
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    occurred_at: datetime
    received_at: datetime
    late: bool = False
    reverses: UUID | None = Field(default=None, foreign_key="redemption.id")


class TicketUse(SQLModel, table=True):
    """The one redemption of a ticket that counts, for entry and for each item. The database itself holds it to one."""

    __tablename__ = "ticket_use"
    __table_args__ = (
        one_of("kind", TicketKind),
        check("kit_has_an_item", "(kind = 'kit') = (item_id IS NOT NULL)"),
        Index(
            "uq_ticket_use_entry",
            "ticket_id",
            unique=True,
            sqlite_where=text("kind = 'entry'"),
            postgresql_where=text("kind = 'entry'"),
        ),
        Index(
            "uq_ticket_use_kit",
            "ticket_id",
            "item_id",
            unique=True,
            sqlite_where=text("kind = 'kit'"),
            postgresql_where=text("kind = 'kit'"),
        ),
        Index("ix_ticket_use_session", "session_id", "kind"),
    )

    redemption_id: UUID = Field(primary_key=True, foreign_key="redemption.id")
    ticket_id: UUID = Field(foreign_key="ticket.id")
    session_id: UUID = Field(foreign_key="awareness_session.id")
    kind: str = Field(max_length=10)
    item_id: UUID | None = Field(default=None, foreign_key="item.id")
    late: bool = False


class UnlistedTicket(SQLModel, table=True):
    """A well-formed code that is on no list of the session, kept to be looked at: a person stood there with it."""

    __tablename__ = "unlisted_ticket"
    __table_args__ = (UniqueConstraint("session_id", "hash"),)

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    hash: str | None = Field(default=None, max_length=32)
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime
