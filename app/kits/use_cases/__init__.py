"""What can be done with places, lots and stock: one verb, one transaction."""

from __future__ import annotations

from app.kits.use_cases.asking import UNPAID, StockFilters
from app.kits.use_cases.choosing import (
    filter_choices,
    known_lots,
    moves_stock_of,
    own_choices,
    own_organisations,
    variants_to_choose,
)
from app.kits.use_cases.looking import (
    WHOLE_CARD,
    card_of,
    expires_soon,
    lots_at_place,
    moves_stock_at,
    own_place,
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
from app.kits.use_cases.standing import where_everything_is

__all__ = [
    "UNPAID",
    "WHOLE_CARD",
    "StockFilters",
    "add_location",
    "add_lot",
    "card_of",
    "change_location",
    "change_lot",
    "expires_soon",
    "filter_choices",
    "get_location",
    "get_lot",
    "known_lots",
    "list_balances",
    "list_locations",
    "list_lots",
    "list_movements",
    "lots_at_place",
    "move",
    "moves_stock_at",
    "moves_stock_of",
    "outside_place",
    "own_choices",
    "own_organisations",
    "own_place",
    "receive",
    "reverse",
    "variants_to_choose",
    "where_everything_is",
]
