"""What other packages may ask of items inside their own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.items.rules import ItemKind, version_on
from app.items.schemas import ComponentLine, ItemView, Variant
from app.items.store import items as store
from app.items.store import seeding, variants
from app.items.tables import Item
from app.kernel import clock
from app.kernel.errors import Invalid, NotFound
from app.kernel.words import _
from app.platform.unit_of_work import ReadTx, Tx

__all__ = [
    "ComponentLine",
    "ItemKind",
    "ItemView",
    "Variant",
    "by_code",
    "by_codes",
    "by_ids",
    "choices",
    "contents_of",
    "current_version_id",
    "dignity_kits",
    "lines_of",
    "seed",
    "variant_of",
    "variants_of",
]


def _views(look: ReadTx, rows: list[Item]) -> list[ItemView]:
    versions = store.versions_of(look.db, [row.id for row in rows])
    today = clock.today()
    return [store.view(row, versions[row.id], today) for row in rows]


def by_codes(look: ReadTx, codes: Iterable[str]) -> dict[str, ItemView]:
    """Items by code; one statement however many, unknown codes are missing from the answer."""
    found = store.by_codes(look.db, set(codes), clock.today())
    look.keep("items", {item.id: item for item in found})
    return {item.code: item for item in found}


def by_ids(look: ReadTx, ids: Iterable[UUID]) -> dict[UUID, ItemView]:
    """Items by id; one statement however many."""
    return look.each_once(
        "items", ids, lambda wanted: {item.id: item for item in store.by_ids(look.db, wanted, clock.today())}
    )


def by_code(look: ReadTx, code: str, field: str) -> ItemView:
    """The active item with this code. Raises Invalid on `field` when there is none."""
    row = store.find_by_code(look.db, code)
    if row is None or not row.active:
        raise Invalid.of(field, "item.unknown", _("There is no item with this code."))
    return _views(look, [row])[0]


def choices(look: ReadTx) -> list[ItemView]:
    """All active items by code, for choosing from (at most 500)."""
    found = _views(look, store.listing(look.db, after=None, limit=500, active_only=True))
    look.keep("items", {item.id: item for item in found})
    return found


def dignity_kits(look: ReadTx) -> frozenset[UUID]:
    """The ids of the items that count as kits wherever kits are counted; other material is counted apart."""
    return frozenset(store.ids_of_kind(look.db, ItemKind.DIGNITY_KIT))


def current_version_id(look: ReadTx, item_id: UUID, on: date) -> UUID:
    """The id of the version of an item that holds on a day. Raises NotFound for an unknown item."""
    versions = store.versions_of(look.db, [item_id])[item_id]
    if not versions:
        raise NotFound
    return version_on(versions, on).id


def lines_of(look: ReadTx, item_id: UUID) -> list[ComponentLine]:
    """The bill of materials of an item's version of today; empty for what is not assembled."""
    version_id = current_version_id(look, item_id, clock.today())
    return store.lines_of(look.db, [version_id])[version_id]


def contents_of(look: ReadTx, item_ids: Iterable[UUID]) -> dict[UUID, list[ComponentLine]]:
    """The bill of materials of each item's version of today; two statements however many items."""
    versions = store.versions_of(look.db, list(item_ids))
    today = clock.today()
    now = {item_id: version_on(known, today).id for item_id, known in versions.items() if known}
    lines = store.lines_of(look.db, list(now.values()))
    return {item_id: lines[version_id] for item_id, version_id in now.items()}


def variants_of(look: ReadTx, item_ids: Iterable[UUID]) -> dict[UUID, tuple[Variant, ...]]:
    """The sizes and other variants each item comes in, active or not; one statement however many items."""
    return variants.of_items(look.db, item_ids)


def variant_of(look: ReadTx, item_id: UUID, code: str, field: str) -> Variant:
    """The active variant of an item with this code. Raises Invalid on `field` when the item has none such."""
    for variant in variants.of_items(look.db, [item_id])[item_id]:
        if variant.code == code and variant.active:
            return variant
    raise Invalid.of(field, "item.variant_unknown", _("This item does not come in this size or variant."))


def seed(tx: Tx) -> dict[str, int]:
    """Insert the items that are missing from the shipped lists; how many of each."""
    return seeding.seed(tx)
