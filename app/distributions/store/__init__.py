"""All SQL of distributions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.types import Uuid
from sqlmodel import Session, col
from sqlmodel import select as select_rows
from sqlmodel.sql.sqltypes import UTCDateTime

from app.distributions.schemas import HandOutView
from app.distributions.tables import HandOut
from app.kernel.types import Sex
from app.platform.asked import Asked

_NET = case((col(HandOut.reverses).is_(None), col(HandOut.quantity)), else_=-col(HandOut.quantity))
"""A reversal counts against what it takes back."""


_APPEND = insert(HandOut)


def view(row: HandOut, item_code: str, point_id: UUID | None, *, is_reversed: bool) -> HandOutView:
    """The plain view of a row; `point_id` is the distribution point, for what belongs to no session."""
    return HandOutView(
        id=row.id,
        session=row.session_id,
        distribution_point=point_id,
        item=item_code,
        quantity=row.quantity,
        community=row.community,
        sex=Sex(row.sex) if row.sex else None,
        age_band=row.age_band,
        from_id=row.location_id,
        occurred_at=row.occurred_at,
        reverses=row.reverses,
        reversed=is_reversed,
    )


def add(db: Session, row: HandOut) -> None:
    """Insert a hand-out or a reversal."""
    db.add(row)
    db.flush()


def append(db: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows; one statement."""
    db.connection().execute(_APPEND, list(rows))


def find(db: Session, hand_out_id: UUID) -> HandOut | None:
    """A hand-out, whoever asks."""
    return db.get(HandOut, hand_out_id)


def reversed_among(db: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these hand-outs were taken back."""
    wanted = set(ids)
    if not wanted:
        return set()
    found = db.exec(select_rows(HandOut.reverses).where(col(HandOut.reverses).in_(wanted)))
    return {row for row in found if row is not None}


def listing(db: Session, session_id: UUID, *, before: tuple[Any, UUID] | None, limit: int) -> list[HandOut]:
    """Hand-outs of a session, newest first, before a moment."""
    return _newest(db, col(HandOut.session_id) == session_id, before, limit)


def listing_of_bag(
    db: Session, bag_id: UUID, *, before: tuple[Any, UUID] | None, limit: int
) -> list[HandOut]:
    """The same of a distribution point, which is known by its bag."""
    return _newest(db, _from_bag(bag_id), before, limit)


def _from_bag(bag_id: UUID) -> ColumnElement[bool]:
    return and_(col(HandOut.location_id) == bag_id, col(HandOut.session_id).is_(None))


def _newest(
    db: Session, where: ColumnElement[bool], before: tuple[Any, UUID] | None, limit: int
) -> list[HandOut]:
    when = tuple_(col(HandOut.received_at), col(HandOut.id))
    query = (
        select_rows(HandOut)
        .where(where)
        .order_by(col(HandOut.received_at).desc(), col(HandOut.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(when < tuple_(literal(before[0], UTCDateTime()), literal(before[1], Uuid())))
    return list(db.exec(query))


_handed: Any = HandOut.__table__.c  # type: ignore[attr-defined]
_GIVEN = select(_handed.item_id, func.sum(_NET)).group_by(_handed.item_id)
_GIVEN_AT_A_SESSION = Asked.just(_GIVEN.where(_handed.session_id == bindparam("session_id")))
_GIVEN_FROM_A_BAG = Asked.just(
    _GIVEN.where(_handed.location_id == bindparam("bag_id"), _handed.session_id.is_(None))
)


def given(db: Session, session_id: UUID) -> dict[UUID, int]:
    """Net quantity by item."""
    return _sums(_GIVEN_AT_A_SESSION.rows(db.connection(), session_id=session_id))


def given_from_bag(db: Session, bag_id: UUID) -> dict[UUID, int]:
    """The same of a distribution point, which is known by its bag."""
    return _sums(_GIVEN_FROM_A_BAG.rows(db.connection(), bag_id=bag_id))


def _sums(rows: Iterable[Any]) -> dict[UUID, int]:
    return {item_id: int(quantity) for item_id, quantity in rows}


def given_by_people(db: Session, session_id: UUID) -> list[tuple[str, str | None, str | None, UUID, int]]:
    """Net quantity by community, sex, age band and item."""
    return _by_people(db, col(HandOut.session_id) == session_id)


def given_by_people_from_bag(
    db: Session, bag_id: UUID
) -> list[tuple[str, str | None, str | None, UUID, int]]:
    """The same of a distribution point, which is known by its bag."""
    return _by_people(db, _from_bag(bag_id))


def _by_people(
    db: Session, where: ColumnElement[bool]
) -> list[tuple[str, str | None, str | None, UUID, int]]:
    groups = (col(HandOut.community), col(HandOut.sex), col(HandOut.age_band), col(HandOut.item_id))
    rows = db.connection().execute(select(*groups, func.sum(_NET)).where(where).group_by(*groups))
    return [(community, sex, band, item, int(quantity)) for community, sex, band, item, quantity in rows]


def wrong_totals(db: Session, sessions: Table, movements: Table, dignity_kits: frozenset[UUID]) -> list[str]:
    """One line a session whose rollup differs from its hand-outs of dignity kits, or whose hand-outs of all
    items differ from the kit ledger.
    """
    net = case((movements.c.reverses.is_(None), movements.c.quantity), else_=-movements.c.quantity)
    original = movements.alias("original")
    moved = (
        select(
            movements.c.session_id,
            literal(0).label("kept"),
            literal(0).label("kits"),
            literal(0).label("told"),
            net.label("moved"),
        )
        .select_from(movements.outerjoin(original, original.c.id == movements.c.reverses))
        .where(
            movements.c.session_id.is_not(None),
            or_(movements.c.reason == "hand_out", original.c.reason == "hand_out"),
        )
    )
    told = select(
        col(HandOut.session_id),
        literal(0).label("kept"),
        case((col(HandOut.item_id).in_(dignity_kits), _NET), else_=0).label("kits"),
        _NET.label("told"),
        literal(0).label("moved"),
    ).where(col(HandOut.session_id).is_not(None))
    kept = select(
        sessions.c.id.label("session_id"),
        sessions.c.kits_count.label("kept"),
        literal(0).label("kits"),
        literal(0).label("told"),
        literal(0).label("moved"),
    )
    lines = union_all(moved, told, kept).subquery()
    sums = [func.sum(lines.c[name]) for name in ("kept", "kits", "told", "moved")]
    rows = db.connection().execute(
        select(lines.c.session_id, *sums)
        .group_by(lines.c.session_id)
        .having(or_(sums[0] != sums[1], sums[2] != sums[3]))
    )
    return [
        f"distributions: session {session}: kept {kept} kits, handed out {given} kits, "
        f"{hands} items in all, moved {ledger}"
        for session, kept, given, hands, ledger in rows
    ]
