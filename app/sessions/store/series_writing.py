"""Writes many sessions at once: one statement a table, however many sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.kernel import clock
from app.kernel.ids import new_id
from app.sessions.rules import SessionStatus
from app.sessions.rules.plan import SessionPlan
from app.sessions.store.parts import Part
from app.sessions.store.writing import PARTS, columns_of, new_code, part_rows
from app.sessions.tables import AwarenessSession, SessionNumber, SessionStep

_AT_ONCE = 5_000
"""Rows of one statement with a parameter each: below the limits of both databases."""


T = TypeVar("T")


def _in_parts(many: Sequence[T]) -> Iterator[Sequence[T]]:
    for begin in range(0, len(many), _AT_ONCE):
        yield many[begin : begin + _AT_ONCE]


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to insert: its id, its code, its plan."""

    id: UUID
    code: str
    plan: SessionPlan


def new_codes(db: Session, wanted: Sequence[tuple[str, date]]) -> list[str]:
    """A readable code for each (prefix, day), in that order (BEY-2022-07-30-01, then -02).

    Counts up once for each prefix and day. A number that an imported code took already is passed over.
    """
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    last: dict[tuple[str, date], int] = {}
    counts = Counter(wanted)
    counting = dialect.insert(SessionNumber)
    rows = db.connection().execute(
        counting.on_conflict_do_update(
            index_elements=["prefix", "day"],
            set_={"last": col(SessionNumber.last) + counting.excluded["last"]},
        ).returning(col(SessionNumber.prefix), col(SessionNumber.day), col(SessionNumber.last)),
        [{"prefix": one[0], "day": one[1], "last": counts[one]} for one in sorted(counts)],
    )
    for prefix, day, number in rows:
        last[prefix, day] = number - counts[prefix, day]
    codes = []
    for one in wanted:
        last[one] += 1
        codes.append(f"{one[0]}-{one[1].isoformat()}-{last[one]:02d}")
    taken = _codes_taken(db, codes)
    return [new_code(db, *one) if code in taken else code for one, code in zip(wanted, codes, strict=True)]


def _codes_taken(db: Session, codes: Sequence[str]) -> set[str]:
    taken: set[str] = set()
    for some in _in_parts(codes):
        taken |= set(db.exec(select(AwarenessSession.code).where(col(AwarenessSession.code).in_(some))))
    return taken


def add_many(
    db: Session,
    sessions: Sequence[NewSession],
    *,
    by: UUID,
    says_yes: Collection[UUID],
    series_id: UUID | None = None,
) -> None:
    """Insert proposed sessions with all that belongs to them, and the first step of each."""
    now = clock.now()
    rows = [
        {
            "id": one.id,
            "code": one.code,
            "status": SessionStatus.PROPOSED.value,
            "series_id": series_id,
            "proposed_by": by,
            "created_at": now,
            "updated_at": now,
            **columns_of(one.plan),
        }
        for one in sessions
    ]
    _insert(db, AwarenessSession, rows)
    _add_parts(db, [(one.id, one.plan) for one in sessions], {}, by=by, says_yes=says_yes)
    add_steps(db, {one.id: None for one in sessions}, SessionStatus.PROPOSED, by=by, reason="")


def _insert(db: Session, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.connection().execute(insert(table), rows)


def _add_parts(
    db: Session,
    plans: Sequence[tuple[UUID, SessionPlan]],
    answered: Mapping[UUID, Mapping[UUID, Part]],
    *,
    by: UUID,
    says_yes: Collection[UUID],
) -> None:
    lists: tuple[list[dict[str, Any]], ...] = tuple([] for _table in PARTS)
    for session_id, plan in plans:
        rows_of = part_rows(session_id, plan, answered.get(session_id, {}), by=by, says_yes=says_yes)
        for rows, own in zip(lists, rows_of, strict=True):
            rows.extend(own)
    for table, rows in zip(PARTS, lists, strict=True):
        _insert(db, table, rows)


def change_many(
    db: Session,
    plans: Sequence[tuple[UUID, SessionPlan]],
    *,
    answered: Mapping[UUID, Mapping[UUID, Part]],
    by: UUID,
    says_yes: Collection[UUID],
) -> None:
    """Save changed plans: each session's version + 1. Partners that stay keep the answer they gave."""
    now = clock.now()
    names = list(columns_of(plans[0][1]))
    db.connection().execute(
        update(AwarenessSession)
        .where(col(AwarenessSession.id) == bindparam("this_id"))
        .values(
            updated_at=now,
            version=col(AwarenessSession.version) + 1,
            **{name: bindparam(f"new_{name}") for name in names},
        ),
        [
            {"this_id": session_id, **{f"new_{name}": value for name, value in columns_of(plan).items()}}
            for session_id, plan in plans
        ],
    )
    for some in _in_parts([session_id for session_id, _plan in plans]):
        for table in PARTS:
            db.connection().execute(delete(table).where(col(table.session_id).in_(some)))
    _add_parts(db, plans, answered, by=by, says_yes=says_yes)


def add_steps(
    db: Session,
    before: Mapping[UUID, SessionStatus | None],
    after: SessionStatus,
    *,
    by: UUID,
    reason: str,
) -> None:
    """Keep a step of each session for ever."""
    now = clock.now()
    rows = [
        {
            "id": new_id(),
            "session_id": session_id,
            "from_status": status.value if status else None,
            "to_status": after.value,
            "by": by,
            "at": now,
            "reason": reason,
        }
        for session_id, status in before.items()
    ]
    _insert(db, SessionStep, rows)


def give_to_series(db: Session, ids: Collection[UUID], series_id: UUID) -> None:
    """These sessions belong to another series from now on: the later part of a split one."""
    db.connection().execute(
        update(AwarenessSession)
        .where(col(AwarenessSession.id).in_(sorted(ids)))
        .values(series_id=series_id, updated_at=clock.now())
    )
