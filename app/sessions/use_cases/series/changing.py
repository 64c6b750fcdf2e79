"""Change one session of a series, it and the later ones, or all that are still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import guard
from app.kernel.errors import Conflict, FieldError, Invalid, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import changes
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.unit_of_work import Tx, UnitOfWork
from app.projects import public as projects
from app.sessions.public.gate import Doing, pass_gate
from app.sessions.public.plan_changed import plan_changed
from app.sessions.rules.plan import SessionPlan
from app.sessions.rules.series import Reach, ended_before, hours_of, occurrence_on
from app.sessions.schemas.series import ChangeSeries, SeriesChanged
from app.sessions.store import series_reading, series_writing
from app.sessions.use_cases import resolving
from app.sessions.use_cases.changing import needs_clash_check, plan_of, told
from app.sessions.use_cases.clashing import record_override
from app.sessions.use_cases.resolving import gathered
from app.sessions.use_cases.series import together
from app.sessions.use_cases.series.choosing import Chosen, Held, hold, reached, still_planned
from app.sessions.use_cases.series.looking import series_view

_PLAIN = ("title", "activity_type", "audience", "capacity", "note")


def _place_and_words(tx: Tx, actor: Actor, command: ChangeSeries, errors: list[FieldError]) -> dict[str, Any]:
    """Title, hall, topics, language, campaign that were given anew."""
    values: dict[str, Any] = {name: value for name in _PLAIN if (value := getattr(command, name)) is not None}
    texts = {"title": command.title or "", "note": command.note or ""}
    errors += guard.problems(texts, command.note_reason or "")
    if command.venue is not None:
        venue_id = command.venue
        venue = gathered(errors, lambda: resolving.venue(tx, actor, venue_id))
        if venue is not None:
            values |= {"venue_id": venue.id, "area_code": venue.area}
    topics = resolving.words(tx, command.topics or (), command.language, errors)
    if command.topics is not None:
        values["topics"] = topics
    if command.language is not None:
        values["language_code"] = command.language
    if "campaign" in command.model_fields_set:
        code = command.campaign
        found = gathered(errors, lambda: projects.campaign_by_code(tx, code, "campaign")) if code else None
        values["campaign_id"] = found.id if found else None
    return values


def _values(
    tx: Tx, actor: Actor, command: ChangeSeries, lead: UUID, plans: Sequence[SessionPlan]
) -> dict[str, Any]:
    """What is given anew, looked up once for all sessions. Raises Invalid with all that is wrong."""
    errors: list[FieldError] = []
    values = _place_and_words(tx, actor, command, errors)
    involved = {lead, *(one for plan in plans for one, _role in plan.partners)}
    if command.partners is not None:
        lead_code = organisations.by_ids(tx, [lead])[lead].code
        values["partners"] = tuple(resolving.partners(tx, command.partners, lead_code, errors))
        involved = {lead, *(one for one, _role in values["partners"])}
    if command.projects is not None:
        values["projects"] = tuple(resolving.paying(tx, command.projects, errors))
    if command.planned_kits is not None:
        values["planned_kits"] = tuple(resolving.kits(tx, command.planned_kits, errors))
    if command.facilitators is not None:
        keep = {person for plan in plans for person in plan.facilitator_ids}
        values["facilitator_ids"] = resolving.facilitators(
            tx, actor, command.facilitators, involved, keep, errors
        )
    if errors:
        raise Invalid(errors)
    return values


def _at_new_hours(plan: SessionPlan, command: ChangeSeries) -> SessionPlan:
    """The plan at other hours of the day it has, on the clocks of its zone."""
    if command.start is None and command.end is None:
        return plan
    day, hours = hours_of(plan.starts_at, plan.ends_at, plan.time_zone)
    begins = hours.begins if command.start is None else command.start
    ends = hours.ends if command.end is None else command.end
    moved = occurrence_on(day, replace(hours, begins=begins, ends=ends, later=1 if ends <= begins else 0))
    return replace(plan, starts_at=moved.starts_at, ends_at=moved.ends_at)


def _save(
    tx: Tx,
    actor: Actor,
    pairs: Sequence[tuple[Chosen, SessionPlan, SessionPlan]],
    override_reason: str,
    note_reason: str | None,
) -> None:
    """Check what moved, write all plans, say so for each session."""
    pass_gate(tx, Doing.PLAN, {plan.local_date for _one, *both in pairs for plan in both})
    moved = [(one.row.id, after) for one, before, after in pairs if needs_clash_check(before, after)]
    passed: dict[UUID, list[str]] = {}
    if moved:
        passed = together.refuse_all_clashes(
            tx,
            actor,
            moved,
            override_reason=override_reason,
            but_not=[session_id for session_id, _plan in moved],
        )
    series_writing.change_many(
        tx.db,
        [(one.row.id, after) for one, _before, after in pairs],
        answered={
            one.row.id: {part.organisation_id: part for part in one.parts.joined}
            for one, _before, _after in pairs
        },
        by=actor.person_id,
        says_yes=actor.organisations_where(Permission.SESSION_SCHEDULE),
    )
    for one, before, after in pairs:
        tx.record(
            "session.changed",
            actor,
            "session",
            one.row.id,
            organisation_id=after.lead_organisation_id,
            data={**changes(told(before), told(after)), **guard.kept_because(note_reason)},
        )
        record_override(tx, actor, after, one.row.id, passed.get(one.row.id, []), override_reason)
        plan_changed(tx, actor, one.row.id)


def _split(tx: Tx, actor: Actor, held: Held, begins_with: UUID, title: str | None) -> UUID:
    """The session and all later ones become a series of their own; answers its id.

    Both patterns end by a day from now on: what was counted has been changed by hand since, perhaps.
    """
    position = next(n for n, row in enumerate(held.rows) if row.id == begins_with)
    if position == 0:
        series_reading.change(tx.db, held.series.id, title=title)
        return held.series.id
    later = held.rows[position:]
    rule = series_reading.rule_of(held.series)
    own_id = new_id()
    series_reading.add(
        tx.db,
        own_id,
        replace(rule, until=later[-1].local_date, count=None),
        title=title or held.series.title,
        lead_organisation_id=held.series.lead_organisation_id,
        time_zone=held.series.time_zone,
        by=actor.person_id,
        split_from=held.series.id,
    )
    series_writing.give_to_series(tx.db, [row.id for row in later], own_id)
    series_reading.change(tx.db, held.series.id, rule=ended_before(rule, later[0].local_date))
    return own_id


def change_series(
    actor: Actor, series_id: UUID, command: ChangeSeries, seen: int | None, *, uow: UnitOfWork
) -> SeriesChanged:
    """Change what `command` names in the sessions it reaches, if `seen` is the series' newest version.

    What was held, reported or called off stays and is named in the answer. A change of "this and later"
    makes these sessions a series of their own. Raises NotFound, Forbidden, Invalid, Stale, Conflict
    `session.closed` when nothing can be changed any more, `session.clash` with every clash.
    """
    actor.require(Permission.SESSION_SEE)
    with uow.begin() as tx:
        held = hold(tx, actor, series_id)
        if seen != held.series.version:
            raise Stale(held.series.version, seen)
        chosen, left = still_planned(tx, actor, reached(held, command.scope, command.begins_with))
        if not chosen:
            message = _("None of these sessions can be changed any more.")
            raise Conflict("session.closed", message, [FieldError("scope", "session.closed", message)])
        before = [plan_of(one.row, one.facts, one.parts.joined, one.parts.people) for one in chosen]
        values = _values(tx, actor, command, held.series.lead_organisation_id, before)
        pairs = [
            (one, plan, after)
            for one, plan in zip(chosen, before, strict=True)
            if (after := _at_new_hours(replace(plan, **values), command)) != plan
        ]
        target = series_id
        if pairs:
            _save(tx, actor, pairs, command.override_reason, command.note_reason)
            if command.scope is Reach.THIS_AND_LATER and command.begins_with is not None:
                target = _split(tx, actor, held, command.begins_with, command.title)
            else:
                title = command.title if command.scope is Reach.ALL else None
                series_reading.change(tx.db, series_id, title=title)
            tx.record(
                "series.changed",
                actor,
                "series",
                series_id,
                organisation_id=held.series.lead_organisation_id,
                data={
                    "scope": command.scope.value,
                    "sessions": [one.row.code for one, _before, _after in pairs],
                    "split_into": str(target) if target != series_id else None,
                },
            )
        changed = [one.row.code for one, _before, _after in pairs]
        return SeriesChanged(series=series_view(tx, actor, target), changed=changed, untouched=left)
