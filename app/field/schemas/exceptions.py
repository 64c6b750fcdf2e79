"""What goes in and what comes out of exceptions, and of outboxes brought in as files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from app.field.rules.words import ExceptionState, Kind, Reason, Resolution
from app.kernel.types import Command, Note, View


class ResolveException(Command):
    """accept: it stays as it is · swap: the second use of the ticket counts, not the first · reverse: take it back ·
    note: only say something, it stays open.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"action": "swap", "note": "The first tablet scanned a found ticket."}]
        }
    )

    action: Resolution
    note: Annotated[Note, Field(max_length=1000)] = ""


class ExceptionDevice(View):
    """A tablet an exception is about: how many of its events, and when they happened."""

    id: UUID | None
    label: str
    events: int
    first_at: datetime
    last_at: datetime
    counts: bool


class ExceptionView(View):
    """Something to look at. Of two uses of a ticket, the tablet whose use `counts` comes first."""

    id: UUID
    reason: Reason
    state: ExceptionState
    session: UUID
    session_code: str
    session_title: str
    opened_at: datetime
    devices: list[ExceptionDevice]
    resolution: Resolution | None
    note: str
    resolved_by: str | None
    resolved_at: datetime | None


class ExceptionEventView(View):
    """One event under an exception: what it said, but for its ticket."""

    id: UUID
    kind: Kind | None
    device: str
    occurred_at: datetime
    counts: bool
    taken_back: bool
    by: str | None
    said: dict[str, Any]


class ExceptionDetail(ExceptionView):
    """The same with its events (at most 200)."""

    events: list[ExceptionEventView]


class ImportResult(View):
    """What became of an outbox brought in as a file."""

    device: UUID
    label: str
    total: int
    applied: int
    duplicate: int
    conflict: int
    rejected: int
