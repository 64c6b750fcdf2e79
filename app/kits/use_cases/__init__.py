"""What can be done with places, lots and stock: one verb, one transaction."""

from __future__ import annotations

from app.kits.use_cases.looking import (
    WhereFilters,
    card_of,
    expires_soon,
    lots_at_place,
    own_choices,
    own_place,
    where_everything_is,
)
from app.kits.use_cases.lots import add_lot, change_lot, get_lot, list_lots
from app.kits.use_cases.moving import list_balances, list_movements, move, receive, reverse
from app.kits.use_cases.places import (
    add_location,
    change_location,
    get_location,
    list_locations,
    outside_place,
)

__all__ = [
    "WhereFilters",
    "add_location",
    "add_lot",
    "card_of",
    "change_location",
    "change_lot",
    "expires_soon",
    "get_location",
    "get_lot",
    "list_balances",
    "list_locations",
    "list_lots",
    "list_movements",
    "lots_at_place",
    "move",
    "outside_place",
    "own_choices",
    "own_place",
    "receive",
    "reverse",
    "where_everything_is",
]
