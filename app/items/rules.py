"""Pure words of items: their kinds."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.words import Words, _


class ItemKind(StrEnum):
    """What an item is."""

    DIGNITY_KIT = "dignity_kit"
    HYGIENE_ITEM = "hygiene_item"
    PROMOTIONAL = "promotional"
    INFORMATION = "information"
    VOUCHER = "voucher"


ITEM_KIND_NAMES: dict[ItemKind, Words] = {
    ItemKind.DIGNITY_KIT: _("dignity kit"),
    ItemKind.HYGIENE_ITEM: _("hygiene item"),
    ItemKind.PROMOTIONAL: _("promotional material"),
    ItemKind.INFORMATION: _("information material"),
    ItemKind.VOUCHER: _("voucher"),
}
