"""Limits on tries, per account, token, device or link — never per address alone: a whole camp sits behind one."""

from __future__ import annotations

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from app.kernel.errors import TooMany


class Rates:
    """Counts tries in this process's memory, in a sliding window of one minute."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def hit(self, what: str, who: str, per_minute: int) -> None:
        """Count one try. Raises TooMany, with the seconds to wait, when the minute's share is used up."""
        limit = RateLimitItemPerMinute(per_minute)
        if self._limiter.hit(limit, what, who):
            return
        window = self._limiter.get_window_stats(limit, what, who)
        raise TooMany(max(1, round(window.reset_time - time.time())))
