"""What can be chosen on the way to a report."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.actor import Actor
from app.access.permissions import Permission
from app.platform.unit_of_work import UnitOfWork
from app.projects.public import ProjectView
from app.reports.public.rights import readable_projects, right_to
from app.reports.rules import ReportAudience


@dataclass(frozen=True, slots=True)
class Choices:
    """Projects by code, and the audiences of all of them together in their order."""

    projects: list[ProjectView]
    audiences: list[ReportAudience]


def choices(actor: Actor, *, uow: UnitOfWork) -> Choices:
    """The projects this person may read, and for whom."""
    actor.require(Permission.REPORT_READ)
    with uow.read() as look:
        readable = readable_projects(look, actor)
        rights = [right_to(look, actor, one.id) for one in readable[:1]]
    return Choices(readable, list(rights[0].audiences) if rights else [])
