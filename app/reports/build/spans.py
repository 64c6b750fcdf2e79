"""Which days the values of an indicator are of: since when it adds up, and what its percentage is of."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from app.measures import public as measures
from app.projects import public as projects
from app.reports.build.asking import Asked
from app.reports.rules import TargetSpan, targets_in_use


def cumulative_since(asked: Asked, row: projects.IndicatorView) -> date | None:
    """The first day of what the cumulative value adds up; None where it is that of one of several periods."""
    if row.aggregation.value in {"sum", "pooled"}:
        return min(asked.project.starts_on, asked.from_date)
    counts = measures.MEASURES[row.measure.value].kind is measures.Kind.COUNT
    return asked.from_date if row.aggregation.value == "latest" and counts else None


def days_of_targets(asked: Asked, row: projects.IndicatorView) -> tuple[date, date] | None:
    """The days whose value the percentage is of; None without a target, and where its days have a gap."""
    spans = targets_in_use(
        [TargetSpan(one.from_date, one.to_date, one.value) for one in row.targets],
        asked.from_date,
        asked.to_date,
    )
    gap = any(
        after.from_date - before.to_date != timedelta(days=1) for before, after in itertools.pairwise(spans)
    )
    if not spans or gap or row.aggregation.value != "sum":
        return None
    return spans[0].from_date, min(spans[-1].to_date, asked.to_date)
