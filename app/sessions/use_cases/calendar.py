"""The sessions of some days, and what a calendar can be narrowed to; four statements however many sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts.public import Choosable
from app.kernel.clock import zone
from app.kernel.types import Names
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import UnitOfWork
from app.projects import public as projects
from app.sessions.rules.calendar import MOST_SHOWN, CalendarEntry, Period
from app.sessions.schemas import SessionSearch
from app.sessions.store import calendar, listing
from app.sessions.store.listing import Row
from app.sessions.use_cases.choosing import Choice, people_to_narrow_by
from app.sessions.use_cases.listing import wanted_of
from app.vocabularies import public as vocabularies

HOME_COUNTRY = "LBN"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The sessions shown, by start. `complete` is False when there were too many to show.

    `country` (ISO alpha-3) is the one whose public holidays are shown: of the area asked for, else the home country.
    """

    entries: list[CalendarEntry]
    complete: bool
    country: str = HOME_COUNTRY


@dataclass(frozen=True, slots=True)
class CalendarChoices:
    """What a calendar can be narrowed to. Venues are (id, name, area's names)."""

    organisations: list[Choice]
    projects: list[Choice]
    areas: list[Choice]
    venues: list[tuple[str, str, Names]]
    people: list[Choosable]
    languages: list[Choice]


def calendar_choices(
    actor: Actor, *, uow: UnitOfWork, sought: Iterable[str] = (), people: Iterable[str] = ()
) -> CalendarChoices:
    """What a calendar can be narrowed to; protected places of others are not among it.

    `sought` and `people`: see `form_choices`.
    """
    actor.require(Permission.SESSION_SEE)
    everywhere = actor.may_everywhere(Permission.SESSION_SEE)
    own = actor.organisations_where(Permission.SESSION_SEE)
    with uow.read() as look:
        known = organisations.choices(look)
        areas = {one.code: one.names for one in places.area_choices(look)}
        venues = places.venue_choices(look, None if everywhere else own, sought=sought)
        elsewhere = {venue.area for venue in venues} - set(areas)
        named = {**areas, **{code: one.names for code, one in places.areas_by_codes(look, elsewhere).items()}}
        return CalendarChoices(
            organisations=[(one.code, one.names) for one in known],
            projects=[(one.code, one.title) for one in projects.choices(look)],
            areas=list(areas.items()),
            venues=[(str(one.id), one.name, named[one.area]) for one in venues],
            people=people_to_narrow_by(look, actor, known, people),
            languages=[(one.code, one.names) for one in vocabularies.languages(look)],
        )


def _entry(row: Row, venue: str, mark: calendar.Mark) -> CalendarEntry:
    there = zone(row.time_zone)
    return CalendarEntry(
        id=row.id,
        code=row.code,
        title=row.title,
        status=row.status,
        day=row.local_date,
        begins=f"{row.starts_at.astimezone(there):%H:%M}",
        ends=f"{row.ends_at.astimezone(there):%H:%M}",
        starts_at=row.starts_at,
        venue=venue,
        lead=mark.lead,
        clash=mark.clash,
    )


def show_calendar(actor: Actor, search: SessionSearch, period: Period, *, uow: UnitOfWork) -> Calendar:
    """The sessions of a period that exist for the reader, narrowed as `search` says (its days are the period's).

    Whoever meets a session may know its venue, a protected one included (see use_cases.showing).
    Raises Invalid with each filter that is unknown.
    """
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        wanted = replace(
            wanted_of(look, search), from_day=period.first, to_day=period.last, newest_first=False
        )
        rows = listing.page(look.db, actor.scope(Permission.SESSION_SEE), wanted, limit=MOST_SHOWN + 1)
        shown = rows[:MOST_SHOWN]
        country = HOME_COUNTRY
        if search.area:
            country = places.areas_by_codes(look, [search.area])[search.area].country
        if not shown:
            return Calendar([], complete=True, country=country)
        venues = places.venue_names_by_ids(look, {row.venue_id for row in shown})
        marks = calendar.marks(
            look.db, [row.id for row in shown], shown[0].starts_at, max(row.ends_at for row in shown)
        )
    entries = [_entry(row, venues[row.venue_id], marks[row.id]) for row in shown]
    return Calendar(entries, complete=len(rows) <= MOST_SHOWN, country=country)
