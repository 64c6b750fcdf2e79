"""Limits on tries, per account, token, device or link — never per address alone: a whole camp sits behind one."""

from __future__ import annotations

import time
from threading import Lock

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from app.kernel.errors import TooMany

SWEEP_EVERY_SECONDS = 60.0


class _Counters(MemoryStorage):
    """The counters, swept by whoever counts: a thread of their own a hundred times a second costs more than all else."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._swept = time.time()
        super().__init__()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count on; a counter that ended begins anew."""
        with self._turn:
            now = time.time()
            if now - self._swept > SWEEP_EVERY_SECONDS:
                self._swept = now
                for ended in [one for one, until in list(self.expirations.items()) if until <= now]:
                    self.get(ended)  # forgets it
            self.get(key)
            self.storage[key] += amount
            if self.storage[key] == amount:
                self.expirations[key] = now + expiry
            return self.storage[key]

    def decr(self, key: str, amount: int = 1) -> int:
        """Take back what was counted; never below zero."""
        with self._turn:
            self.storage[key] = max(self.get(key) - amount, 0)
            return self.storage[key]


class Rates:
    """Counts tries in this process's memory, in a sliding window of one minute."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(_Counters())

    def hit(self, what: str, who: str, per_minute: int) -> None:
        """Count one try. Raises TooMany, with the seconds to wait, when the minute's share is used up."""
        limit = RateLimitItemPerMinute(per_minute)
        if self._limiter.hit(limit, what, who):
            return
        window = self._limiter.get_window_stats(limit, what, who)
        raise TooMany(max(1, round(window.reset_time - time.time())))
