"""What the cells of a schedule can name: each list is read once, and found by code or by name in any language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.items import public as items
from app.organisations import public as organisations
from app.places import public as places
from app.platform.sheets.listed import Listed, coded, in_every_language, labelled, spoken
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.sessions.rules import (
    ACTIVITY_NAMES,
    AUDIENCE_NAMES,
    PARTNER_ROLE_NAMES,
    ActivityType,
    Audience,
    PartnerRole,
)
from app.sessions.use_cases.resolving import venue_readers
from app.vocabularies import public as vocabularies

Organisation: TypeAlias = organisations.OrganisationView
Venue: TypeAlias = places.VenueView
Project: TypeAlias = projects.ProjectView
Campaign: TypeAlias = projects.CampaignView


@cache
def _kinds() -> Listed[ActivityType]:
    listed: Listed[ActivityType] = Listed()
    for kind, words in ACTIVITY_NAMES.items():
        listed.add(kind, kind.value, *in_every_language(words))
    return listed


@cache
def _audiences() -> Listed[Audience]:
    listed: Listed[Audience] = Listed()
    for audience, words in AUDIENCE_NAMES.items():
        listed.add(audience, audience.value, *in_every_language(words))
    return listed


@cache
def _roles() -> Listed[PartnerRole]:
    listed: Listed[PartnerRole] = Listed()
    for role, words in PARTNER_ROLE_NAMES.items():
        if role is not PartnerRole.LEAD:
            listed.add(role, role.value, *in_every_language(words))
    return listed


@dataclass
class Known:
    """All lists a schedule can name. `people` are the ones whose addresses stand in the file."""

    organisations: Listed[Organisation]
    venues: Listed[Venue]
    languages: Listed[str]
    topics: Listed[str]
    projects: Listed[Project]
    campaigns: Listed[Campaign]
    items: Listed[str]
    people: dict[str, UUID]
    anybody: bool
    leads: frozenset[UUID]
    facilitators_of: Callable[[UUID], Mapping[UUID, str]]
    kinds: Listed[ActivityType] = field(default_factory=_kinds)
    audiences: Listed[Audience] = field(default_factory=_audiences)
    roles: Listed[PartnerRole] = field(default_factory=_roles)

    def may_lead(self, organisation_id: UUID) -> bool:
        """Whether the person may schedule for this organisation."""
        return self.anybody or organisation_id in self.leads

    def may_assign(self, person_id: UUID, involved: Iterable[UUID]) -> bool:
        """Whether the person may be chosen as a facilitator of these organisations' session."""
        return self.anybody or any(person_id in self.facilitators_of(one) for one in involved)

    def called(self, name: str, involved: Iterable[UUID]) -> set[UUID]:
        """The facilitators with this name, of those of these organisations for which the person schedules.

        A partner's people are not found by name: nobody learns here who works for whom.
        """
        wanted = " ".join(name.lower().split())
        own = [one for one in involved if self.may_lead(one)]
        return {
            person_id
            for one in own
            for person_id, called in self.facilitators_of(one).items()
            if " ".join(called.lower().split()) == wanted
        }


def _venues(look: ReadTx, actor: Actor) -> Listed[Venue]:
    listed: Listed[Venue] = Listed()
    found = places.every_venue(look, venue_readers(actor))
    areas = places.areas_by_codes(look, {venue.area for venue in found})
    for venue in found:
        names = areas[venue.area].names
        listed.add(venue, str(venue.id), venue.name)
        listed.add(venue, *(f"{venue.name} · {name}" for name in spoken(names) if name))
    return listed


def known_to(look: ReadTx, actor: Actor, emails: Collection[str]) -> Known:
    """Read every list; a fixed number of statements, and one for each organisation whose people are named."""
    parties: Listed[Organisation] = Listed()
    for one in organisations.choices(look):
        parties.add(one, *labelled(one.code, one.names))
    paying: Listed[Project] = Listed()
    for project in projects.choices(look):
        paying.add(project, *labelled(project.code, project.title))
    campaigns: Listed[Campaign] = Listed()
    for campaign in projects.campaign_choices(look):
        campaigns.add(campaign, *labelled(campaign.code, campaign.names))

    @cache
    def facilitators_of(organisation_id: UUID) -> dict[UUID, str]:
        return {person.id: person.name for person in accounts.facilitators(look, {organisation_id})}

    return Known(
        organisations=parties,
        venues=_venues(look, actor),
        languages=coded((one.code, one.names) for one in vocabularies.languages(look)),
        topics=coded((one.code, one.names) for one in vocabularies.topics(look)),
        projects=paying,
        campaigns=campaigns,
        items=coded((one.code, one.names) for one in items.choices(look)),
        people={email: person.id for email, person in accounts.people_by_emails(look, set(emails)).items()},
        anybody=actor.may_everywhere(Permission.SESSION_SCHEDULE),
        leads=actor.organisations_where(Permission.SESSION_SCHEDULE),
        facilitators_of=facilitators_of,
    )
