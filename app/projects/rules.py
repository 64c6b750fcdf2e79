"""Pure rules of projects: status by dates, how an indicator adds up."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.kernel.words import Words, _


class ProjectStatus(StrEnum):
    """Follows from the dates; never stored."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    COMPLETED = "completed"


STATUS_NAMES: dict[ProjectStatus, Words] = {
    ProjectStatus.PLANNED: _("planned"),
    ProjectStatus.ONGOING: _("ongoing"),
    ProjectStatus.COMPLETED: _("completed"),
}


class Aggregation(StrEnum):
    """How an indicator's periods add up to its cumulative value."""

    SUM = "sum"
    MAX = "max"
    LATEST = "latest"


def project_status(starts_on: date, ends_on: date, today: date) -> ProjectStatus:
    """Planned before its first day, completed after its last, ongoing in between."""
    if today < starts_on:
        return ProjectStatus.PLANNED
    if today > ends_on:
        return ProjectStatus.COMPLETED
    return ProjectStatus.ONGOING
