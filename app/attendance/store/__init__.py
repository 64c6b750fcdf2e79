"""All SQL of the attendance ledgers. Each write is one statement, however many cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, func, insert, literal, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.attendance.rules import CellKey, Mark
from app.attendance.schemas import Cell
from app.attendance.tables import (
    CellMark,
    CountEntry,
    DoorEntry,
    SessionTotal,
    TallySheet,
    TallySheetEntry,
)
from app.kernel.errors import Conflict, FieldError
from app.kernel.types import Sex
from app.kernel.words import _
from app.platform.asked import Asked

_CELL = ("session_id", "community", "sex", "age_band")
_TAKEN = _("This id was already used for another entry.")


def ledger_tables() -> tuple[Table, Table]:
    """The grid's ledger and the door's, for reading only."""
    return CountEntry.__table__, DoorEntry.__table__  # type: ignore[attr-defined]


def totals_table() -> Table:
    """The table of totals, for those who sum over many sessions."""
    return SessionTotal.__table__  # type: ignore[attr-defined,no-any-return]


def _upsert(db: Session) -> Any:
    return sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert


_total: Any = SessionTotal.__table__.c  # type: ignore[attr-defined]
_OF_A_SESSION = Asked.just(
    select(_total.community, _total.sex, _total.age_band, _total.count, _total.late, _total.mark)
    .where(_total.session_id == bindparam("session_id"))
    .order_by(_total.community, _total.sex, _total.age_band)
)


def cells(db: Session, session_id: UUID) -> list[Cell]:
    """All cells of a session of which anything was ever said."""
    rows = _OF_A_SESSION.rows(db.connection(), session_id=session_id)
    return [
        Cell(
            community=community,
            sex=Sex(sex),
            age_band=age_band,
            count=count,
            late=late,
            mark=Mark(mark) if mark else None,
        )
        for community, sex, age_band, count, late, mark in rows
    ]


def stored_entries(db: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, CellKey, int]]:
    """Of these entry ids those already in the ledger: session, cell and delta of each."""
    rows = db.execute(
        select(
            col(CountEntry.id),
            col(CountEntry.session_id),
            col(CountEntry.community),
            col(CountEntry.sex),
            col(CountEntry.age_band),
            col(CountEntry.delta),
        ).where(col(CountEntry.id).in_(list(ids)))
    )
    return {row[0]: (row[1], (row[2], row[3], row[4]), row[5]) for row in rows}


def add_entries(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Append entries to the ledger. Raises Conflict `id.reused` when another request used an id just now."""
    try:
        db.execute(insert(CountEntry), list(rows))
    except IntegrityError as broken:
        raise Conflict("id.reused", _TAKEN, [FieldError("entries", "id.reused", _TAKEN)]) from broken


def add_to_totals(
    db: Session, session_id: UUID, deltas: Mapping[CellKey, int], *, late: bool
) -> list[tuple[CellKey, int, int]]:
    """Move the totals of these cells in one statement; answers (cell, count, late) as they are now."""
    if not deltas:
        return []
    counted = _upsert(db)(SessionTotal).values(
        [
            {
                "session_id": session_id,
                "community": community,
                "sex": sex,
                "age_band": age_band,
                "count": 0 if late else delta,
                "late": delta if late else 0,
            }
            for (community, sex, age_band), delta in deltas.items()
        ]
    )
    rows = db.execute(
        counted.on_conflict_do_update(
            index_elements=list(_CELL),
            set_={
                "count": col(SessionTotal.count) + counted.excluded.count,
                "late": col(SessionTotal.late) + counted.excluded.late,
            },
        ).returning(
            col(SessionTotal.community),
            col(SessionTotal.sex),
            col(SessionTotal.age_band),
            col(SessionTotal.count),
            col(SessionTotal.late),
        )
    )
    return [((row[0], row[1], row[2]), row[3], row[4]) for row in rows]


def set_marks(db: Session, session_id: UUID, marks: Mapping[CellKey, str | None]) -> None:
    """Set the mark of these cells in one statement."""
    said = _upsert(db)(SessionTotal).values(
        [
            {
                "session_id": session_id,
                "community": community,
                "sex": sex,
                "age_band": age_band,
                "count": 0,
                "late": 0,
                "mark": mark,
            }
            for (community, sex, age_band), mark in marks.items()
        ]
    )
    db.execute(said.on_conflict_do_update(index_elements=list(_CELL), set_={"mark": said.excluded.mark}))


