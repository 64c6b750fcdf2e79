"""What the audit package answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel.types import View


class AuditLine(View):
    """One line of the trail."""

    id: UUID
    at: datetime
    action: str
    subject_kind: str
    subject_id: str
    organisation_id: UUID | None
    actor_id: UUID | None
    door: str
    data: dict[str, Any]


class Verdict(View):
    """Whether a chain still proves itself. `broken_at` is the first position that does not."""

    chain: str
    events: int
    head: str
    broken_at: int | None
