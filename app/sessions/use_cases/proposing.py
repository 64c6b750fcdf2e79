"""Propose a session."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import guard
from app.kernel.errors import FieldError, Invalid
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.organisations import public as organisations
from app.places import public as places
from app.platform.once import is_first, without_new
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.projects import public as projects
from app.sessions.public.gate import Doing, pass_gate
from app.sessions.rules import SessionStatus
from app.sessions.rules.plan import SessionPlan, check_times
from app.sessions.schemas import ProposeSession, SessionView
from app.sessions.store import stepping, writing
from app.sessions.use_cases import resolving
from app.sessions.use_cases.clashing import record_override, refuse_clashes
from app.sessions.use_cases.resolving import gathered
from app.sessions.use_cases.showing import session_view

NEW = frozenset({"note_reason"})
"""Fields that came later than the requests they stand in."""


def plan_for(look: ReadTx, actor: Actor, command: ProposeSession) -> SessionPlan:
    """The plan with every code looked up. Raises Invalid with all that is wrong at once."""
    errors: list[FieldError] = check_times(command.starts_at, command.ends_at)
    errors += guard.problems({"title": command.title, "note": command.note}, command.note_reason or "")
    lead = organisations.by_code(look, command.lead_organisation, "lead_organisation")
    actor.require(Permission.SESSION_SCHEDULE, lead.id)
    venue = gathered(errors, lambda: resolving.venue(look, actor, command.venue))
    partners = resolving.partners(look, command.partners, lead.code, errors)
    paying = resolving.paying(look, command.projects, errors)
    kits = resolving.kits(look, command.planned_kits, errors)
    topics = resolving.words(look, command.topics, command.language, errors)
    code = command.campaign
    campaign = gathered(errors, lambda: projects.campaign_by_code(look, code, "campaign")) if code else None
    involved = [lead.id, *(organisation_id for organisation_id, _role in partners)]
    people = resolving.facilitators(look, actor, command.facilitators, involved, (), errors)
    if errors or venue is None:
        raise Invalid(errors)
    return SessionPlan(
        title=command.title,
        activity_type=command.activity_type,
        audience=command.audience,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        time_zone=command.time_zone,
        venue_id=venue.id,
        area_code=venue.area,
        language_code=command.language,
        topics=topics,
        lead_organisation_id=lead.id,
        partners=tuple(partners),
        facilitator_ids=people,
        capacity=command.capacity,
        projects=tuple(paying),
        campaign_id=campaign.id if campaign else None,
        planned_kits=tuple(kits),
        note=command.note,
    )


def write_proposal(
    tx: Tx,
    actor: Actor,
    session_id: UUID,
    plan: SessionPlan,
    *,
    override_reason: str = "",
    note_reason: str | None = None,
    follows: UUID | None = None,
) -> str:
    """Refuse clashes, insert the session with its first step, say so; answers its code."""
    pass_gate(tx, Doing.PLAN, [plan.local_date])
    in_the_way = refuse_clashes(tx, actor, plan, session_id, override_reason)
    area = places.area_by_code(tx, plan.area_code, "venue")
    code = writing.new_code(tx.db, area.short or area.code, plan.local_date)
    writing.add(
        tx.db,
        session_id,
        code,
        plan,
        by=actor.person_id,
        follows=follows,
        says_yes=actor.organisations_where(Permission.SESSION_SCHEDULE),
    )
    stepping.write_step(
        tx.db, session_id, before=None, after=SessionStatus.PROPOSED, by=actor.person_id, reason=""
    )
    tx.record(
        "session.proposed",
        actor,
        "session",
        session_id,
        organisation_id=plan.lead_organisation_id,
        data={
            "code": code,
            "starts_at": plan.starts_at.isoformat(),
            "ends_at": plan.ends_at.isoformat(),
            "follows": str(follows) if follows else None,
            **guard.kept_because(note_reason),
        },
    )
    record_override(tx, actor, plan, session_id, in_the_way, override_reason)
    return code


def propose_session(actor: Actor, command: ProposeSession, *, uow: UnitOfWork) -> Outcome[SessionView]:
    """Put a session in the calendar as proposed. The same request again gives the same answer.

    Raises Forbidden, NotFound (another organisation's lead), Invalid with each wrong field, Conflict
    `session.clash` when the hall or a facilitator is taken.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        asked = without_new(command.model_dump(mode="json", exclude={"id"}), NEW)
        fresh = is_first(tx, "session", identity, asked)
        if fresh:
            plan = plan_for(tx, actor, command)
            write_proposal(
                tx,
                actor,
                identity,
                plan,
                override_reason=command.override_reason,
                note_reason=command.note_reason,
            )
        return Outcome(session_view(tx, actor, identity), fresh)
