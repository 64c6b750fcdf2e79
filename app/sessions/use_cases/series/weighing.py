"""What is worth knowing about a series before it is saved, beside the clashes: of all its sessions, and of each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.access.actor import Actor
from app.kernel.clock import zone
from app.places import public as places
from app.platform import catalogues
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.sessions.rules import findings as rules
from app.sessions.rules.findings import Finding
from app.sessions.rules.plan import SessionPlan
from app.sessions.use_cases.checking import PlanCheck, about_people


def about_all(
    look: ReadTx, actor: Actor, plan: SessionPlan, sessions: int, more: Sequence[PlanCheck]
) -> list[Finding]:
    """Seats, languages, and whether the stores have the kits of so many sessions together."""
    venue = places.venues_by_ids(look, [plan.venue_id])[plan.venue_id]
    together = replace(
        plan, planned_kits=tuple((item, quantity * sessions) for item, quantity in plan.planned_kits)
    )
    found = [
        *rules.about_seats(plan.capacity, venue.capacity),
        *about_people(look, plan, catalogues.current()),
    ]
    for check in more:
        found += check(look, actor, together, None)
    return rules.heaviest_first(found)


def about_days(look: ReadTx, plans: Sequence[SessionPlan]) -> list[list[Finding]]:
    """For each of the plans of a series: outside the hours of the venue, outside the dates of a project that pays."""
    if not plans:
        return []
    first = plans[0]
    venue = places.venues_by_ids(look, [first.venue_id])[first.venue_id]
    paying = [one for one, _share in first.projects]
    known = projects.by_ids(look, paying) if paying else {}
    there = zone(first.time_zone)
    return [
        [
            *rules.about_opening(
                is_open=places.open_at(
                    venue.opens,
                    venue.closes,
                    venue.closed_days,
                    plan.starts_at.astimezone(there),
                    plan.ends_at.astimezone(there),
                ),
                opens=venue.opens,
                closes=venue.closes,
            ),
            *(
                rules.outside_project(position, known[one].code)
                for position, one in enumerate(paying)
                if not known[one].starts_on <= plan.local_date <= known[one].ends_on
            ),
        ]
        for plan in plans
    ]
