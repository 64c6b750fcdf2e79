"""When did it happen? A tablet's clock is measured at sending and taken off; nothing happened in the future."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SUSPECT = timedelta(minutes=5)
"""A clock further off than this is flagged and shown on the tablet."""

BEYOND_REPAIR = timedelta(days=3650)
"""So far off that nothing can be told from it: the event is dated when it arrived."""

_NEVER = timedelta(-1)
"""A span in which nothing lies."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A tablet's clock as measured by one batch. `skew` is what must be added to its times; `suspect`, whether that is
    more than five minutes. Nothing can be told from times before `earliest` or after `latest`.
    """

    received_at: datetime
    skew: timedelta
    suspect: bool
    earliest: datetime
    latest: datetime

    def corrected(self, said: datetime) -> tuple[datetime, bool]:
        """The instant meant by the tablet's `said`, never in the future; and whether that was doubtful."""
        if not self.earliest <= said <= self.latest:
            return self.received_at, True
        meant = said + self.skew
        if meant > self.received_at:
            return self.received_at, self.suspect or meant - self.received_at > SUSPECT
        return meant, self.suspect

    def all_corrected(self, said: Sequence[datetime]) -> Sequence[tuple[datetime, bool]]:
        """The same of many. Nearly always none of them is in doubt, and that is seen by the first and the last."""
        skew, first, last = self.skew, min(said), max(said)
        if self.earliest <= first and last <= self.latest and last + skew <= self.received_at:
            return [(one + skew, self.suspect) for one in said]
        return [self.corrected(one) for one in said]


def measured(received_at: datetime, sent_at: datetime) -> Clock:
    """The clock that says `sent_at` at the instant `received_at` (both aware)."""
    skew = received_at - sent_at
    good_for = BEYOND_REPAIR if abs(skew) <= BEYOND_REPAIR else _NEVER
    return Clock(received_at, skew, abs(skew) > SUSPECT, received_at - good_for, received_at + good_for)
