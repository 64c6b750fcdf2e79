"""From the lorry to the hand: the pipeline as it stands now, and what a donor's part did in a period."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.items.public import ItemKind, ItemView
from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.words import _
from app.kits.rules.flows import (
    MONTHS_LOOKED_AT,
    Flow,
    Statement,
    months_before,
    months_of_stock,
    statement_of,
)
from app.kits.rules.sorting import Sort, in_order, sort_asked
from app.kits.schemas.views import (
    PipelineLine,
    PipelineView,
    StatementLine,
    StatementTotal,
    StatementView,
)
from app.kits.store import flows, lots
from app.kits.tables import Lot
from app.kits.use_cases.asking import StockFilters, cut_of
from app.organisations import public as organisations
from app.platform.unit_of_work import UnitOfWork
from app.projects import public as projects

PIPELINE_COLUMNS = (
    "item",
    "received",
    "assembled",
    "passed",
    "in_stock",
    "on_the_road",
    "handed_out",
    "lost",
    "months_of_stock",
)
STATEMENT_COLUMNS = (
    "project",
    "item",
    "lot",
    "opening",
    "received",
    "assembled",
    "passed",
    "distributed",
    "lost",
    "closing",
)
"""By which the lines can be sorted."""


def _by(sort: Sort | None) -> Callable[[PipelineLine | StatementLine], object]:
    def mark(line: PipelineLine | StatementLine) -> object:
        if sort is None:
            return None
        return line.names.in_language(sort.language) if sort.column == "item" else getattr(line, sort.column)

    return mark


def pipeline(
    actor: Actor, filters: StockFilters, *, uow: UnitOfWork, sort: str = "", language: str = "en"
) -> PipelineView:
    """Every item as it stands now. An item that is asked for is the one that is drawn; else the first dignity kit."""
    actor.require(Permission.STOCK_SEE)
    order = sort_asked(sort, PIPELINE_COLUMNS, language)
    scope = actor.scope(Permission.STOCK_SEE)
    until = months_before(clock.today(), 0)
    since = months_before(until, MONTHS_LOOKED_AT)
    with uow.read() as look:
        cut = cut_of(look, filters)
        found = flows.flows(look.db, scope, cut)
        issued = flows.issued(look.db, scope, cut, since=since, until=until)
        known = items.by_ids(look, found)
    lines = [
        _pipeline_line(known[item], flow, issued.get(item, 0))
        for item, flow in sorted(found.items(), key=lambda pair: _kits_first(known[pair[0]]))
    ]
    return PipelineView(
        chosen=filters.item or (lines[0].item if lines else None),
        issues_since=since,
        issues_until=until,
        lines=tuple(in_order(lines, order, _by(order))),
    )


def _kits_first(item: ItemView) -> tuple[bool, str]:
    return item.kind is not ItemKind.DIGNITY_KIT, item.code


def _pipeline_line(item: ItemView, flow: Flow, issued: int) -> PipelineLine:
    return PipelineLine(
        item=item.code,
        names=item.names,
        received=flow.received,
        assembled=flow.assembled,
        passed=flow.passed,
        in_stock=flow.in_stock,
        on_the_road=flow.on_the_road,
        handed_out=flow.handed_out,
        lost=flow.lost,
        issued=issued,
        months_of_stock=months_of_stock(flow.held, issued),
    )


@dataclass(frozen=True, slots=True)
class Period:
    """Two days, both included."""

    from_date: date
    to_date: date

    def instants(self, time_zone: str) -> tuple[datetime, datetime]:
        """The first instant of the first day, and the first after the last day."""
        zone = clock.zone(time_zone)
        after = self.to_date + timedelta(days=1)
        return (
            datetime(self.from_date.year, self.from_date.month, self.from_date.day, tzinfo=zone).astimezone(
                UTC
            ),
            datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(UTC),
        )


def period_of(from_date: date | None, to_date: date | None, *, time_zone: str) -> Period:
    """The days asked for; from the first of January to today when nothing is said. Raises Invalid."""
    today = clock.today(time_zone)
    last = to_date or today
    first = from_date or date(last.year, 1, 1)
    if first > last:
        raise Invalid.of("to", "period.backwards", _("The last day is before the first."))
    if first.year < 2000 or last.year > 2999:
        raise Invalid.of("from" if first.year < 2000 else "to", "period.far", _("Please check the year."))
    return Period(first, last)


def statement(
    actor: Actor,
    filters: StockFilters,
    period: Period,
    *,
    time_zone: str,
    uow: UnitOfWork,
    sort: str = "",
    language: str = "en",
) -> StatementView:
    """What each lot did in the period, and the sums by project and item. Lots at rest with nothing are left out."""
    actor.require(Permission.STOCK_SEE)
    order = sort_asked(sort, STATEMENT_COLUMNS, language)
    scope = actor.scope(Permission.STOCK_SEE)
    since, before = period.instants(time_zone)
    with uow.read() as look:
        cut = cut_of(look, filters)
        told = {
            lot_id: line
            for lot_id, (opened, closed) in flows.flows_of_lots(look.db, scope, cut, (since, before)).items()
            if not (line := statement_of(opened, closed)).empty
        }
        of = lots.find_many(look.db, told)
        known = items.by_ids(look, {lot.item_id for lot in of.values()})
        paying = {lot.project_id for lot in of.values() if lot.project_id is not None}
        grants = projects.spans_by_ids(look, paying) if paying else {}
        donor = organisations.by_code(look, filters.donor, "donor") if filters.donor else None
    codes = {project_id: grant.code for project_id, grant in grants.items()}
    lines = _statement_lines(told, of, known, codes)
    return StatementView(
        donor=donor.code if donor else None,
        donor_names=donor.names if donor else None,
        project=filters.project or None,
        from_date=period.from_date,
        to_date=period.to_date,
        lines=tuple(in_order(lines, order, _by(order))),
        totals=_totals(lines, {item.code: item for item in known.values()}),
    )


def _statement_lines(
    told: dict[UUID, Statement], of: dict[UUID, Lot], known: dict[UUID, ItemView], codes: dict[UUID, str]
) -> tuple[StatementLine, ...]:
    lines = [
        StatementLine(
            project=codes.get(of[lot_id].project_id) if of[lot_id].project_id else None,  # type: ignore[arg-type]
            item=known[of[lot_id].item_id].code,
            names=known[of[lot_id].item_id].names,
            lot_id=lot_id,
            lot=of[lot_id].told,
            expires_on=of[lot_id].expires_on,
            opening=line.opening,
            received=line.received,
            assembled=line.assembled,
            passed=line.passed,
            distributed=line.distributed,
            lost=line.lost,
            closing=line.closing,
        )
        for lot_id, line in told.items()
    ]
    return tuple(
        sorted(lines, key=lambda one: (one.project is None, one.project or "", one.item, one.lot, one.lot_id))
    )


def _totals(lines: Iterable[StatementLine], known: dict[str, ItemView]) -> tuple[StatementTotal, ...]:
    sums: dict[tuple[str | None, str], Statement] = {}
    for line in lines:
        one = Statement(line.opening, line.received, line.assembled, line.passed, line.distributed, line.lost)
        key = (line.project, line.item)
        sums[key] = sums[key] + one if key in sums else one
    return tuple(
        StatementTotal(
            project=project,
            item=item,
            names=known[item].names,
            opening=one.opening,
            received=one.received,
            assembled=one.assembled,
            passed=one.passed,
            distributed=one.distributed,
            lost=one.lost,
            closing=one.closing,
        )
        for (project, item), one in sums.items()
    )
