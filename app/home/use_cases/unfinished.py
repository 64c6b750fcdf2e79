"""Sessions that are over and have no report yet."""

from __future__ import annotations

from datetime import datetime

from app.access.actor import Scope
from app.home.schemas import SessionRow
from app.home.use_cases.moment import Moment, row
from app.platform.unit_of_work import ReadTx
from app.sessions import public as sessions
from app.sessions.public import SessionStatus


def unfinished(
    look: ReadTx, scope: Scope, moment: Moment, *, before: datetime, limit: int
) -> tuple[SessionRow, ...]:
    """Sessions confirmed or in progress that ended before an instant, the longest ago first."""
    lines = [
        line
        for status in (SessionStatus.IN_PROGRESS, SessionStatus.CONFIRMED)
        for line in sessions.waiting(look, scope, status, limit)
        if line.ends_at < before
    ]
    lines.sort(key=lambda line: (line.starts_at, line.id))
    return tuple(row(line, moment) for line in lines[:limit])
