"""Figures of the kit ledger: the lines of its statement, added up by what was asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.access.actor import Scope
from app.items import public as items
from app.kernel import clock
from app.kits.public.statements import LotPeriod, first_month, lot_periods
from app.measures.rules import Dimension
from app.measures.schemas import Cut
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects

_COLUMN: Final[Mapping[str, str]] = {
    "received": "received",
    "assembled": "assembled",
    "passed": "passed",
    "issued": "distributed",
    "lost": "lost",
    "balance": "closing",
}
"""The end of a measure's key → the column of the statement."""


def count_stock(
    look: ReadTx, measure: str, by: Sequence[Dimension], scope: Scope, cut: Cut, *, time_zone: str
) -> dict[tuple[Any, ...], int]:
    """A measure of stock for each combination of `by` (none: in all), in pieces.

    Days are those of `time_zone`. Without a last day the ledger is read as it stands now. By month there is one
    statement a month from the first entry on; else two in all.
    """
    wanted, column = measure.split("_")
    paid = cut.projects or None
    if cut.donor_projects is not None:
        paid = cut.donor_projects if paid is None else paid & cut.donor_projects
    kinds = cut.items
    if wanted == "kits":
        kinds = items.dignity_kits(look) & kinds if kinds else items.dignity_kits(look)
    months, bounds = _bounds(look, cut, time_zone, by_month=Dimension.MONTH in by)
    parts = [
        part
        for part in lot_periods(look, scope, paid, bounds)
        if (part.item_id in kinds or (not kinds and wanted != "kits"))
        and (not cut.organisations or part.organisation_id in cut.organisations)
    ]
    donors = _donors(look, parts) if Dimension.DONOR in by else {}
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    if not by:
        sums[()] = 0
    for part in parts:
        value = int(getattr(part.done, _COLUMN[column]))
        for donor in donors.get(part.project_id, [None]):
            codes = {
                Dimension.ITEM: part.item_id,
                Dimension.LOT: part.lot,
                Dimension.PROJECT: part.project_id,
                Dimension.DONOR: donor,
                Dimension.ORGANISATION: part.organisation_id,
                Dimension.MONTH: months[part.period] if months else None,
            }
            sums[tuple(codes[one] for one in by)] += value
    return dict(sums)


def _donors(look: ReadTx, parts: Sequence[LotPeriod]) -> dict[UUID | None, list[UUID | None]]:
    """Project → its donors; a project without any, and no project, have none."""
    paying = {part.project_id for part in parts if part.project_id is not None}
    return {
        one.id: [donor.organisation_id for donor in one.donors] or [None]
        for one in projects.by_ids(look, paying).values()
    }


def _bounds(
    look: ReadTx, cut: Cut, time_zone: str, *, by_month: bool
) -> tuple[list[str], list[datetime | None]]:
    """The names of the months (none when not asked for), and the instants between which to look."""
    today = clock.today(time_zone)
    last = cut.to_date if cut.to_date is not None and cut.to_date < today else today
    until = None if last == today else _midnight(last + timedelta(days=1), time_zone)
    first = None if cut.from_date is None else min(cut.from_date, today + timedelta(days=1))
    since = None if first is None or first <= _OLDEST else _midnight(first, time_zone)
    if not by_month:
        return [], [since, until]
    oldest = first_month(look)
    # Months are kept in UTC: the first entry may stand in the local month before.
    start = (oldest or today) - timedelta(days=1)
    if first is not None and first > start:
        start = first
    months = [start.replace(day=1)]
    while (following := (months[-1] + timedelta(days=31)).replace(day=1)) <= last:
        months.append(following)
    inner = [_midnight(month, time_zone) for month in months[1:]]
    return [month.isoformat()[:7] for month in months], [since, *inner, until]


_OLDEST = date(1970, 1, 2)
"""Up to this day there is no stock; and midnight of the very first day there is is no instant everywhere."""


def _midnight(day: date, time_zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.zone(time_zone)).astimezone(UTC)
