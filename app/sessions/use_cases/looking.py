"""Look at one session: the plain view, and all that its page shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.items import public as items
from app.kernel.errors import NotFound
from app.kernel.types import Names
from app.kernel.words import Words
from app.places import public as places
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.sessions.public import remember
from app.sessions.rules import PartnerRole, SessionLabel, SessionStatus
from app.sessions.rules.life import Possibility, steps_possible, why_not_changeable
from app.sessions.schemas import SessionView
from app.sessions.store import clashes, reading
from app.sessions.store.reading import StepTaken
from app.sessions.use_cases.answering import STILL_ASKED
from app.sessions.use_cases.showing import Known, known_of, session_view, view_of
from app.vocabularies import public as vocabularies


@dataclass(frozen=True, slots=True)
class PartnerOnPage:
    """A partner with its name, its answer, and whether this reader answers for it."""

    code: str
    names: Names
    role: PartnerRole
    accepted: bool | None
    reason: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class StepOnPage:
    """A step that was taken, and by whom (empty when nobody is known)."""

    to: SessionStatus
    sent_back: bool
    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class SessionPage:
    """All that the page of a session shows of itself, ready to be drawn."""

    session: SessionView
    lead: Names
    partners: list[PartnerOnPage]
    area: Names
    address: str
    venue_sensitive: bool
    language: Names
    topics: list[Names]
    facilitators: list[str]
    projects: list[tuple[str, Names, int | None]]
    campaign: Names | None
    kits: list[tuple[Names, int]]
    steps: list[Possibility]
    history: list[StepOnPage]
    why_not_edit: Words | None
    may_propose: bool
    follows: SessionLabel | None
    followed_by: SessionLabel | None


def get_session(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> SessionView:
    """One session. Raises NotFound when it does not exist for the reader."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        return session_view(look, actor, session_id)


def session_to_edit(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> SessionView:
    """One session for the form. Raises NotFound, or why this person cannot change it now."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        row = reading.find(look.db, actor.scope(Permission.SESSION_SEE), session_id)
        if row is None:
            raise NotFound
        known = known_of(look, row)
        refusal = why_not_changeable(known.facts, actor)
        if refusal is not None:
            raise refusal
        return view_of(look, actor, known)


def _partners(actor: Actor, session: SessionView, known: Known) -> tuple[Names, list[PartnerOnPage]]:
    own = actor.organisations_where(Permission.SESSION_SCHEDULE)
    lead = next(part for part in known.parts.joined if part.role is PartnerRole.LEAD)
    return known.by_organisation[lead.organisation_id].names, [
        PartnerOnPage(
            code=known.by_organisation[part.organisation_id].code,
            names=known.by_organisation[part.organisation_id].names,
            role=part.role,
            accepted=part.accepted,
            reason=part.reason,
            may_answer=part.organisation_id in own and session.status in STILL_ASKED,
        )
        for part in known.parts.joined
        if part.role is not PartnerRole.LEAD
    ]


def _who(taken: Sequence[StepTaken]) -> set[UUID]:
    return {step.by for step in taken if step.by}


def _history(look: ReadTx, taken: Sequence[StepTaken]) -> list[StepOnPage]:
    people = accounts.people_by_ids(look, _who(taken))
    return [
        StepOnPage(
            to=step.to_status,
            sent_back=step.from_status is SessionStatus.REPORTED
            and step.to_status is SessionStatus.IN_PROGRESS,
            at=step.at,
            who=people[step.by].name if step.by in people else "",
            reason=step.reason,
        )
        for step in taken
    ]


def _linked(look: ReadTx, actor: Actor, ids: Collection[UUID]) -> dict[UUID, SessionLabel]:
    """Labels of the sessions before and after a postponement, as far as they exist for the reader."""
    known = clashes.known_among(look.db, actor.scope(Permission.SESSION_SEE), ids)
    return reading.labels(look.db, known) if known else {}


def _page(look: ReadTx, actor: Actor, known: Known, taken: Sequence[StepTaken]) -> SessionPage:
    row, facts = known.row, known.facts
    session = view_of(look, actor, known)
    lead, partners = _partners(actor, session, known)
    kits = (
        items.by_codes(look, {code for code, _quantity in facts.planned_kits}) if facts.planned_kits else {}
    )
    topics = vocabularies.topic_names(look) if facts.topics else {}
    linked = _linked(look, actor, {one for one in (session.follows, session.followed_by) if one})
    refusal = why_not_changeable(facts, actor)
    return SessionPage(
        session=session,
        lead=lead,
        partners=partners,
        area=places.areas_by_codes(look, [row.area_code])[row.area_code].names,
        address=known.venue.address,
        venue_sensitive=known.venue.sensitive,
        language=vocabularies.language_names(look)[row.language_code],
        topics=[topics[code] for code in facts.topics],
        facilitators=sorted(person.name for person in known.people.values()),
        projects=[
            (known.by_project[one].code, known.by_project[one].title, share) for one, share in facts.projects
        ],
        campaign=known.campaign.names if known.campaign else None,
        kits=[(kits[code].names, quantity) for code, quantity in facts.planned_kits],
        steps=steps_possible(facts, actor),
        history=_history(look, taken),
        why_not_edit=refusal.message if refusal else None,
        may_propose=actor.may(Permission.SESSION_SCHEDULE),
        follows=linked.get(session.follows) if session.follows else None,
        followed_by=linked.get(session.followed_by) if session.followed_by else None,
    )


def session_page(actor: Actor, session_id: UUID, *, uow: UnitOfWork) -> SessionPage:
    """Everything the page of a session shows. Raises NotFound when it does not exist for the reader."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        scope = actor.scope(Permission.SESSION_SEE)
        row = reading.find(look.db, scope, session_id)
        if row is None:
            raise NotFound
        taken = reading.history(look.db, row.id)
        known = known_of(look, row, others=_who(taken))
        remember(look, scope, known.facts)  # for the other sections of the page
        return _page(look, actor, known, taken)
