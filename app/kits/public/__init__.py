"""What other packages may do with the kit ledger inside their own transaction."""

from __future__ import annotations

from uuid import UUID

from app.kits.public.ledger import Entry, note_earmarks, reverse, take, write
from app.kits.public.places import (
    Place,
    bag,
    bag_kept_apart,
    outside_location,
    place_known,
    place_names,
    place_of,
    road,
    stores,
    workbench,
)
from app.kits.public.session_sums import (
    Remain,
    SessionLine,
    bag_entries,
    bag_lines,
    bag_remains,
    borrowed,
    borrowed_by_bag,
    entries_caused_by,
    remains,
    session_entries,
    session_lines,
)
from app.kits.rules import LocationKind, MovementReason, check_road, check_session_status
from app.kits.rules.earmarks import EARMARK, Promise, is_eligible
from app.kits.schemas import MovementView
from app.kits.store import checks as _checks
from app.kits.store import papers as _papers
from app.kits.store.borrowed import Borrowed
from app.kits.tables import Balance, Location, Lot, Movement
from app.platform.unit_of_work import ReadTx, Tx

__all__ = [
    "EARMARK",
    "Borrowed",
    "Entry",
    "LocationKind",
    "MovementReason",
    "MovementView",
    "Place",
    "Promise",
    "Remain",
    "SessionLine",
    "bag",
    "bag_entries",
    "bag_kept_apart",
    "bag_lines",
    "bag_remains",
    "balances_table",
    "borrowed",
    "borrowed_by_bag",
    "check_road",
    "check_session_status",
    "differences",
    "entries_caused_by",
    "is_eligible",
    "locations_table",
    "lots_table",
    "movements_table",
    "next_number",
    "note_earmarks",
    "outside_location",
    "place_known",
    "place_names",
    "place_of",
    "remains",
    "reverse",
    "road",
    "session_entries",
    "session_lines",
    "stores",
    "take",
    "workbench",
    "write",
]

movements_table = Movement.__table__  # type: ignore[attr-defined]
lots_table = Lot.__table__  # type: ignore[attr-defined]
balances_table = Balance.__table__  # type: ignore[attr-defined]
locations_table = Location.__table__  # type: ignore[attr-defined]
"""Read-only selectables for the measures."""


def next_number(tx: Tx, organisation_id: UUID, organisation_code: str, kind: str, year: int) -> str:
    """The next running number of a paper (`kind` has at most four letters), such as `DP-CARITAS-2026-0007`."""
    return _papers.next_number(tx.db, organisation_id, organisation_code, kind, year)


def differences(look: ReadTx) -> list[str]:
    """Balances and months that are not the sum of their entries, and stock below zero that nobody disputes."""
    return (
        _checks.wrong_balances(look.db)
        + _checks.below_zero(look.db)
        + _checks.wrong_months(look.db)
        + _checks.wrong_flows(look.db)
    )
