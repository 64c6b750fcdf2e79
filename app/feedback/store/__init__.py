"""All SQL of feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, tuple_
from sqlalchemy.orm import aliased
from sqlalchemy.types import Uuid
from sqlmodel import Session, col
from sqlmodel import select as select_rows
from sqlmodel.sql.sqltypes import UTCDateTime

from app.feedback.tables import FeedbackSheet, FeedbackTally

_BACK = aliased(FeedbackSheet)


def add(db: Session, sheet: FeedbackSheet, tallies: Sequence[FeedbackTally]) -> None:
    """Insert a sheet with its tallies."""
    db.add(sheet)
    db.flush()
    db.add_all(tallies)
    db.flush()


def find(db: Session, sheet_id: UUID) -> FeedbackSheet | None:
    """A sheet, whoever asks."""
    return db.get(FeedbackSheet, sheet_id)


def reversal_of(db: Session, sheet_id: UUID) -> UUID | None:
    """The sheet that took this one back."""
    return db.exec(select_rows(FeedbackSheet.id).where(FeedbackSheet.reverses == sheet_id)).first()


def of(session_id: UUID | None, point_id: UUID | None) -> ColumnElement[bool]:
    """The sheets of one distribution."""
    if session_id is not None:
        return col(FeedbackSheet.session_id) == session_id
    return col(FeedbackSheet.point_id) == point_id


def listing(
    db: Session, where: ColumnElement[bool], *, before: tuple[datetime, UUID] | None, limit: int
) -> list[tuple[FeedbackSheet, bool]]:
    """Sheets, newest first, and whether each was taken back."""
    query = (
        select_rows(FeedbackSheet, col(_BACK.id).is_not(None))
        .outerjoin(_BACK, col(_BACK.reverses) == col(FeedbackSheet.id))
        .where(where)
        .order_by(col(FeedbackSheet.recorded_at).desc(), col(FeedbackSheet.id).desc())
        .limit(limit)
    )
    if before is not None:
        at, last = literal(before[0], UTCDateTime()), literal(before[1], Uuid())
        query = query.where(tuple_(col(FeedbackSheet.recorded_at), col(FeedbackSheet.id)) < tuple_(at, last))
    return [(sheet, bool(back)) for sheet, back in db.exec(query)]


class Tally(NamedTuple):
    """How many people of a group gave an answer."""

    community: str
    sex: str
    age_band: str
    question: str
    item: str
    answer: str
    people: int


def _standing(where: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Sheets that stand: neither taken back nor taking back."""
    back = select(col(_BACK.id)).where(col(_BACK.reverses) == col(FeedbackSheet.id)).exists()
    return [where, col(FeedbackSheet.reverses).is_(None), ~back]


def asked(db: Session, where: ColumnElement[bool]) -> list[tuple[str, str, str, int]]:
    """(community, sex, age band, people asked)."""
    group = (col(FeedbackSheet.community), col(FeedbackSheet.sex), col(FeedbackSheet.age_band))
    rows = db.connection().execute(
        select(*group, func.sum(col(FeedbackSheet.asked))).where(*_standing(where)).group_by(*group)
    )
    return [(community, sex, band, int(count)) for community, sex, band, count in rows]


def tallies(db: Session, where: ColumnElement[bool]) -> list[Tally]:
    """The tallies of sheets that stand, by group and answer."""
    group = (
        col(FeedbackSheet.community),
        col(FeedbackSheet.sex),
        col(FeedbackSheet.age_band),
        col(FeedbackTally.question),
        col(FeedbackTally.item),
        col(FeedbackTally.answer),
    )
    rows = db.connection().execute(
        select(*group, func.sum(col(FeedbackTally.count)))
        .join(FeedbackSheet, col(FeedbackSheet.id) == col(FeedbackTally.sheet_id))
        .where(*_standing(where))
        .group_by(*group)
    )
    return [Tally(*row[:-1], int(row[-1])) for row in rows]
