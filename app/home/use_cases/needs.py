"""Kits planned for some sessions beside what is loaded: five statements however many sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from app.home.schemas import KitNeed, SessionRow
from app.items import public as items
from app.kits.public import glance as kits
from app.platform.unit_of_work import ReadTx
from app.sessions.public import glance as sessions


def with_needs(look: ReadTx, rows: Sequence[SessionRow]) -> tuple[SessionRow, ...]:
    """The same sessions, each with the kits planned for it and how many of them are loaded."""
    ids = [row.id for row in rows]
    planned = sessions.planned_kits(look, ids)
    known = items.by_codes(look, {code for lines in planned.values() for code, _quantity in lines})
    loaded = kits.loaded(look, ids)
    return tuple(
        replace(row, needs=_needs(planned.get(row.id, ()), known, loaded.get(row.id, {}))) for row in rows
    )


def _needs(
    planned: Sequence[tuple[str, int]], known: dict[str, items.ItemView], loaded: dict[UUID, int]
) -> tuple[KitNeed, ...]:
    return tuple(
        KitNeed(known[code].names, quantity, loaded.get(known[code].id, 0)) for code, quantity in planned
    )
