"""The moment a start page is made for, and the reader in one role only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.access.actor import Actor, Scope
from app.access.permissions import Permission, Role
from app.home.rules import agreement, next_step
from app.home.schemas import SessionRow
from app.kernel import clock
from app.sessions.public import ListedSession

DAYS_AHEAD = 7
"""How far a start page looks ahead, today included."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and the calendar day it is where the house works."""

    now: datetime
    today: date
    time_zone: str

    @property
    def day_begins(self) -> datetime:
        """Midnight at the beginning of today."""
        midnight = datetime.combine(self.today, time(), tzinfo=clock.zone(self.time_zone))
        return midnight.astimezone(UTC)

    @property
    def week_ends(self) -> datetime:
        """The end of the seventh day, today included; not itself part of it."""
        end = datetime.combine(
            self.today + timedelta(days=DAYS_AHEAD), time(), tzinfo=clock.zone(self.time_zone)
        )
        return end.astimezone(UTC)


def moment_in(time_zone: str) -> Moment:
    """Now in a time zone."""
    return Moment(clock.now(), clock.today(time_zone), time_zone)


def scope_as(actor: Actor, role: Role, permission: Permission) -> Scope:
    """The rows the person meets in one role, the other roles left aside."""
    held = tuple(membership for membership in actor.memberships if membership.role is role)
    return replace(actor, memberships=held).scope(permission)


def row(line: ListedSession, moment: Moment) -> SessionRow:
    """A session as the start page shows it. Partners that declined are left out."""
    return SessionRow(
        id=line.id,
        code=line.code,
        title=line.title,
        status=line.status,
        local_date=line.local_date,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        time_zone=line.time_zone,
        venue=line.venue_name,
        organisations=(line.lead_organisation, *line.taking_part),
        reached=line.reached,
        door=line.door,
        kits=line.kits,
        agreement=agreement(line.reached, line.door, line.kits),
        capacity=line.capacity,
        next_step=next_step(line.status, line.local_date, line.ends_at, moment.today, moment.now),
    )
