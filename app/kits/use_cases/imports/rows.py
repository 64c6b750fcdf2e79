"""A row of opening stock becomes a lot and its receipt, or says what is wrong in which column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.items.public import ItemView, Variant
from app.kernel import clock
from app.kernel.errors import FieldError
from app.kernel.types import western_digits
from app.kernel.words import Words, _
from app.kits.rules import STORES
from app.kits.rules.imports import BY_KEY, DOCUMENT, lot_key, receipt_key
from app.kits.store import places
from app.kits.tables import Location
from app.platform.sheets.cells import date_of, text_of, whole_of
from app.platform.sheets.files import Cell
from app.platform.sheets.heading import Sheet
from app.platform.sheets.listed import Listed, labelled
from app.platform.sheets.problems import Problem
from app.platform.sheets.row import RowReader
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.projects.public import ProjectView

_MOST = 10_000_000
_MOST_MONEY = 1_000_000_000
_CURRENCY = re.compile(r"^[A-Z]{3}$")
_EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class StockRow:
    """What a row asks for. `number` is the row's on the sheet, from 1; `effective_at` None means now."""

    number: int
    place: Location
    item: ItemView
    lot_id: UUID
    receipt_id: UUID
    label: str
    quantity: int
    project: ProjectView | None
    expires_on: date | None
    unit_cost: Decimal | None
    currency: str
    effective_at: datetime | None
    document: str
    note: str
    variant: str | None


@dataclass
class Known:
    """What cells can name: the stores of the person, items with their variants, projects."""

    places: Listed[Location]
    items: Listed[ItemView]
    projects: Listed[ProjectView]
    variants: dict[UUID, tuple[Variant, ...]]


def known_to(look: ReadTx, actor: Actor) -> Known:
    """Read these lists; a fixed number of statements."""
    stores: Listed[Location] = Listed()
    for place in places.choices(look.db, actor.scope(Permission.STOCK_MOVE), STORES):
        stores.add(place, str(place.id), place.name)
    things: Listed[ItemView] = Listed()
    listed = items.choices(look)
    for item in listed:
        things.add(item, *labelled(item.code, item.names))
    paying: Listed[ProjectView] = Listed()
    for project in projects.choices(look):
        paying.add(project, *labelled(project.code, project.title))
    return Known(stores, things, paying, items.variants_of(look, [item.id for item in listed]))


def _cost(cell: Cell) -> Decimal | Words:
    """A sum of money with at most two decimals, in any script's digits."""
    text = str(western_digits(text_of(cell))).replace("٫", ".").replace(",", ".")
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or not 0 <= found <= _MOST_MONEY or found != round(found, 2):
        return _("This is no sum of money. Write it as 14.50.")
    return round(found, 2)


def _currency(cell: Cell) -> str | Words:
    text = text_of(cell).upper()
    return text if _CURRENCY.match(text) else _("Three letters, such as USD.")


def _day(cell: Cell) -> date | Words:
    """A day on which something can have come: not before the ledger, not to come."""
    found = date_of(cell)
    if isinstance(found, date) and not _EARLIEST <= found <= clock.today():
        return _("This day is in the future, or before the year 2000.")
    return found


def read_row(
    number: int, cells: Mapping[str, Cell], known: Known
) -> tuple[StockRow | None, list[FieldError]]:
    """The row, or everything that is wrong with it."""
    reader = RowReader(cells, BY_KEY)
    place: Location | None = reader.one_of("place", known.places, "location.unknown")
    item: ItemView | None = reader.one_of("item", known.items, "item.unknown")
    label = reader.text("lot")
    quantity = reader.value("quantity", lambda cell: whole_of(cell, 1, _MOST))
    project: ProjectView | None = reader.one_of("project", known.projects, "project.unknown")
    expires_on, cost = reader.value("expires_on", date_of), reader.value("unit_cost", _cost)
    currency, day = reader.value("currency", _currency), reader.value("day", _day)
    document, note = reader.text("document"), reader.text("note")
    variant = _variant(reader, known, item)
    if reader.problems or place is None or item is None or quantity is None:
        return None, reader.problems
    mark = (
        item.id,
        label.casefold(),
        project.id if project else "",
        expires_on or "",
        *([variant] if variant else []),
    )
    lot_id = lot_key(place.organisation_id, *mark)
    row = StockRow(
        number=number,
        place=place,
        item=item,
        lot_id=lot_id,
        receipt_id=receipt_key(place.id, lot_id),
        label=label,
        quantity=quantity,
        project=project,
        expires_on=expires_on,
        unit_cost=cost,
        currency=currency or "USD",
        effective_at=_noon(day),
        document=document or DOCUMENT,
        note=note,
        variant=variant,
    )
    return row, []


def _variant(reader: RowReader, known: Known, item: ItemView | None) -> str | None:
    """The code of the active variant of the item that the row names; what is not one is a problem."""
    named = reader.text("variant")
    if not named or item is None:
        return None
    for one in known.variants.get(item.id, ()):
        if one.active and one.code.casefold() == named.casefold():
            return one.code
    reader.wrong("variant", "item.variant_unknown", _("This item does not come in this size or variant."))
    return None


def _noon(day: date | None) -> datetime | None:
    """An entry of today happened now, one of an earlier day at its noon in UTC, as on forms."""
    if day is None or day == clock.today():
        return None
    return datetime.combine(day, time(12), UTC)


def read_all(look: ReadTx, actor: Actor, sheet: Sheet) -> tuple[list[StockRow], list[Problem]]:
    """Every row, and all problems of all rows. A lot that stands twice for one store is one of them."""
    known = known_to(look, actor)
    rows: list[StockRow] = []
    problems: list[Problem] = []
    seen: dict[UUID, int] = {}
    for number, cells in sheet.rows:
        row, errors = read_row(number, cells, known)
        problems += [Problem(number, error) for error in errors]
        if row is None:
            continue
        if row.receipt_id in seen:
            message = _("The same lot of this store stands in row %(row)s. Add them up.") % {
                "row": seen[row.receipt_id]
            }
            problems.append(Problem(number, FieldError("lot", "import.twice", message)))
            continue
        seen[row.receipt_id] = number
        rows.append(row)
    return rows, problems
