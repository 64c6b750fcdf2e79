"""What a person can choose from when planning a session or narrowing a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.items import public as items
from app.kernel.types import Names
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import UnitOfWork
from app.projects import public as projects
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


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What a plan is made of. People are (e-mail, name); venues (id, name, area's names)."""

    leads: list[Choice]
    organisations: list[Choice]
    venues: list[tuple[str, str, Names]]
    languages: list[Choice]
    topics: list[Choice]
    people: list[tuple[str, str]]
    projects: list[Choice]
    campaigns: list[Choice]
    items: list[Choice]


def filter_choices(actor: Actor, *, uow: UnitOfWork) -> FilterChoices:
    """What a list can be narrowed to."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        return FilterChoices(
            organisations=[(one.code, one.names) for one in organisations.choices(look)],
            projects=[(one.code, one.title) for one in projects.span_choices(look)],
            areas=places.area_names(look),
        )


def form_choices(
    actor: Actor, *, uow: UnitOfWork, sought: Iterable[str] = (), every_venue: bool = False
) -> FormChoices:
    """What this person can choose from for a plan.

    Where there are very many venues the first ones are offered, and beside them those `sought` (by id or by a
    part of the name) or, for a sheet, `every_venue`.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.read() as look:
        known = organisations.choices(look)
        own = actor.organisations_where(Permission.SESSION_SCHEDULE)
        anybody = actor.may_everywhere(Permission.SESSION_SCHEDULE)
        reachable = {one.id for one in known} if anybody else set(own)
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
            people=[(one.email, one.name) for one in accounts.facilitators(look, reachable)],
            projects=[(one.code, one.title) for one in projects.span_choices(look)],
            campaigns=[(one.code, one.names) for one in projects.campaign_choices(look)],
            items=[(one.code, one.names) for one in items.choices(look)],
        )
