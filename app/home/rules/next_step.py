"""The one thing to do next with a session, for whoever runs it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum


class NextStep(StrEnum):
    """What the one button does; WAIT and NOTHING have no button."""

    COUNT = "count"
    CLOSE = "close"
    WAIT = "wait"
    NOTHING = "nothing"


def next_step(status: str, local_date: date, ends_at: datetime, today: date, now: datetime) -> NextStep:
    """Count from the session's day on, close once it is over; a proposed one waits to be confirmed.

    `status` is the session's place on its life line, as written there.
    """
    if status == "proposed":
        return NextStep.WAIT
    if status == "confirmed":
        return NextStep.COUNT if local_date <= today else NextStep.NOTHING
    if status == "in_progress":
        return NextStep.CLOSE if now >= ends_at else NextStep.COUNT
    return NextStep.NOTHING
