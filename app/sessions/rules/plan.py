"""Rules of a plan that need no data: shares, times, and local wall time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from app.kernel.clock import zone
from app.kernel.errors import FieldError, Invalid
from app.kernel.words import _
from app.sessions.rules.words import ActivityType, Audience, PartnerRole

LONGEST = timedelta(hours=24)
"""A session lasts at most this long; so an overlap is found within one day's range of the index."""


EARLIEST, LATEST = 1990, 2100

USUAL_HOURS = ("10:00", "12:00")
"""What a new session proposes where nobody planned one before."""


def hours_to_propose(begins: datetime, ends: datetime, time_zone: str) -> tuple[str, str]:
    """The clock times of a session, for the next one; of one that ends on another day the usual ones."""
    there = zone(time_zone)
    begins, ends = begins.astimezone(there), ends.astimezone(there)
    return (f"{begins:%H:%M}", f"{ends:%H:%M}") if begins.date() == ends.date() else USUAL_HOURS


"""Years in which a session may lie; outside them a date is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A plan in which every code was looked up: what is written, and what clashes are looked for with.

    partners      (organisation, role), the lead not among them
    projects      (project, share in percent or None for full credit)
    planned_kits  (item code, quantity)
    """

    title: str
    activity_type: ActivityType
    audience: Audience
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    venue_id: UUID
    area_code: str
    language_code: str
    topics: tuple[str, ...]
    lead_organisation_id: UUID
    partners: tuple[tuple[UUID, PartnerRole], ...]
    facilitator_ids: tuple[UUID, ...]
    capacity: int
    projects: tuple[tuple[UUID, int | None], ...]
    campaign_id: UUID | None
    planned_kits: tuple[tuple[str, int], ...]
    note: str

    @property
    def local_date(self) -> date:
        """The day it starts in its own time zone."""
        return local_day(self.starts_at, self.time_zone)


def check_times(starts_at: datetime, ends_at: datetime, *, prefix: str = "") -> list[FieldError]:
    """What is wrong with a start and an end (instants)."""
    for name, instant in (("starts_at", starts_at), ("ends_at", ends_at)):
        if not EARLIEST <= instant.year <= LATEST:
            return [
                FieldError(
                    f"{prefix}{name}",
                    "session.year",
                    _("Please write a year from %(first)s to %(last)s.")
                    % {"first": EARLIEST, "last": LATEST},
                )
            ]
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
    raises Invalid on `field`. So does a year in which no session lies.
    """
    if not EARLIEST <= day.year <= LATEST:
        raise Invalid.of(
            field,
            "session.year",
            _("Please write a year from %(first)s to %(last)s.") % {"first": EARLIEST, "last": LATEST},
        )
    wall = datetime.combine(day, at, tzinfo=zone(time_zone))
    instant = wall.astimezone(UTC)
    shown = instant.astimezone(zone(time_zone))
    if shown.replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise Invalid.of(
            field,
            "session.time_skipped",
            _("On that day the clocks jump over this time. Did you mean %(time)s?")
            % {"time": f"{shown:%H:%M}"},
        )
    return instant
