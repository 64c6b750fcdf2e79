"""Pure words of the kit ledger: kinds of places, reasons of movements."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.words import Words, _


class LocationKind(StrEnum):
    """What a place in the ledger is. Supplier, beneficiaries and loss are the outside world: they have no floor."""

    WAREHOUSE = "warehouse"
    PARTNER_STORE = "partner_store"
    SESSION_BAG = "session_bag"
    SUPPLIER = "supplier"
    BENEFICIARIES = "beneficiaries"
    LOSS = "loss"


LOCATION_KIND_NAMES: dict[LocationKind, Words] = {
    LocationKind.WAREHOUSE: _("warehouse"),
    LocationKind.PARTNER_STORE: _("partner store"),
    LocationKind.SESSION_BAG: _("session bag"),
    LocationKind.SUPPLIER: _("supplier"),
    LocationKind.BENEFICIARIES: _("given to people"),
    LocationKind.LOSS: _("lost or damaged"),
}

OUTSIDE = frozenset({LocationKind.SUPPLIER, LocationKind.BENEFICIARIES, LocationKind.LOSS})
"""Kinds of places whose balance may be anything."""


class MovementReason(StrEnum):
    """Why a quantity moved."""

    RECEIPT = "receipt"
    TRANSFER = "transfer"
    LOAD = "load"
    HAND_OUT = "hand_out"
    RETURN = "return"
    DAMAGE = "damage"
    EXPIRY = "expiry"
    LOSS = "loss"
    COUNT_ADJUSTMENT = "count_adjustment"
    ASSEMBLY = "assembly"
    FOUND = "found"
    DISTRIBUTED_WITHOUT_RECORD = "distributed_without_record"
    REVERSAL = "reversal"


REASON_NAMES: dict[MovementReason, Words] = {
    MovementReason.RECEIPT: _("received"),
    MovementReason.TRANSFER: _("transferred"),
    MovementReason.LOAD: _("loaded for a session"),
    MovementReason.HAND_OUT: _("handed out"),
    MovementReason.RETURN: _("returned from a session"),
    MovementReason.DAMAGE: _("damaged"),
    MovementReason.EXPIRY: _("expired"),
    MovementReason.LOSS: _("lost"),
    MovementReason.COUNT_ADJUSTMENT: _("adjusted after a count"),
    MovementReason.ASSEMBLY: _("assembled"),
    MovementReason.FOUND: _("found"),
    MovementReason.DISTRIBUTED_WITHOUT_RECORD: _("distributed without a record"),
    MovementReason.REVERSAL: _("reversed"),
}
