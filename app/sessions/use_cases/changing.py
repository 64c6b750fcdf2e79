"""Change the plan of a session."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import guard
from app.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Stale
from app.kernel.outcome import changes
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.sessions.public.gate import Doing, pass_gate
from app.sessions.public.plan_changed import plan_changed
from app.sessions.rules import PartnerRole, SessionFacts
from app.sessions.rules.life import why_not_changeable
from app.sessions.rules.plan import SessionPlan, check_times
from app.sessions.schemas import ChangeSession, SessionView
from app.sessions.store import parts, reading, writing
from app.sessions.store.parts import Part
from app.sessions.tables import AwarenessSession
from app.sessions.use_cases import resolving
from app.sessions.use_cases.clashing import record_override, refuse_clashes
from app.sessions.use_cases.resolving import gathered
from app.sessions.use_cases.showing import session_view


def plan_of(
    row: AwarenessSession, facts: SessionFacts, joined: list[Part], people: list[UUID]
) -> SessionPlan:
    """The plan as it is saved."""
    return SessionPlan(
        title=row.title,
        activity_type=facts.activity_type,
        audience=facts.audience,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
        venue_id=row.venue_id,
        area_code=row.area_code,
        language_code=row.language_code,
        topics=facts.topics,
        lead_organisation_id=row.lead_organisation_id,
        partners=tuple(
            (part.organisation_id, part.role) for part in joined if part.role is not PartnerRole.LEAD
        ),
        facilitator_ids=tuple(people),
        capacity=row.capacity,
        projects=facts.projects,
        campaign_id=row.campaign_id,
        planned_kits=facts.planned_kits,
        note=row.note,
    )


def _lead(look: ReadTx, actor: Actor, command: ChangeSession, before: SessionPlan) -> tuple[UUID, str]:
    """The leading organisation afterwards. A new one must be the actor's to schedule for."""
    if command.lead_organisation is None:
        known = organisations.by_ids(look, [before.lead_organisation_id])
        return before.lead_organisation_id, known[before.lead_organisation_id].code
    lead = organisations.by_code(look, command.lead_organisation, "lead_organisation")
    if lead.id != before.lead_organisation_id and not actor.may(Permission.SESSION_SCHEDULE, lead.id):
        raise Forbidden("forbidden", _("Only a coordinator gives a session to another lead organisation."))
    return lead.id, lead.code


def _place_and_words(
    look: ReadTx, actor: Actor, command: ChangeSession, before: SessionPlan, errors: list[FieldError]
) -> dict[str, Any]:
    """The hall, topics, language and campaign that were given anew. An unchanged hall is not asked about."""
    values: dict[str, Any] = {}
    if command.venue is not None and command.venue != before.venue_id:
        venue_id = command.venue
        venue = gathered(errors, lambda: resolving.venue(look, actor, venue_id))
        if venue is not None:
            values |= {"venue_id": venue.id, "area_code": venue.area}
    topics = resolving.words(look, command.topics or (), command.language, errors)
    if command.topics is not None:
        values["topics"] = topics
    if command.language is not None:
        values["language_code"] = command.language
    if "campaign" in command.model_fields_set:
        code = command.campaign
        found = gathered(errors, lambda: projects.campaign_by_code(look, code, "campaign")) if code else None
        values["campaign_id"] = found.id if found else None
    return values


def _people_and_means(
    look: ReadTx, actor: Actor, command: ChangeSession, before: SessionPlan, errors: list[FieldError]
) -> dict[str, Any]:
    """The organisations, people, projects and kits that were given anew."""
    lead_id, lead_code = _lead(look, actor, command, before)
    joining = tuple(one for one in before.partners if one[0] != lead_id)
    if command.partners is not None:
        joining = tuple(resolving.partners(look, command.partners, lead_code, errors))
    values: dict[str, Any] = {"lead_organisation_id": lead_id, "partners": joining}
    if command.projects is not None:
        values["projects"] = tuple(resolving.paying(look, command.projects, errors))
    if command.planned_kits is not None:
        values["planned_kits"] = tuple(resolving.kits(look, command.planned_kits, errors))
    if command.facilitators is not None:
        values["facilitator_ids"] = resolving.facilitators(
            look,
            actor,
            command.facilitators,
            [lead_id, *(one for one, _role in joining)],
            before.facilitator_ids,
            errors,
        )
    return values


