"""What a calendar program reads at a secret address: the sessions its owner may see now, as RFC 5545.

The rights are asked anew each time: a feed of somebody who was stopped, or lost the role, is gone at once.
No count is in it (neither seats nor people), no name of a facilitator, and of a protected place no name and no
address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app import __version__
from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.ids import fingerprint
from app.kernel.words import _
from app.organisations import public as organisations
from app.places import public as places
from app.platform import catalogues, ics
from app.platform.ics import CalendarEvent
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.sessions.rules import ACTIVITY_NAMES, STATUS_NAMES, SessionStatus
from app.sessions.rules.feeds import MOST_EVENTS, STATUS_IN_CALENDARS, knows_the_hour, window
from app.sessions.store import feeds as store
from app.sessions.store import listing, parts
from app.sessions.store.feeds import Told
from app.sessions.store.listing import Row, Wanted
from app.sessions.store.parts import Part
from app.sessions.tables import CalendarFeed

NOTE_USE_EVERY = timedelta(minutes=10)
"""Last use is written at most this often."""

UID = "{id}@sessions.karama"
"""Stable whatever address Karama is served at: a program must know the session again."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it is now. `tag` changes when anything in it does; `write` makes the file."""

    id: UUID
    tag: str
    name: str
    language: str
    events: tuple[CalendarEvent, ...]

    def write(self) -> bytes:
        """The calendar, UTF-8."""
        return ics.calendar(self.name, self.language, self.events)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the sessions of a feed stand among, looked up for all of them at once."""

    venues: dict[UUID, places.VenueView]
    areas: dict[str, places.AreaView]
    joined: dict[UUID, list[Part]]
    organisations: dict[UUID, organisations.OrganisationView]
    told: dict[UUID, Told]


def _around(look: ReadTx, rows: Sequence[Row]) -> _Around:
    ids = [row.id for row in rows]
    joined = parts.partners(look.db, ids)
    taking_part = {part.organisation_id for of_one in joined.values() for part in of_one}
    return _Around(
        venues=places.venues_by_ids(look, {row.venue_id for row in rows}),
        areas=places.areas_by_codes(look, {row.area_code for row in rows}),
        joined=joined,
        organisations=organisations.by_ids(look, taking_part),
        told=store.told(look.db, ids),
    )


def _description(row: Row, reason: str, who: str) -> str:
    lines = [str(ACTIVITY_NAMES[row.activity_type]), row.code, who, str(STATUS_NAMES[row.status])]
    if reason:
        lines.append(str(_("Reason: %(reason)s") % {"reason": reason}))
    return "\n".join(line for line in lines if line)


def _event(row: Row, around: _Around, actor: Actor, base_url: str, *, assigned: bool) -> CalendarEvent:
    language = catalogues.current()
    venue, told = around.venues[row.venue_id], around.told[row.id]
    taking_part = [part for part in around.joined[row.id] if part.accepted is not False]
    own = {membership.organisation_id for membership in actor.memberships}
    joined = {part.organisation_id for part in taking_part}
    open_hour = not venue.sensitive or knows_the_hour(own, joined, venue.organisation_id, assigned=assigned)
    place = places.venue_label(venue, sees_sensitive=False, language=language)
    if not venue.sensitive:
        place = ", ".join(
            filter(None, (place, venue.address, around.areas[row.area_code].names.in_language(language)))
        )
    called_off = row.status in {SessionStatus.CANCELLED, SessionStatus.POSTPONED}
    kind = str(ACTIVITY_NAMES[row.activity_type])
    title = row.title if open_hour else f"{kind} {row.code}"
    if called_off:
        title = str(_("%(status)s: %(title)s") % {"status": STATUS_NAMES[row.status], "title": title})
    who = ", ".join(
        around.organisations[part.organisation_id].names.in_language(language) for part in taking_part
    )
    begins, ends = row.starts_at, row.ends_at
    if not open_hour:  # whole days in the calendar of the session's own zone
        there = clock.zone(row.time_zone)
        begins, ends = begins.astimezone(there), ends.astimezone(there)
    return CalendarEvent(
        uid=UID.format(id=row.id),
        sequence=row.version,
        begins=begins,
        ends=ends,
        time_zone=row.time_zone if open_hour else "",
        changed_at=told.changed_at,
        status=STATUS_IN_CALENDARS.get(row.status, "CONFIRMED"),
        summary=title,
        location=place,
        description=_description(
            row, told.reason if called_off and open_hour else "", who if open_hour else ""
        ),
        url=f"{base_url.rstrip('/')}/sessions/{row.id}",
        categories=(kind,),
    )


def _events(look: ReadTx, actor: Actor, feed: CalendarFeed, base_url: str) -> tuple[CalendarEvent, ...]:
    begins, ends = window(clock.now())
    own = feed.organisation_id is None
    wanted = Wanted(
        organisation_id=feed.organisation_id,
        person_id=actor.person_id if own else None,
        from_instant=begins,
        to_instant=ends,
        newest_first=False,
    )
    rows = listing.page(look.db, actor.scope(Permission.SESSION_SEE), wanted, limit=MOST_EVENTS)
    if not rows:
        return ()
    around = _around(look, rows)
    return tuple(_event(row, around, actor, base_url, assigned=own) for row in rows)


def read_feed(secret: str, *, base_url: str, uow: UnitOfWork) -> Feed:
    """The feed with this secret. Raises NotFound when it was revoked, or its owner may see no sessions any more."""
    now = clock.now()
    with uow.read() as look:
        row = store.by_hash(look.db, fingerprint(secret))
        actor = accounts.actor_of(look, row.person_id) if row is not None else None
        if row is None or actor is None or not actor.may(Permission.SESSION_SEE):
            raise NotFound
        with catalogues.speaking(actor.language):
            events = _events(look, actor, row, base_url)
        feed = Feed(
            id=row.id,
            tag=fingerprint(repr((__version__, row.name, actor.language, events)))[:32],
            name=row.name,
            language=actor.language,
            events=events,
        )
        unused = row.last_used_at is None or now - row.last_used_at > NOTE_USE_EVERY
    if unused:
        with uow.begin(housekeeping="last use of a feed") as tx:
            store.touch(tx.db, feed.id, now)
    return feed
