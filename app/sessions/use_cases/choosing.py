"""What a person can choose from when planning a session or narrowing a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.accounts.public import Choosable
from app.items import public as items
from app.kernel.types import Names
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.sessions.rules.plan import USUAL_HOURS, hours_to_propose
from app.sessions.store.usual import last_hours
from app.sessions.use_cases.resolving import venue_readers
from app.vocabularies import public as vocabularies

Choice = tuple[str, Names]
"""A code and the names people read."""


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What a list can be narrowed to."""

    organisations: list[Choice]
    projects: list[Choice]
    areas: list[Choice]
    people: list[Choosable]
    languages: list[Choice]


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What a plan is made of. Venues are (id, name, area's names)."""

    leads: list[Choice]
    organisations: list[Choice]
    venues: list[tuple[str, str, Names]]
    languages: list[Choice]
    topics: list[Choice]
    people: list[Choosable]
    projects: list[Choice]
    campaigns: list[Choice]
    items: list[Choice]


def people_to_narrow_by(
    look: ReadTx, actor: Actor, known: Iterable[organisations.OrganisationView], sought: Iterable[str]
) -> list[Choosable]:
    """The facilitators a reader may narrow a list to: of the own organisations, or of all."""
    everywhere = actor.may_everywhere(Permission.SESSION_SEE)
    own = actor.organisations_where(Permission.SESSION_SEE)
    codes = {one.id: one.code for one in known if everywhere or one.id in own}
    return accounts.facilitators_to_choose(look, codes, sought=sought)


def filter_choices(actor: Actor, *, uow: UnitOfWork, people: Iterable[str] = ()) -> FilterChoices:
    """What a list can be narrowed to. `people`: names typed, found even where very many are offered."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        known = organisations.choices(look)
        return FilterChoices(
            organisations=[(one.code, one.names) for one in known],
            projects=[(one.code, one.title) for one in projects.span_choices(look)],
            areas=places.area_names(look),
            people=people_to_narrow_by(look, actor, known, people),
            languages=[(one.code, one.names) for one in vocabularies.languages(look)],
        )


def usual_hours(actor: Actor, organisation: str, *, uow: UnitOfWork) -> tuple[str, str]:
    """Begin and end (`10:00`, `12:00`) to propose for a new session of this organisation (its code).

    Those of the session it planned last, on the clock of its place; of none, or of one that ends on another day,
    the house's own.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.read() as look:
        found = organisations.by_codes(look, [organisation]).get(organisation)
        last = last_hours(look.db, found.id) if found else None
    return hours_to_propose(*last) if last else USUAL_HOURS


def form_choices(
    actor: Actor,
    *,
    uow: UnitOfWork,
    sought: Iterable[str] = (),
    people: Iterable[str] = (),
    every_venue: bool = False,
) -> FormChoices:
    """What this person can choose from for a plan.

    Where there are very many venues the first ones are offered, and beside them those `sought` (by id or by a
    part of the name) or, for a sheet, `every_venue`. So with people: `people` are names that were typed.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.read() as look:
        known = organisations.choices(look)
        own = actor.organisations_where(Permission.SESSION_SCHEDULE)
        anybody = actor.may_everywhere(Permission.SESSION_SCHEDULE)
        codes = {one.id: one.code for one in known if anybody or one.id in own}
        readers = venue_readers(actor)
        venues = (
            places.every_venue(look, readers)
            if every_venue
            else places.venue_choices(look, readers, sought=sought)
        )
        areas = places.areas_by_codes(look, {venue.area for venue in venues})
        return FormChoices(
            leads=[(one.code, one.names) for one in known if anybody or one.id in own],
            organisations=[(one.code, one.names) for one in known],
            venues=[(str(venue.id), venue.name, areas[venue.area].names) for venue in venues],
            languages=[(one.code, one.names) for one in vocabularies.languages(look)],
            topics=[(one.code, one.names) for one in vocabularies.topics(look)],
            people=accounts.facilitators_to_choose(look, codes, sought=people),
            projects=[(one.code, one.title) for one in projects.span_choices(look)],
            campaigns=[(one.code, one.names) for one in projects.campaign_choices(look)],
            items=[(one.code, one.names) for one in items.choices(look)],
        )
