"""Look at a plan before it is saved: nothing is written, nothing is locked, and what is found is only told.

The same clashes are looked for again, with locks, when the plan is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.kernel import clock
from app.kernel.clock import zone
from app.kernel.errors import NotFound
from app.places import public as places
from app.platform import catalogues, public_holidays
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.sessions.rules import Audience
from app.sessions.rules import findings as rules
from app.sessions.rules.findings import Finding, Speaker, Weight
from app.sessions.rules.life import why_not_changeable
from app.sessions.rules.plan import SessionPlan, local_day
from app.sessions.schemas import ChangeSession, ProposeSession
from app.sessions.store import clashes, parts, reading
from app.sessions.use_cases.changing import changed_plan, plan_of
from app.sessions.use_cases.clashing import clash_errors, overlaps_of
from app.sessions.use_cases.proposing import plan_for
from app.vocabularies import public as vocabularies

PlanCheck = Callable[[ReadTx, Actor, SessionPlan, UUID | None], list[Finding]]
"""What a package above has to say about a plan (of a session that exists, or None); main hands them in."""


@dataclass(frozen=True, slots=True)
class PlanChecked:
    """What was found, the heaviest first, and whether this person may save in spite of what blocks."""

    findings: list[Finding]
    may_override: bool

    @property
    def blocked(self) -> bool:
        """Whether saving would be refused (without a reason to save in spite of it)."""
        return any(one.weight is Weight.BLOCKS for one in self.findings)


def _place(look: ReadTx, plan: SessionPlan, language: str) -> list[Finding]:
    """Seats, opening hours and public holidays where it is held."""
    venue = places.venues_by_ids(look, [plan.venue_id])[plan.venue_id]
    there = zone(plan.time_zone)
    begins, ends = plan.starts_at.astimezone(there), plan.ends_at.astimezone(there)
    is_open = places.open_at(venue.opens, venue.closes, venue.closed_days, begins, ends)
    found = [
        *rules.about_seats(plan.capacity, venue.capacity),
        *rules.about_opening(is_open=is_open, opens=venue.opens, closes=venue.closes),
    ]
    area = places.areas_by_codes(look, [plan.area_code])[plan.area_code]
    last = local_day(plan.ends_at - timedelta(minutes=1), plan.time_zone)
    for day in sorted({plan.local_date, last}):
        found += [
            rules.about_holiday(one.name, estimated=one.estimated)
            for one in public_holidays.on_day(area.country, day, language)
        ]
    return found


def about_people(look: ReadTx, plan: SessionPlan, language: str) -> list[Finding]:
    """Whether a facilitator speaks the session's language."""
    if not plan.facilitator_ids:
        return []
    known = accounts.people_by_ids(look, plan.facilitator_ids)
    people = [Speaker(known[one].name, known[one].languages) for one in plan.facilitator_ids if one in known]
    names = {code: given.in_language(language) for code, given in vocabularies.language_names(look).items()}
    return rules.about_languages(people, plan.language_code, names)


def _communities(
    look: ReadTx, actor: Actor, plan: SessionPlan, but_not: UUID | None, language: str
) -> list[Finding]:
    """Whether the same communities have a session that day. Of a stranger's protected place nothing is told."""
    if plan.audience is not Audience.COMMUNITY:
        return []
    others = clashes.same_language_same_day(look.db, plan, but_not=but_not)
    if not others:
        return []
    scope = actor.scope(Permission.SESSION_SEE)
    known = clashes.known_among(look.db, scope, {session_id for session_id, _code, _venue in others})
    unknown = [venue_id for session_id, _code, venue_id in others if session_id not in known]
    venues = places.venues_by_ids(look, unknown)
    named = vocabularies.language_names(look).get(plan.language_code)
    return rules.about_same_day(
        [code for session_id, code, _venue in others if session_id in known],
        sum(not venues[one].sensitive for one in unknown),
        named.in_language(language) if named else plan.language_code,
    )


def _means(look: ReadTx, plan: SessionPlan, but_not: UUID | None) -> list[Finding]:
    """The projects' dates, and another session of the lead organisation."""
    paying = [one for one, _share in plan.projects]
    known = projects.by_ids(look, paying) if paying else {}
    found = [
        rules.outside_project(position, known[one].code)
        for position, one in enumerate(paying)
        if not known[one].starts_on <= plan.local_date <= known[one].ends_on
    ]
    busy = clashes.of_organisation(
        look.db, plan.lead_organisation_id, plan.starts_at, plan.ends_at, but_not=but_not
    )
    return [*found, rules.organisation_busy()] if busy else found


def look_at(
    look: ReadTx,
    actor: Actor,
    plan: SessionPlan,
    *,
    but_not: UUID | None,
    more: Sequence[PlanCheck],
) -> PlanChecked:
    """All that can be found about a plan whose codes were looked up, in the language being spoken."""
    language = catalogues.current()
    overlaps = overlaps_of(look, plan, but_not)
    found = [
        Finding(Weight.BLOCKS, error.field, error.code, error.message, error.facts)
        for error in (clash_errors(look, actor, plan, overlaps) if overlaps else [])
    ]
    found += rules.about_times(plan, clock.now())
    found += _place(look, plan, language)
    found += about_people(look, plan, language)
    found += _communities(look, actor, plan, but_not, language)
    found += _means(look, plan, but_not)
    for check in more:
        found += check(look, actor, plan, but_not)
    return PlanChecked(
        rules.heaviest_first(found),
        may_override=actor.may(Permission.SESSION_OVERRIDE_CLASH, plan.lead_organisation_id),
    )


def check_new(
    actor: Actor, command: ProposeSession, *, more: Sequence[PlanCheck], uow: UnitOfWork
) -> PlanChecked:
    """Look at a new plan. Raises what proposing it would raise, clashes excepted: those are found."""
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.read() as look:
        plan = plan_for(look, actor, command)
        return look_at(look, actor, plan, but_not=command.id, more=more)


def check_change(
    actor: Actor,
    session_id: UUID,
    command: ChangeSession,
    *,
    more: Sequence[PlanCheck],
    uow: UnitOfWork,
) -> PlanChecked:
    """Look at a change of a plan before it is saved. Raises what saving it would raise, clashes excepted."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        row = reading.find(look.db, actor.scope(Permission.SESSION_SEE), session_id)
        if row is None:
            raise NotFound
        facts = reading.facts_of(look.db, row)
        refusal = why_not_changeable(facts, actor)
        if refusal is not None:
            raise refusal
        joined = parts.partners(look.db, [session_id])[session_id]
        before = plan_of(row, facts, joined, parts.facilitators(look.db, [session_id])[session_id])
        after = changed_plan(look, actor, command, before)
        return look_at(look, actor, after, but_not=session_id, more=more)
