"""Which reports a person may read: staff of the programme, partners over their own sessions, donors their grants."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor, Scope
from app.access.permissions import ROLE_PERMISSIONS, Permission
from app.kernel.errors import Forbidden, NotFound
from app.kernel.words import _
from app.measures import public as measures
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.rules import ReportAudience

_FOR_STAFF = (ReportAudience.INSIDE, ReportAudience.PARTNER, ReportAudience.DONOR)
"""Everybody (`public`) is shown rounded figures on a page of its own, and never hidden cells of the same people."""


@dataclass(frozen=True, slots=True)
class ReadingRight:
    """What of a project somebody may read.

    scope      the sessions the report is made of
    stores     whose stores the kit statement covers; None: the whole project's
    audiences  what may be chosen, the usual one first
    sent_only  a donor reads what was sent to it, and no days of its own choosing: beside what was sent they
               would give small counts away
    """

    scope: Scope
    stores: frozenset[UUID] | None
    audiences: tuple[ReportAudience, ...]
    sent_only: bool = False

    def audience(self, wanted: ReportAudience | None) -> ReportAudience:
        """The audience wanted, or the usual one. Raises Forbidden for one with a lower threshold than allowed."""
        if wanted is None:
            return self.audiences[0]
        if wanted not in self.audiences:
            raise Forbidden("report.audience", _("You may not make a report for this audience."))
        return wanted


def right_to(look: ReadTx, actor: Actor, project_id: UUID) -> ReadingRight:
    """The right of this person to a project's report. Raises NotFound for strangers to the project."""
    made = actor.scope(Permission.REPORT_MAKE)
    if made.everything or project_id in made.projects:
        scope = Scope(everything=True) if made.everything else Scope(projects=frozenset({project_id}))
        usual = (ReportAudience.DONOR, *(one for one in _FOR_STAFF if one is not ReportAudience.DONOR))
        return ReadingRight(scope, None, usual)
    if project_id in paid_for(look, actor):
        return ReadingRight(
            Scope(projects=frozenset({project_id})), None, (ReportAudience.DONOR,), sent_only=True
        )
    own = made.organisations | {org for org, project in made.within if project == project_id}
    cut = measures.Cut(projects=frozenset({project_id}))
    if own and measures.has_sessions(look, Scope(organisations=own), cut):
        return ReadingRight(
            Scope(organisations=own),
            own,
            (ReportAudience.PARTNER, ReportAudience.DONOR),
        )
    raise NotFound


def paid_for(look: ReadTx, actor: Actor) -> set[UUID]:
    """The projects this person reads as a donor."""
    donors = [
        one
        for one in actor.memberships
        if Permission.REPORT_READ in ROLE_PERMISSIONS[one.role]
        and Permission.REPORT_MAKE not in ROLE_PERMISSIONS[one.role]
    ]
    if not donors:
        return set()
    paid = set()
    for one in donors:
        grants = projects.projects_of_donor(look, [one.organisation_id])
        paid |= grants if one.project_id is None else grants & {one.project_id}
    return paid


def readable_projects(look: ReadTx, actor: Actor) -> list[projects.ProjectView]:
    """The projects whose report this person may read, by code."""
    made = actor.scope(Permission.REPORT_MAKE)
    known = projects.choices(look)
    if made.everything:
        return known
    found = []
    for one in known:
        try:
            right_to(look, actor, one.id)
        except NotFound:
            continue
        found.append(one)
    return found
