"""A row becomes a view: ids become codes and names.

Whoever meets a session belongs to one of its organisations, is assigned to it or coordinates; so a sensitive
venue is shown by its name. Only an organisation that has just declined sees it protected.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor, Scope
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.kernel.errors import NotFound
from app.organisations import public as organisations
from app.places import public as places
from app.platform import catalogues
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.sessions.rules import ActivityType, Audience, PartnerRole, SessionFacts, SessionStatus, reaches
from app.sessions.schemas import KitLine, PartnerView, ProjectLine, SessionView
from app.sessions.store import clashes, reading
from app.sessions.store.all_parts import AllParts, all_of


@dataclass(frozen=True, slots=True)
class Known:
    """One session with everything its ids stand for, looked up once."""

    row: reading.Row
    facts: SessionFacts
    parts: AllParts
    by_organisation: dict[UUID, organisations.OrganisationView]
    people: dict[UUID, accounts.PersonName]
    by_project: dict[UUID, projects.ProjectSpan]
    campaign: projects.CampaignView | None
    venue: places.VenueView


def known_of(look: ReadTx, row: reading.Row, *, others: Collection[UUID] = ()) -> Known:
    """Look up what a session's ids stand for; a fixed number of statements.

    `others`: people who will be asked for in the same look, so that all are read at once.
    """
    all_parts = all_of(look.db, row.id)
    people = accounts.people_by_ids(look, {*all_parts.people, *others})
    campaigns = projects.campaigns_by_ids(look, [row.campaign_id]) if row.campaign_id else {}
    paid = {project_id for project_id, _share in all_parts.projects}
    return Known(
        row=row,
        facts=reading.facts_from(row, all_parts),
        parts=all_parts,
        by_organisation=organisations.by_ids(look, {part.organisation_id for part in all_parts.joined}),
        people={one: people[one] for one in all_parts.people},
        by_project=projects.spans_by_ids(look, paid),
        campaign=campaigns[row.campaign_id] if row.campaign_id else None,
        venue=places.venues_by_ids(look, [row.venue_id])[row.venue_id],
    )


def _warnings(look: ReadTx, known: Known) -> list[str]:
    """What does not block but wants a look, while the plan can still be changed."""
    row, venue = known.row, known.venue
    if SessionStatus(row.status) not in {SessionStatus.PROPOSED, SessionStatus.CONFIRMED}:
        return []
    found = []
    if any(part.accepted is None for part in known.parts.joined):
        found.append("answers_pending")
    if row.capacity > venue.capacity:
        found.append("over_capacity")
    if any(
        not project.starts_on <= row.local_date <= project.ends_on for project in known.by_project.values()
    ):
        found.append("outside_project")
    if clashes.of_organisation(look.db, row.lead_organisation_id, row.starts_at, row.ends_at, but_not=row.id):
        found.append("organisation_busy")
    return found


def view_of(look: ReadTx, actor: Actor, known: Known) -> SessionView:
    """One session whole."""
    row, facts, venue = known.row, known.facts, known.venue
    codes = {organisation_id: one.code for organisation_id, one in known.by_organisation.items()}
    return SessionView(
        id=row.id,
        code=row.code,
        status=SessionStatus(row.status),
        status_reason=row.status_reason,
        title=row.title,
        activity_type=ActivityType(row.activity_type),
        audience=Audience(row.audience),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
        local_date=row.local_date,
        venue=row.venue_id,
        venue_name=places.venue_label(
            venue, reaches(actor.scope(Permission.SESSION_SEE), facts), catalogues.current()
        ),
        area=row.area_code,
        language=row.language_code,
        topics=list(facts.topics),
        lead_organisation=codes[row.lead_organisation_id],
        partners=[
            PartnerView(organisation=codes[part.organisation_id], role=part.role, accepted=part.accepted)
            for part in known.parts.joined
            if part.role is not PartnerRole.LEAD
        ],
        facilitators=[known.people[person_id].email for person_id in known.parts.people],
        capacity=row.capacity,
        projects=[
            ProjectLine(project=known.by_project[project_id].code, share=share)
            for project_id, share in facts.projects
        ],
        campaign=known.campaign.code if known.campaign else None,
        planned_kits=[KitLine(item=code, quantity=quantity) for code, quantity in facts.planned_kits],
        note=row.note,
        follows=row.follows_id,
        series=row.series_id,
        followed_by=(
            reading.followed_by(look.db, row.id) if row.status == SessionStatus.POSTPONED.value else None
        ),
        reached=row.reached_count,
        late=row.late_count,
        door=row.door_count,
        tickets=row.tickets_count,
        kits=row.kits_count,
        version=row.version,
        warnings=_warnings(look, known),
    )


def session_view(look: ReadTx, actor: Actor, session_id: UUID, *, scope: Scope | None = None) -> SessionView:
    """The session as it stands now in this transaction. Raises NotFound when it does not exist for the reader."""
    row = reading.find(look.db, scope or actor.scope(Permission.SESSION_SEE), session_id)
    if row is None:
        raise NotFound
    return view_of(look, actor, known_of(look, row))
