"""Sessions that are over and have no report yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.home.schemas import SessionRow
from app.home.use_cases.moment import Moment, row
from app.sessions.public import ListedSession, SessionStatus
from app.sessions.public.glance import Waiting

MOST_UNFINISHED = 20

OPEN_LISTS = (
    Waiting(SessionStatus.IN_PROGRESS, MOST_UNFINISHED),
    Waiting(SessionStatus.CONFIRMED, MOST_UNFINISHED),
)
"""What to ask of sessions, for `unfinished` to choose from."""


def unfinished(
    open_lists: Sequence[Sequence[ListedSession]], moment: Moment, *, before: datetime
) -> tuple[SessionRow, ...]:
    """Sessions confirmed or in progress that ended before an instant, the longest ago first."""
    over = [line for lines in open_lists for line in lines if line.ends_at < before]
    over.sort(key=lambda line: (line.starts_at, line.id))
    return tuple(row(line, moment) for line in over[:MOST_UNFINISHED])
