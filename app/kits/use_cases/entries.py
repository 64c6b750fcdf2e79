"""The entries behind a figure: of an item, of a donor's lots, on one road; newest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel.paging import Page, to_cursor
from app.kernel.words import Words, _
from app.kits.rules import LocationKind, MovementReason
from app.kits.schemas.views import EntryLine
from app.kits.store import entries, lots, places
from app.kits.tables import Movement
from app.kits.use_cases.asking import StockFilters, cut_of
from app.kits.use_cases.cursors import a_moment
from app.kits.use_cases.flowing import Period
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.sessions import public as sessions


class Stage(StrEnum):
    """Which road entries went."""

    RECEIVED = "received"
    ASSEMBLED = "assembled"
    PASSED = "passed"
    HANDED_OUT = "handed_out"
    LOST = "lost"


STAGE_NAMES: dict[Stage, Words] = {
    Stage.RECEIVED: _("from suppliers"),
    Stage.ASSEMBLED: _("made into kits"),
    Stage.PASSED: _("from and to others"),
    Stage.HANDED_OUT: _("handed out"),
    Stage.LOST: _("lost, damaged, expired or found"),
}

_KINDS = {
    Stage.RECEIVED: LocationKind.SUPPLIER,
    Stage.ASSEMBLED: LocationKind.SUPPLIER,
    Stage.HANDED_OUT: LocationKind.BENEFICIARIES,
    Stage.LOST: LocationKind.LOSS,
}


@dataclass(frozen=True, slots=True)
class EntryFilters:
    """What the entries are of; `stage` narrows to those from or to one kind of outside place, or to what passed
    between places the reader sees and others.
    """

    stock: StockFilters = field(default_factory=StockFilters)
    stage: Stage | None = None
    lot: UUID | None = None
    period: Period | None = None
    oldest_first: bool = False


def list_entries(
    actor: Actor,
    filters: EntryFilters,
    *,
    time_zone: str,
    uow: UnitOfWork,
    cursor: str | None = None,
    limit: int = 100,
) -> Page[EntryLine]:
    """Entries of the ledger the reader may know, newest first; of the ones behind a figure when narrowed so."""
    actor.require(Permission.STOCK_SEE)
    after = a_moment(cursor) if cursor else None
    with uow.read() as look:
        cut = cut_of(look, filters.stock)
        rows = entries.listing(
            look.db,
            actor.scope(Permission.STOCK_SEE),
            cut,
            lot_id=filters.lot,
            outside=_KINDS.get(filters.stage) if filters.stage else None,
            assembled=filters.stage is Stage.ASSEMBLED,
            passed=filters.stage is Stage.PASSED,
            between=filters.period.instants(time_zone) if filters.period else None,
            after=after,
            oldest_first=filters.oldest_first,
            limit=limit + 1,
        )
        shown = rows[:limit]
        lines = _told(look, shown)
    more = to_cursor(shown[-1].effective_at.isoformat(), shown[-1].id) if len(rows) > limit else None
    return Page(items=lines, next=more)


def _told(look: ReadTx, rows: list[Movement]) -> list[EntryLine]:
    of = lots.find_many(look.db, {row.lot_id for row in rows})
    known = items.by_ids(look, {lot.item_id for lot in of.values()})
    ends = places.names_of(
        look.db, {end for row in rows for end in (row.from_location_id, row.to_location_id)}
    )
    paying = {lot.project_id for lot in of.values() if lot.project_id is not None}
    grants = projects.spans_by_ids(look, paying) if paying else {}
    held = sessions.labels(look, {row.session_id for row in rows if row.session_id is not None})

    def line(row: Movement) -> EntryLine:
        lot = of[row.lot_id]
        return EntryLine(
            id=row.id,
            effective_at=row.effective_at,
            reason=MovementReason(row.reason),
            item=known[lot.item_id].code,
            names=known[lot.item_id].names,
            lot=lot.told,
            project=grants[lot.project_id].code if lot.project_id else None,
            from_id=row.from_location_id,
            from_place=ends[row.from_location_id],
            to_id=row.to_location_id,
            to_place=ends[row.to_location_id],
            quantity=row.quantity,
            document=row.document,
            note=row.note,
            session_id=row.session_id,
            session=held[row.session_id].code if row.session_id in held else None,
            disputed=row.disputed,
        )

    return [line(row) for row in rows]
