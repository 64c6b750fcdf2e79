"""The figures of a glance, from the rollups on the session itself: one index, no ledger.

The rollups are kept in the same transaction as each entry and recomputed by `karama check`. Each month is one
range of the index by status and day, added up on its own: cheaper than to group days or months.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select, union_all
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.rules.months import Owner
from app.measures.store.conditions import PROVISIONAL, VERIFIED, seen_by
from app.measures.store.ledgers import sessions_table
from app.measures.tables import MonthCell
from app.platform.asked import Asked
from app.platform.readers import kind_of

_session = sessions_table.c
_cell = MonthCell.__table__.c  # type: ignore[attr-defined]
_ON_THEIR_WAY = [status for status in PROVISIONAL if status != VERIFIED]


class MonthSums(NamedTuple):
    """Of verified sessions: people reached, sessions held, kits given; and people in sessions not verified yet."""

    reached: int
    sessions: int
    kits: int
    unverified: int


def by_month(
    db: Session, scope: Scope, firsts: Sequence[date], *, owner: Owner | None = None, people_only: int = 0
) -> list[MonthSums]:
    """The sums of each month that begins on one of these days, in their order; one statement.

    Of the first `people_only` months neither sessions nor kits are told (0). Whoever names the `owner` of exactly
    these sessions has their people from the sums by month: a few rows a month, however many sessions.
    """
    if not firsts:
        return []
    given: dict[str, Any] = {}
    for place, first in enumerate(firsts):
        given[f"first_{place}"], given[f"last_{place}"] = first, _last_of(first)
    if owner is not None:
        given["whose"], given["owner"] = owner[0].value, owner[1]
    reader, own = kind_of(scope)
    asked = _asked(reader, len(firsts), people_only if owner is not None else 0)
    sums: dict[tuple[int, bool], tuple[int, int, int]] = {}
    for place, verified, reached, sessions, kits in asked.rows(db.connection(), **given, **own):
        sums[place, bool(verified)] = (int(reached), int(sessions), int(kits))
    return [MonthSums(*sums[place, True], sums[place, False][0]) for place in range(len(firsts))]


@lru_cache(maxsize=128)
def _asked(scope: Scope, months: int, from_sums: int) -> Asked:
    """The sums of so many months, verified and not: each start page asks it."""
    seen = seen_by(scope)
    standing = {True: _session.status == VERIFIED, False: _session.status.in_(_ON_THEIR_WAY)}
    return Asked.just(
        union_all(
            *(_people_of(place) for place in range(from_sums)),
            *(
                select(
                    literal(place),
                    literal(int(verified)),
                    func.coalesce(func.sum(_session.reached_count), 0),
                    func.count(),
                    func.coalesce(func.sum(_session.kits_count), 0),
                )
                .select_from(sessions_table)
                .where(condition, *_within(place), seen)
                for place in range(months)
                for verified, condition in standing.items()
                if not verified or place >= from_sums
            ),
        )
    )


def _people_of(place: int) -> Select[*tuple[Any, ...]]:
    """The people of one month from the sums that are kept of it."""
    return select(
        literal(place), literal(1), func.coalesce(func.sum(_cell.people), 0), literal(0), literal(0)
    ).where(
        _cell.whose == bindparam("whose"),
        _cell.owner_id == bindparam("owner"),
        _cell.month == bindparam(f"first_{place}", type_=_cell.month.type),
    )


def by_area(db: Session, scope: Scope, first: date, last: date) -> list[tuple[str, int, int]]:
    """(area, people reached, sessions held) of verified sessions between two days, both included; one statement."""
    query = (
        select(_session.area_code, func.coalesce(func.sum(_session.reached_count), 0), func.count())
        .select_from(sessions_table)
        .where(
            _session.status == VERIFIED,
            _session.local_date >= first,
            _session.local_date <= last,
            seen_by(scope),
        )
        .group_by(_session.area_code)
        .order_by(_session.area_code)
    )
    return [(area, int(reached), int(held)) for area, reached, held in db.connection().execute(query)]


def _within(place: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    day = _session.local_date
    return day >= bindparam(f"first_{place}", type_=day.type), day <= bindparam(
        f"last_{place}", type_=day.type
    )


def _last_of(first: date) -> date:
    """The last day of a month, from its first."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
