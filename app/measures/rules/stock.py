"""The figures of the kit ledger: opening + received + assembled + from others - issued - lost = in stock."""

from __future__ import annotations

from app.kernel.words import Words, _
from app.measures.rules.shape import D, Kind, Measure

STOCK_DIMENSIONS = (D.ITEM, D.LOT, D.PROJECT, D.DONOR, D.MONTH, D.ORGANISATION)
"""What the ledger knows of a piece: which lot, who paid for it, whose places, when."""


def _measure(key: str, title: Words, definition: Words, kind: Kind = Kind.COUNT) -> Measure:
    unit = "kits" if key.startswith("kits_") else "pieces"
    to_people = key.endswith("_issued")
    return Measure(
        key, title, definition, unit, kind, STOCK_DIMENSIONS, of_stock=True, counts_people=to_people
    )


STOCK_MEASURES = (
    _measure(
        "kits_received",
        _("Kits received"),
        _(
            "Kits received: dignity kits that came from suppliers, less what went back to them, by the day of the entry."
        ),
    ),
    _measure(
        "items_received",
        _("Items received"),
        _("Items received: kits and other materials that came from suppliers, less what went back to them."),
    ),
    _measure(
        "kits_assembled",
        _("Kits assembled"),
        _("Kits assembled: dignity kits made from their parts, less those whose assembly was taken back."),
    ),
    _measure(
        "items_assembled",
        _("Items made less items used up"),
        _(
            "Items made less items used up: kits assembled, less the parts that went into them. It is below zero where "
            "only the parts are looked at."
        ),
    ),
    _measure(
        "kits_passed",
        _("Kits from others"),
        _(
            "Kits from others: dignity kits taken over from other organisations, less those passed on to them. Between "
            "places that are counted together nothing is left of it."
        ),
    ),
    _measure(
        "items_passed",
        _("Items from others"),
        _(
            "Items from others: kits and other materials taken over from other organisations, less those passed on to "
            "them."
        ),
    ),
    _measure(
        "kits_issued",
        _("Kits issued"),
        _(
            "Kits issued: dignity kits that left the stock for people, as the kit ledger has it: also those of sessions "
            "that are not verified yet, and those given without a record of whom."
        ),
    ),
    _measure(
        "items_issued",
        _("Items issued"),
        _("Items issued: kits and other materials that left the stock for people, as the kit ledger has it."),
    ),
    _measure(
        "kits_lost",
        _("Kits lost"),
        _("Kits lost: dignity kits damaged, expired, lost or missing in a count, less those found again."),
    ),
    _measure(
        "items_lost",
        _("Items lost"),
        _(
            "Items lost: kits and other materials damaged, expired, lost or missing in a count, less those found again."
        ),
    ),
    _measure(
        "kits_balance",
        _("Kits in stock"),
        _(
            "Kits in stock: dignity kits on shelves, in bags and on the road when the period ends: what was there before "
            "it, with what was received, assembled and taken over from others, less what was issued and lost."
        ),
        Kind.LEVEL,
    ),
    _measure(
        "items_balance",
        _("Items in stock"),
        _(
            "Items in stock: kits and other materials on shelves, in bags and on the road when the period ends."
        ),
        Kind.LEVEL,
    ),
)
