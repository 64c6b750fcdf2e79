"""What goes in and out of the inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.kernel.types import Instant
from app.notices.rules import NoticeKind


class Told(BaseModel):
    """Something to tell one person."""

    model_config = ConfigDict(frozen=True)

    person_id: UUID
    kind: NoticeKind
    subject_kind: str
    subject_id: UUID | None
    facts: dict[str, Any]
    once: str = Field(max_length=120)


class NoticeView(BaseModel):
    """A line of the inbox. `text` is in the reader's language; `starts_at` and `reason` where there is one."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: NoticeKind
    text: str
    reason: str = ""
    starts_at: datetime | None = None
    time_zone: str | None = None
    link: str
    made_at: datetime
    read: bool


class MarkRead(BaseModel):
    """Mark notices as read: these, or all made up to a moment."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ids": []}]})

    ids: list[UUID] = Field(default_factory=list, max_length=200)
    up_to: Instant | None = None


class ChooseLetters(BaseModel):
    """Whether notices also come by e-mail."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"by_mail": True}]})

    by_mail: bool
