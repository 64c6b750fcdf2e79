"""Ids that look like version 7 and come out the same for the same seed."""

from __future__ import annotations

from datetime import datetime
from random import Random
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62


class SeededIds:
    """Mints ids sortable by the instant given, so that B-trees of 100,000 sessions grow at their right end.

    Twelve bits behind the milliseconds count up, so that ids of one batch keep the order they were minted in.
    """

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._count = 0

    def digits(self, instant: int) -> str:
        """A new id for an instant in Unix milliseconds, as 32 hex digits."""
        self._count = (self._count + 1) & 0xFFF
        random_bits = self._chance.getrandbits(62)
        return f"{instant << 80 | _VERSION_7 | self._count << 64 | _VARIANT | random_bits:032x}"

    def at(self, instant: datetime) -> UUID:
        """A new id for an aware instant."""
        return UUID(hex=self.digits(milliseconds(instant)))


def milliseconds(instant: datetime) -> int:
    """An aware instant in Unix milliseconds, as version 7 ids begin."""
    return int(instant.timestamp() * 1000)
