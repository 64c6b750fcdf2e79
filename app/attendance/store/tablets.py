"""Whole entries of any sessions, as tablets bring them: many in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from app.attendance.schemas import CountRow, DoorRow
from app.attendance.tables import CountEntry, DoorEntry, SessionTotal
from app.platform.bulk import Bulk
from app.platform.sheaves import Sheaf, Sheaves

_CELL = ("session_id", "community", "sex", "age_band")
_entry: Any = CountEntry.__table__  # type: ignore[attr-defined]
_door: Any = DoorEntry.__table__  # type: ignore[attr-defined]
_total: Any = SessionTotal.__table__  # type: ignore[attr-defined]
_ENTRIES = Sheaves(_entry, tuple(CountRow.__annotations__))
_DOORS = Bulk(_door, tuple(DoorRow.__annotations__))
_GROWN = Sheaves(
    _total,
    (*_CELL, "count", "late"),
    lambda counted: counted.on_conflict_do_update(
        index_elements=list(_CELL),
        set_={
            "count": _total.c["count"] + counted.excluded["count"],
            "late": _total.c.late + counted.excluded.late,
        },
    ),
)


def append_entries(db: Session, sheaves: Sequence[Sheaf]) -> None:
    """Append whole rows to the ledger as they are; one statement, on SQLite one a sheaf."""
    _ENTRIES.write(db.connection(), sheaves)


def append_doors(db: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append whole rows to the door's ledger as they are; one statement."""
    _DOORS.write(db.connection(), rows)


def add_to_cells(db: Session, sheaves: Sequence[Sheaf]) -> None:
    """Move totals of cells of any sessions: rows of the key with what `count` and `late` grow by; one statement, on
    SQLite one a sheaf.
    """
    _GROWN.write(db.connection(), sheaves)


def cells_of_many(db: Session, session_ids: Sequence[UUID]) -> list[tuple[UUID, str, str, str, int]]:
    """(session, community, sex, band, count) of every cell of these sessions with people in it; one statement."""
    rows = db.connection().execute(
        select(_total.c.session_id, _total.c.community, _total.c.sex, _total.c.age_band, _total.c["count"])
        .where(_total.c.session_id.in_(session_ids), _total.c["count"] != 0)
        .order_by(_total.c.session_id, _total.c.community, _total.c.sex, _total.c.age_band)
    )
    return [tuple(row) for row in rows]