def add_marks(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Append what was said of cells without people."""
    db.execute(insert(CellMark), list(rows))


def add_door(
    db: Session, new_id: UUID, session_id: UUID, delta: int, *, by: UUID | None, at: datetime, late: bool
) -> None:
    """Append an entry of the door. Raises Conflict `id.reused` for an id already in the ledger."""
    try:
        db.execute(
            insert(DoorEntry),
            [
                {
                    "id": new_id,
                    "session_id": session_id,
                    "delta": delta,
                    "recorded_by": by,
                    "occurred_at": at,
                    "received_at": at,
                    "late": late,
                }
            ],
        )
    except IntegrityError as broken:
        raise Conflict("id.reused", _TAKEN, [FieldError("id", "id.reused", _TAKEN)]) from broken


_door: Any = DoorEntry.__table__.c  # type: ignore[attr-defined]
_LATE_AT_THE_DOOR = Asked.just(
    select(func.coalesce(func.sum(_door.delta), 0)).where(
        _door.session_id == bindparam("session_id"), _door.late.is_(True)
    )
)


def late_at_the_door(db: Session, session_id: UUID) -> int:
    """People more at the door, said after verification."""
    (found,) = _LATE_AT_THE_DOOR.first(db.connection(), session_id=session_id)
    return int(found)


def _unequal(db: Session, *sides: Any) -> list[tuple[Any, ...]]:
    """Rows whose first side does not cancel against the second: (key columns …, difference)."""
    both = union_all(*sides).subquery()
    *key, amount = both.columns
    return [
        tuple(row)
        for row in db.execute(
            select(*key, func.sum(amount)).group_by(*key).having(func.sum(amount) != 0).limit(100)
        )
    ]


def cells_unlike_the_ledger(db: Session, *, late: bool) -> list[tuple[Any, ...]]:
    """Cells whose kept total is not the sum of their entries: session, community, sex, band, difference."""
    kept = SessionTotal.late if late else SessionTotal.count
    return _unequal(
        db,
        select(
            col(CountEntry.session_id),
            col(CountEntry.community),
            col(CountEntry.sex),
            col(CountEntry.age_band),
            col(CountEntry.delta).label("amount"),
        ).where(col(CountEntry.late).is_(late)),
        select(
            col(SessionTotal.session_id),
            col(SessionTotal.community),
            col(SessionTotal.sex),
            col(SessionTotal.age_band),
            (literal(0) - col(kept)).label("amount"),
        ),
    )


def sessions_unlike_the_ledger(db: Session, sessions: Table) -> dict[str, list[tuple[Any, ...]]]:
    """Sessions whose own sums are not those of their cells and doors: (session, difference), by sum."""
    reached: Any = select(col(SessionTotal.session_id), col(SessionTotal.count).label("amount"))
    late: Any = select(col(SessionTotal.session_id), col(SessionTotal.late).label("amount"))
    door: Any = select(col(DoorEntry.session_id), col(DoorEntry.delta).label("amount")).where(
        col(DoorEntry.late).is_(False)
    )
    return {
        name: _unequal(db, ledger, select(sessions.c.id, (literal(0) - sessions.c[name]).label("amount")))
        for name, ledger in (("reached_count", reached), ("late_count", late), ("door_count", door))
    }


def last_sheet(db: Session, session_id: UUID) -> int:
    """The highest number of a tally sheet of a session, 0 when there is none."""
    found = db.execute(
        select(func.coalesce(func.max(col(TallySheet.number)), 0)).where(
            col(TallySheet.session_id) == session_id
        )
    )
    return int(found.scalar_one())


def add_sheets(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert tally sheets."""
    db.execute(insert(TallySheet), list(rows))


def sheets(db: Session, session_id: UUID, sheet_id: UUID | None = None) -> list[Any]:
    """Tally sheets of a session by number (or the one asked for), with who typed them in and when."""
    query = (
        select(
            col(TallySheet.id),
            col(TallySheet.number),
            col(TallySheet.communities),
            col(TallySheet.made_at),
            col(TallySheetEntry.entered_by),
            col(TallySheetEntry.entered_at),
            col(TallySheetEntry.request_id),
        )
        .outerjoin(TallySheetEntry, col(TallySheetEntry.sheet_id) == col(TallySheet.id))
        .where(col(TallySheet.session_id) == session_id)
        .order_by(col(TallySheet.number))
        .limit(1000)
    )
    if sheet_id is not None:
        query = query.where(col(TallySheet.id) == sheet_id)
    return list(db.execute(query))


def sheets_of_many(db: Session, session_ids: Sequence[UUID]) -> list[Any]:
    """(session, sheet, number, when typed in or None) of every tally sheet of these sessions; one statement."""
    made = (col(TallySheet.session_id), col(TallySheet.id), col(TallySheet.number))
    entered = col(TallySheetEntry.sheet_id) == col(TallySheet.id)
    query = select(*made, col(TallySheetEntry.entered_at)).outerjoin(TallySheetEntry, entered)
    return list(db.execute(query.where(made[0].in_(session_ids)).order_by(made[2])))


def use_sheet(
    db: Session, sheet_id: UUID, session_id: UUID, request_id: UUID, *, by: UUID | None, at: datetime
) -> bool:
    """Say that a sheet is typed in; False when it was before. The primary key decides."""
    make = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {
        "sheet_id": sheet_id,
        "session_id": session_id,
        "request_id": request_id,
        "entered_by": by,
        "entered_at": at,
    }
    done = db.connection().execute(
        make(TallySheetEntry).values(row).on_conflict_do_nothing().returning(col(TallySheetEntry.sheet_id))
    )
    return done.first() is not None


def on_sheet(db: Session, session_id: UUID, sheet_id: UUID) -> int:
    """How many people were typed in from a sheet."""
    found = db.execute(
        select(func.coalesce(func.sum(col(CountEntry.delta)), 0)).where(
            col(CountEntry.session_id) == session_id, col(CountEntry.sheet_id) == sheet_id
        )
    )
    return int(found.scalar_one())
