"""Rules of a plan that need no data: shares, times, and local wall time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from app.kernel.clock import zone
from app.kernel.errors import FieldError, Invalid
from app.kernel.words import _

LONGEST = timedelta(hours=24)
"""A session lasts at most this long; so an overlap is found within one day's range of the index."""


def check_times(starts_at: datetime, ends_at: datetime, *, prefix: str = "") -> list[FieldError]:
    """What is wrong with a start and an end (instants)."""
    if ends_at <= starts_at:
        return [
            FieldError(f"{prefix}ends_at", "session.ends_before_start", _("The end comes after the start."))
        ]
    if ends_at - starts_at > LONGEST:
        return [
            FieldError(
                f"{prefix}ends_at",
                "session.too_long",
                _("A session lasts at most 24 hours. Plan several days as several sessions."),
            )
        ]
    return []


def check_shares(shares: Sequence[int | None]) -> list[FieldError]:
    """Shares are all whole percents from 1 to 100 that add up to 100, or all left out (full credit).

    No project at all is fine. Fields are named `projects.N.share`.
    """
    if not shares or all(share is None for share in shares):
        return []
    missing = [position for position, share in enumerate(shares) if share is None]
    if missing:
        message = _("Give every project a share, or none of them (full credit).")
        return [
            FieldError(f"projects.{position}.share", "session.share_missing", message) for position in missing
        ]
    outside = [position for position, share in enumerate(shares) if not 1 <= (share or 0) <= 100]
    if outside:
        message = _("A share is a whole percent from 1 to 100.")
        return [
            FieldError(f"projects.{position}.share", "session.share_range", message) for position in outside
        ]
    total = sum(share or 0 for share in shares)
    if total == 100:
        return []
    message = _("The shares add up to %(total)s percent, not 100.") % {"total": total}
    return [FieldError("projects.0.share", "session.share_sum", message, {"total": total})]


def local_day(instant: datetime, time_zone: str) -> date:
    """The calendar day of an instant in a time zone."""
    return instant.astimezone(zone(time_zone)).date()


def from_wall_clock(day: date, at: time, time_zone: str, field: str) -> datetime:
    """The instant at which the clocks of a zone show this day and time.

    A time that happens twice (clocks go back) is its first; one that never happens (clocks go forward)
    raises Invalid on `field`. So does a day outside what a calendar can hold.
    """
    wall = datetime.combine(day, at, tzinfo=zone(time_zone))
    try:
        instant = wall.astimezone(UTC)
        shown = instant.astimezone(zone(time_zone))
    except (OverflowError, ValueError):
        raise Invalid.of(field, "session.day_out_of_range", _("Please write a date and time.")) from None
    if shown.replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise Invalid.of(
            field,
            "session.time_skipped",
            _("On that day the clocks jump over this time. Did you mean %(time)s?")
            % {"time": f"{shown:%H:%M}"},
        )
    return instant