_PLAIN = ("title", "activity_type", "audience", "starts_at", "ends_at", "time_zone", "capacity", "note")


def changed_plan(look: ReadTx, actor: Actor, command: ChangeSession, before: SessionPlan) -> SessionPlan:
    """The plan after the change; only what was given is looked up. Raises Invalid with all that is wrong."""
    values = {name: getattr(command, name) for name in _PLAIN if getattr(command, name) is not None}
    errors = check_times(values.get("starts_at", before.starts_at), values.get("ends_at", before.ends_at))
    # What was kept before is not asked about again.
    fresh = {
        name: values[name]
        for name in values.keys() & {"title", "note"}
        if values[name] != getattr(before, name)
    }
    errors += guard.problems(fresh, command.note_reason or "")
    values |= _place_and_words(look, actor, command, before, errors)
    values |= _people_and_means(look, actor, command, before, errors)
    if errors:
        raise Invalid(errors)
    return SessionPlan(
        **{name: values.get(name, getattr(before, name)) for name in SessionPlan.__dataclass_fields__}
    )


def told(plan: SessionPlan) -> dict[str, Any]:
    """A plan as JSON values, for the audit trail."""
    told: dict[str, Any] = {}
    for name in SessionPlan.__dataclass_fields__:
        value = getattr(plan, name)
        if isinstance(value, tuple):
            told[name] = [
                [str(part) for part in one] if isinstance(one, tuple) else str(one) for one in value
            ]
        else:
            told[name] = value if isinstance(value, int | None) else str(value)
    return told


def needs_clash_check(before: SessionPlan, after: SessionPlan) -> bool:
    """Only a new time, hall or facilitator can be in anybody's way."""
    moved = (before.starts_at, before.ends_at, before.venue_id) != (
        after.starts_at,
        after.ends_at,
        after.venue_id,
    )
    return moved or bool(set(after.facilitator_ids) - set(before.facilitator_ids))


def change_session(
    actor: Actor, session_id: UUID, command: ChangeSession, seen: int | None, *, uow: UnitOfWork
) -> SessionView:
    """Change what `command` names, if `seen` is still the newest version.

    Raises NotFound, Forbidden, Conflict (`session.closed`, `session.clash`), Stale, Invalid.
    """
    actor.require(Permission.SESSION_SEE)
    with uow.begin() as tx:
        row = reading.lock(tx.db, actor.scope(Permission.SESSION_SEE), session_id)
        if row is None:
            raise NotFound
        facts = reading.facts_of(tx.db, row)
        refusal = why_not_changeable(facts, actor)
        if refusal is not None:
            raise refusal
        if seen != row.version:
            raise Stale(row.version, seen)
        joined = parts.partners(tx.db, [session_id])[session_id]
        before = plan_of(row, facts, joined, parts.facilitators(tx.db, [session_id])[session_id])
        after = changed_plan(tx, actor, command, before)
        pass_gate(tx, Doing.PLAN, {before.local_date, after.local_date}, session_id)
        in_the_way: list[str] = []
        if needs_clash_check(before, after):
            in_the_way = refuse_clashes(tx, actor, after, session_id, command.override_reason)
        writing.change(
            tx.db,
            session_id,
            after,
            answered={part.organisation_id: part for part in joined},
            by=actor.person_id,
            says_yes=actor.organisations_where(Permission.SESSION_SCHEDULE),
        )
        tx.record(
            "session.changed",
            actor,
            "session",
            session_id,
            organisation_id=after.lead_organisation_id,
            data={**changes(told(before), told(after)), **guard.kept_because(command.note_reason)},
        )
        record_override(tx, actor, after, session_id, in_the_way, command.override_reason)
        plan_changed(tx, actor, session_id)
        return session_view(tx, actor, session_id)
