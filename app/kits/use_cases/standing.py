"""Where everything is now, grouped and narrowed as asked, with its sum."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel import clock
from app.kernel.paging import cursor_unknown, from_cursor, to_cursor
from app.kits.rules import STOCK, LocationKind
from app.kits.rules.sorting import Sort, in_order, sort_asked
from app.kits.rules.standing import SORTED_BY, By, expiry_asked, whereabouts_asked
from app.kits.schemas.views import StandingLine, StandingView
from app.kits.store import lots, places, standing
from app.kits.store.standing import NEVER, Position, Standing
from app.kits.use_cases.asking import StockFilters, cut_of
from app.kits.use_cases.by_donor import by_donor
from app.kits.use_cases.cursors import a_day, a_shelf, an_id
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects

PAGED = frozenset({By.PLACE, By.LOT})
"""The other groupings are short: a few dozen items and projects."""


def _position(by: By, cursor: str | None) -> Position | None:
    if cursor is None or by not in PAGED:
        return None
    if by is By.PLACE:
        return a_shelf(cursor)
    expires, name, place, lot = from_cursor(cursor, 4)
    return a_day(expires), name, an_id(place), an_id(lot)


def _cursor(by: By, last: Standing) -> str:
    if by is By.PLACE:
        return to_cursor(last.place, last.location_id, last.item_id)
    return to_cursor((last.first_expiry or NEVER).isoformat(), last.place, last.location_id, last.lot_id)


def where_everything_is(
    actor: Actor,
    by: By,
    filters: StockFilters,
    *,
    uow: UnitOfWork,
    expiring: str = "",
    whereabouts: str = "",
    sort: str = "",
    language: str = "en",
    cursor: str | None = None,
    limit: int | None = 100,
) -> StandingView:
    """What stands where. `expiring`, `whereabouts`, `sort`: see `expiry_asked`, `whereabouts_asked`, `sort_asked`.

    `limit` None means all of it in one go, for a file. Names are sorted as they read in `language`.
    """
    actor.require(Permission.STOCK_SEE)
    expiry, there = expiry_asked(expiring, clock.today()), whereabouts_asked(whereabouts)
    order = sort_asked(sort, SORTED_BY[by], language)
    after = _position(by, cursor) if order is None else None
    scope = actor.scope(Permission.STOCK_SEE)
    asked = limit if by in PAGED and order is None else None
    with uow.read() as look:
        cut = cut_of(look, filters)
        rows = standing.lines(
            look.db,
            scope,
            By.PROJECT if by is By.DONOR else by,
            cut,
            kinds=STOCK,
            expiry=expiry,
            whereabouts=there,
            after=after,
            limit=None if asked is None else asked + 1,
        )
        more = asked is not None and len(rows) > asked
        shown = rows[:asked]
        in_all = standing.total(look.db, scope, cut, kinds=STOCK, expiry=expiry, whereabouts=there)
        lines = _told(look, shown)
        if by is By.DONOR:
            lines = by_donor(look, lines)
    if by not in PAGED:
        lines.sort(key=_in_order)
    if order is not None:
        lines, following = _turned(
            lines, order, cursor if by in PAGED else None, limit if by in PAGED else None
        )
        return StandingView(by=by, lines=tuple(lines), total=in_all, next=following)
    return StandingView(
        by=by, lines=tuple(lines), total=in_all, next=_cursor(by, shown[-1]) if more else None
    )


def _turned(
    lines: list[StandingLine], order: Sort, cursor: str | None, limit: int | None
) -> tuple[list[StandingLine], str | None]:
    """A page of the lines in the order asked for. Such a page is known by how many lines stand before it."""
    first = 0
    if cursor is not None:
        (text,) = from_cursor(cursor, 1)
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise cursor_unknown()
        first = int(text)
    ordered = in_order(lines, order, lambda line: _mark(line, order))
    if limit is None:
        return ordered[first:], None
    last = first + limit
    return ordered[first:last], to_cursor(last) if last < len(ordered) else None


def _mark(line: StandingLine, order: Sort) -> object:
    """What a line is sorted by."""
    if order.column == "item":
        return line.names.in_language(order.language)
    name = {"place": "location", "expiry": "first_expiry"}.get(order.column, order.column)
    return getattr(line, name)


def _in_order(line: StandingLine) -> tuple[bool, str, str]:
    """By project, donor or month, what has none last; then by item."""
    mark = line.project or line.donor or line.month
    return mark is None, mark or "", line.item


def _told(look: ReadTx, rows: list[Standing]) -> list[StandingLine]:
    """The lines with codes and names; a fixed number of statements."""
    here = places.find_many(look.db, {row.location_id for row in rows if row.location_id is not None})
    owners = organisations.by_ids(look, {place.organisation_id for place in here.values()}) if here else {}
    known = items.by_ids(look, {row.item_id for row in rows})
    of = lots.find_many(look.db, {row.lot_id for row in rows if row.lot_id is not None})
    paying = {row.project_id for row in rows if row.project_id is not None}
    grants = projects.spans_by_ids(look, paying) if paying else {}

    def line(row: Standing) -> StandingLine:
        place = here.get(row.location_id) if row.location_id else None
        lot = of.get(row.lot_id) if row.lot_id else None
        return StandingLine(
            location_id=row.location_id,
            location=place.name if place else None,
            kind=LocationKind(place.kind) if place else None,
            organisation=owners[place.organisation_id].code if place else None,
            on_the_road=place.transit if place else False,
            item=known[row.item_id].code,
            names=known[row.item_id].names,
            lot_id=row.lot_id,
            lot=lot.told if lot else None,
            project=grants[row.project_id].code if row.project_id else None,
            month=row.month,
            quantity=int(row.quantity),
            first_expiry=row.first_expiry,
        )

    return [line(row) for row in rows]
