"""What each person was told, whether she read it, and its letter on the way to the post."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.notices.rules import MailState, NoticeKind
from app.platform.db import one_of

WAITING = text("mail = 'waiting'")


class Notice(SQLModel, table=True):
    """One thing told to one person. `once` keeps the same thing from being told to her twice.

    `facts` hold what the sentence names (code, title, organisation, reason, starts_at): as it was when told.
    The row is also the outbox: written with the change it tells of, its letter leaves when `mail` is waiting.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("kind", NoticeKind),
        one_of("mail", MailState),
        UniqueConstraint("person_id", "once"),
        Index("ix_notice_person", "person_id", "made_at", "id"),
        Index("ix_notice_waiting", "next_try_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    kind: str = Field(max_length=20)
    subject_kind: str = Field(max_length=40)
    subject_id: UUID | None = Field(default=None, index=True)
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    once: str = Field(max_length=120)
    made_at: datetime
    read_at: datetime | None = None
    mail: str = Field(default=MailState.NONE.value, max_length=20)
    tries: int = 0
    next_try_at: datetime | None = None


class NoticeChoice(SQLModel, table=True):
    """Whether a person wants letters beside the inbox; without a row she does."""

    __tablename__ = "notice_choice"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    by_mail: bool
