"""What a calendar feed may hold, and how much of a protected place it may tell."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from app.sessions.rules.words import SessionStatus

BACK, AHEAD = timedelta(days=92), timedelta(days=366)
"""A feed holds sessions from three months back to twelve months ahead."""

MOST_EVENTS = 1000
"""… and at most so many of them, the earliest first."""

MOST_FEEDS = 20
"""So many addresses of one person work at a time."""

STATUS_IN_CALENDARS: dict[SessionStatus, str] = {
    SessionStatus.PROPOSED: "TENTATIVE",
    SessionStatus.CANCELLED: "CANCELLED",
    SessionStatus.POSTPONED: "CANCELLED",
}
"""RFC 5545 STATUS; every other state is CONFIRMED. What was called off stays in the feed, or programs would keep it."""


def window(now: datetime) -> tuple[datetime, datetime]:
    """From when to when a feed holds sessions. It moves by whole days, so that an unchanged feed stays the same."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return today - BACK, today + AHEAD


def knows_the_hour(
    own: Collection[UUID], joined: Collection[UUID], venue_owner: UUID | None, *, assigned: bool
) -> bool:
    """Whether the reader of a feed may know the hour of a session in a protected place.

    `own` are the reader's organisations, `joined` those of the session. Coordinators of other organisations
    see such a session on its day, without hour or title: a feed is copied to phones and to clouds.
    """
    return assigned or bool(set(own) & set(joined)) or venue_owner in own
