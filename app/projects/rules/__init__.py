"""Pure rules of projects: status by dates, donors, targets; what an indicator follows stands in `following`."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from app.kernel.errors import FieldError
from app.kernel.words import Words, _
from app.projects.rules.following import (
    AGGREGATION_NAMES,
    DIMENSION_NAMES,
    FORMER_NAMES,
    KEPT_AS,
    MEASURE_NAMES,
    Aggregation,
    Dimension,
    Measure,
    aggregation_kept,
    falls,
    following_problems,
    usual_aggregation,
    usual_unit,
)

__all__ = [
    "AGGREGATION_NAMES",
    "DIMENSION_NAMES",
    "FORMER_NAMES",
    "KEPT_AS",
    "MEASURE_NAMES",
    "STATUS_NAMES",
    "Aggregation",
    "Dimension",
    "DonorSaid",
    "Measure",
    "ProjectStatus",
    "TargetSaid",
    "TargetSet",
    "aggregation_kept",
    "dates_problem",
    "donor_problems",
    "falls",
    "following_problems",
    "periods_of_year",
    "project_status",
    "target_between",
    "target_problems",
    "usual_aggregation",
    "usual_unit",
]


class DonorSaid(Protocol):
    """A donor as somebody wrote it down."""

    @property
    def organisation(self) -> str:
        """Its code."""

    @property
    def amount(self) -> Decimal | None:
        """How much, in `currency`."""

    @property
    def currency(self) -> str | None:
        """ISO 4217."""


class TargetSaid(Protocol):
    """A target as somebody wrote it down; both days inclusive."""

    @property
    def from_date(self) -> date:
        """The first day."""

    @property
    def to_date(self) -> date:
        """The last day."""


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


def project_status(starts_on: date, ends_on: date, today: date) -> ProjectStatus:
    """Planned before its first day, completed after its last, ongoing in between."""
    if today < starts_on:
        return ProjectStatus.PLANNED
    if today > ends_on:
        return ProjectStatus.COMPLETED
    return ProjectStatus.ONGOING


class TargetSet(TargetSaid, Protocol):
    """A target with its value."""

    @property
    def value(self) -> int:
        """What should be reached."""


def target_between(targets: Sequence[TargetSet], first: date, last: date) -> int:
    """What an indicator should reach between two days (inclusive), from the targets that overlap them.

    Targets that lie within the days add up; if there is none, longer ones count by their share of days.
    """
    within = [one.value for one in targets if first <= one.from_date and one.to_date <= last]
    if within:
        return sum(within)
    return sum(
        round(
            one.value
            * ((min(last, one.to_date) - max(first, one.from_date)).days + 1)
            / ((one.to_date - one.from_date).days + 1)
        )
        for one in targets
    )


def periods_of_year(year: int, *, quarters: bool) -> list[tuple[date, date]]:
    """The four calendar quarters of a year, or the year as one; days inclusive."""
    if not quarters:
        return [(date(year, 1, 1), date(year, 12, 31))]
    ends = [(3, 31), (6, 30), (9, 30), (12, 31)]
    return [(date(year, month - 2, 1), date(year, month, day)) for month, day in ends]


def dates_problem(starts_on: date, ends_on: date | None) -> list[FieldError]:
    """The last day is not before the first."""
    if ends_on is None or ends_on >= starts_on:
        return []
    return [FieldError("ends_on", "dates.order", _("The last day comes before the first."))]


def donor_problems(lines: Sequence[DonorSaid], known: Container[str]) -> list[FieldError]:
    """Every donor is a known organisation, named once, and its amount has a currency."""
    problems: list[FieldError] = []
    before: set[str] = set()
    for place, line in enumerate(lines):
        field = f"donors.{place}.organisation"
        if line.organisation not in known:
            sentence = _("There is no organisation with this code.")
            problems.append(FieldError(field, "organisation.unknown", sentence))
        if line.organisation in before:
            problems.append(FieldError(field, "donor.twice", _("This donor is already in the list.")))
        before.add(line.organisation)
        if line.amount is not None and line.currency is None:
            sentence = _("Please say in which currency.")
            problems.append(FieldError(f"donors.{place}.currency", "currency.missing", sentence))
    return problems


def target_problems(lines: Sequence[TargetSaid]) -> list[FieldError]:
    """Every target's days are in order, and no two targets have the same days."""
    problems: list[FieldError] = []
    before: set[tuple[date, date]] = set()
    for place, line in enumerate(lines):
        if line.to_date < line.from_date:
            sentence = _("The last day comes before the first.")
            problems.append(FieldError(f"targets.{place}.to", "dates.order", sentence))
        days = (line.from_date, line.to_date)
        if days in before:
            sentence = _("There is already a target for these days.")
            problems.append(FieldError(f"targets.{place}.from", "target.twice", sentence))
        before.add(days)
    return problems
