"""When did it happen? A tablet's clock is measured at sending and taken off; nothing happened in the future."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SUSPECT = timedelta(minutes=5)
"""A clock further off than this is flagged and shown on the tablet."""

BEYOND_REPAIR = timedelta(days=3650)
"""So far off that nothing can be told from it: the event is dated when it arrived."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A tablet's clock as measured by one batch. `skew` is what must be added to its times."""

    received_at: datetime
    skew: timedelta

    @property
    def suspect(self) -> bool:
        """Whether the clock is more than five minutes off."""
        return abs(self.skew) > SUSPECT

    def corrected(self, said: datetime) -> tuple[datetime, bool]:
        """The instant meant by the tablet's `said`, never in the future; and whether that was doubtful."""
        if abs(self.skew) > BEYOND_REPAIR or abs(self.received_at - said) > BEYOND_REPAIR:
            return self.received_at, True
        meant = said + self.skew
        if meant > self.received_at:
            return self.received_at, self.suspect or meant - self.received_at > SUSPECT
        return meant, self.suspect


def measured(received_at: datetime, sent_at: datetime) -> Clock:
    """The clock that says `sent_at` at the instant `received_at` (both aware)."""
    return Clock(received_at, received_at - sent_at)
