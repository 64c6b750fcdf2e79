"""Propose a series: every occurrence a session, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import guard
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.places import public as places
from app.platform import catalogues, public_holidays
from app.platform.once import first_of_many, is_first, without_new
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.sessions.rules.plan import SessionPlan
from app.sessions.rules.series import Occurrence, Rule, occurrences_of
from app.sessions.schemas.findings import finding_view
from app.sessions.schemas.series import ClashView, OccurrenceView, ProposeSeries, SeriesPreview, SeriesView
from app.sessions.store import series_reading
from app.sessions.use_cases.checking import PlanCheck
from app.sessions.use_cases.proposing import NEW, plan_for
from app.sessions.use_cases.series import together, weighing
from app.sessions.use_cases.series.looking import series_view


def _planned(
    look: ReadTx, actor: Actor, command: ProposeSeries
) -> tuple[SessionPlan, Rule, list[Occurrence], list[together.Planned]]:
    """The first plan, the pattern, its occurrences, and the plan of each. Raises Invalid."""
    plan = plan_for(look, actor, command)
    rule = command.rule.as_rule()
    occurrences = occurrences_of(rule, plan.starts_at, plan.ends_at, plan.time_zone)
    plans = [(new_id(), replace(plan, starts_at=one.starts_at, ends_at=one.ends_at)) for one in occurrences]
    return plan, rule, occurrences, plans


def preview_series(
    actor: Actor, command: ProposeSeries, *, more: Sequence[PlanCheck], uow: UnitOfWork
) -> SeriesPreview:
    """What the series would be, with every clash, holiday and all else worth knowing, in the language being spoken.

    Nothing is saved. Raises Forbidden, NotFound (another organisation's lead), Invalid with each wrong field.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    with uow.read() as look:
        plan, rule, occurrences, plans = _planned(look, actor, command)
        found = together.clashes_of(look, actor, plans)
        country = places.areas_by_codes(look, [plan.area_code])[plan.area_code].country
        of_all = weighing.about_all(look, actor, plan, len(plans), more)
        of_days = weighing.about_days(look, [one for _session_id, one in plans])
    in_the_way: dict[int, list[ClashView]] = {}
    for told in found:
        in_the_way.setdefault(told.clash.position, []).append(
            ClashView(
                field=told.error.field,
                code=told.error.code,
                message=str(told.sentence),
                session=told.error.facts.get("session"),
            )
        )
    return SeriesPreview(
        occurrences=[
            OccurrenceView(
                date=one.day,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                shifted=one.shifted,
                holidays=[
                    free.name for free in public_holidays.on_day(country, one.day, catalogues.current())
                ],
                clashes=in_the_way.get(position, []),
                findings=[finding_view(this) for this in of_day],
            )
            for position, (one, of_day) in enumerate(zip(occurrences, of_days, strict=True))
        ],
        clashes=len(found),
        findings=[finding_view(one) for one in of_all],
        left_out=sorted(rule.left_out),
    )


def _write(tx: Tx, actor: Actor, series_id: UUID, command: ProposeSeries) -> None:
    plan, rule, _occurrences, plans = _planned(tx, actor, command)
    passed = together.refuse_all_clashes(tx, actor, plans, override_reason=command.override_reason)
    series_reading.add(
        tx.db,
        series_id,
        rule,
        title=plan.title,
        lead_organisation_id=plan.lead_organisation_id,
        time_zone=plan.time_zone,
        by=actor.person_id,
    )
    # Each session's id is taken in the register too: nobody can use it again for something else.
    first_of_many(tx, "session", {session_id: {"series": str(series_id)} for session_id, _plan in plans})
    codes = together.write_proposals(
        tx, actor, plans, series_id=series_id, in_the_way=passed, override_reason=command.override_reason
    )
    tx.record(
        "series.proposed",
        actor,
        "series",
        series_id,
        organisation_id=plan.lead_organisation_id,
        data={
            "title": plan.title,
            "rule": command.rule.model_dump(mode="json", by_alias=True),
            "codes": codes,
            **guard.kept_because(command.note_reason),
        },
    )


def propose_series(actor: Actor, command: ProposeSeries, *, uow: UnitOfWork) -> Outcome[SeriesView]:
    """Put all sessions of a series in the calendar as proposed. The same request again gives the same answer.

    Raises Forbidden, NotFound, Invalid, and Conflict `session.clash` with every clash of every occurrence;
    then nothing was saved.
    """
    actor.require(Permission.SESSION_SCHEDULE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        content = without_new(command.model_dump(mode="json", exclude={"id", "dry_run"}), NEW)
        fresh = is_first(tx, "series", identity, content)
        if fresh:
            _write(tx, actor, identity, command)
        return Outcome(series_view(tx, actor, identity), fresh)
