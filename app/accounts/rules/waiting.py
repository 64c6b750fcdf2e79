"""How long a door stays shut after wrong tries: a few are free, then the pause doubles."""

from __future__ import annotations

from datetime import datetime, timedelta

FREE_TRIES = 5
LONGEST_PAUSE = timedelta(minutes=15)


def next_try(tries: int, now: datetime) -> datetime | None:
    """When the next try is looked at after `tries` wrong ones in a row; None: at once."""
    beyond = tries - FREE_TRIES
    if beyond < 0:
        return None
    return now + min(timedelta(seconds=2 ** min(beyond, 20)), LONGEST_PAUSE)
