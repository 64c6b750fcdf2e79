"""Opening stock on a sheet: its columns, the states of an import, and the marks by which a row is known again. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from app.kernel.columns import SheetColumn
from app.kernel.words import Words, _

MOST_ROWS: Final = 2_000
"""Rows of one file: all are entered in one transaction, while nobody else enters anything."""

DOCUMENT: Final = "OPENING"
"""The document of a receipt for which the sheet names none."""

SPACE = UUID("9b1c5a0e-6d0f-5b1e-8a53-6b6172616d61")
"""The name space of lots and receipts that come from a sheet (UUID version 5)."""


class ImportState(StrEnum):
    """How far an import is."""

    CHECKED = "checked"
    DONE = "done"
    REFUSED = "refused"


IMPORT_STATE_NAMES: dict[ImportState, Words] = {
    ImportState.CHECKED: _("checked, not yet imported"),
    ImportState.DONE: _("imported"),
    ImportState.REFUSED: _("not imported"),
}

_DAY = "yyyy-mm-dd"

COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("place", _("Store"), _("Choose from the list."), width=32),
    SheetColumn("item", _("Item"), _("Choose from the list."), width=28),
    SheetColumn(
        "lot",
        _("Lot"),
        _("What is written on the boxes, or the number of the delivery."),
        longest=120,
        width=24,
    ),
    SheetColumn("quantity", _("Quantity"), _("A whole number."), format="0"),
    SheetColumn("project", _("Paid by project"), _("Choose from the list."), optional=True),
    SheetColumn(
        "expires_on",
        _("Expires on"),
        _("A date, such as 2026-07-30 or 30/07/2026."),
        optional=True,
        format=_DAY,
    ),
    SheetColumn("unit_cost", _("Cost of one"), _("A number, such as 14.50."), optional=True, format="0.00"),
    SheetColumn("currency", _("Currency"), _("Three letters; USD when empty."), optional=True),
    SheetColumn(
        "day",
        _("Since when"),
        _("The day on which it was counted or came; today when empty."),
        optional=True,
        format=_DAY,
    ),
    SheetColumn(
        "document",
        _("Document"),
        _("Of the delivery or count, if there is one."),
        optional=True,
        longest=120,
    ),
    SheetColumn("note", _("Note"), _("Up to 500 signs."), optional=True, longest=500, width=32),
    SheetColumn(
        "variant",
        _("Size or variant"),
        _("The code of a size or variant of the item, if it comes in some."),
        optional=True,
        longest=64,
    ),
)

BY_KEY = {column.key: column for column in COLUMNS}


def lot_key(organisation_id: UUID, *mark: object) -> UUID:
    """The id of the lot a row names: the same for the same organisation and mark, always."""
    return uuid5(SPACE, "|".join(["lot", str(organisation_id), *(str(part) for part in mark)]))


def receipt_key(place_id: UUID, lot_id: UUID) -> UUID:
    """The id of the opening receipt of a lot at a place: there is one."""
    return uuid5(SPACE, f"receipt|{place_id}|{lot_id}")
