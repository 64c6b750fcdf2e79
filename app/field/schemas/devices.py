"""What goes in and what comes out of pairing and of the roster of tablets."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from app.kernel.types import Command, OptionalId, Text, View

_Label = Annotated[Text, Field(min_length=1, max_length=120)]


class MakePairingCode(Command):
    """A code for a tablet that will act for this person (by e-mail)."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"label": "Tablet 3", "user": "chantal@caritas.example"}]}
    )

    id: OptionalId = None
    label: _Label
    user: Annotated[Text, Field(min_length=3, max_length=254)]


class PairingCodeView(View):
    """The code, shown once: it is None when the same request is answered again."""

    id: UUID
    label: str
    code: str | None
    url: str | None
    expires_at: datetime


class ClaimDevice(Command):
    """The code as typed or scanned, and what the tablet is to be called (else as the code says)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "7Q2M-9XKD-4", "label": "Tablet 3"}]})

    code: Annotated[Text, Field(min_length=1, max_length=60)]
    label: Annotated[Text, Field(max_length=120)] = ""


class ClaimedDevice(View):
    """The tablet and its credential, told once."""

    device_id: UUID
    token: str
    label: str
    expires_at: datetime


class DeviceView(View):
    """A tablet on the roster. `missing` are ranges of numbers of its events that have not arrived."""

    id: UUID
    label: str
    user: str
    user_name: str
    organisation: str
    paired_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    good: bool
    app_version: str
    queue_length: int | None
    oldest_at: datetime | None
    drift_seconds: int | None
    last_seen_at: datetime | None
    next_expected_seq: int
    missing: list[tuple[int, int]]
    how_many_missing: int
