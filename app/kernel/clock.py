"""The only source of time. Instants are aware and in UTC.

Tests hold the clock with `at(...)`; nothing in Karama asks the operating system for the time elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_held: list[datetime] = []


def now() -> datetime:
    """The present instant, aware, UTC, to the microsecond."""
    return _held[-1] if _held else datetime.now(UTC)


def today(time_zone: str = "UTC") -> date:
    """The calendar date at this instant in an IANA time zone."""
    return now().astimezone(zone(time_zone)).date()


@cache
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises KeyError for a name that is not one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise KeyError(name) from unknown


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant (for tests and for the demo story)."""
    if instant.tzinfo is None:
        message = "an instant needs a time zone"
        raise ValueError(message)
    _held.append(instant.astimezone(UTC))
    try:
        yield
    finally:
        _held.pop()


def advance(step: timedelta) -> None:
    """Move a held clock forward. Raises IndexError when the clock runs free."""
    _held[-1] += step
