"""What stands on the sessions' own rows, all of it added up in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.rules import Dimension
from app.measures.schemas import Cut
from app.measures.store.columns import session_columns
from app.measures.store.conditions import VERIFIED, narrowed
from app.measures.store.ledgers import sessions_table

_session = sessions_table.c

OF_SESSIONS: dict[str, ColumnElement[Any]] = {
    "door_count": _session.door_count,
    "tickets_attended": _session.tickets_count,
    "sessions_held": literal(1),
}
"""Measures that stand on the session's own row."""

_TRAINED = and_(_session.activity_type == "training", _session.audience == "officials")

CELLS_ADDED_UP: dict[str, ColumnElement[Any]] = {
    "people_reached": _session.reached_count,
    "officials_trained": case((_TRAINED, _session.reached_count), else_=0),
}
"""Measures of the cells of a session whose sum stands there too: enough where nobody asks who the people are."""

ON_THE_ROW = {**OF_SESSIONS, **CELLS_ADDED_UP}

OF_THE_ROW = frozenset(session_columns())
"""By what a session's own row can be cut."""

Row = tuple[tuple[Any, ...], dict[str, tuple[int, int]]]
"""Codes and ids of the dimensions, and each measure of `ON_THE_ROW`: the value, and the part that is not verified."""


def sums_of_sessions(
    db: Session, by: Sequence[Dimension], scope: Scope, cut: Cut, *, provisional: bool
) -> list[Row]:
    """Every measure of `ON_THE_ROW` for each combination of `by` (none: in all); one statement."""
    columns = session_columns()
    keys = [columns[dimension] for dimension in by]
    values = list(ON_THE_ROW.values())
    if provisional:
        values += [case((_session.status != VERIFIED, value), else_=0) for value in values]
    query = narrowed(
        select(*keys, *(func.coalesce(func.sum(value), 0) for value in values)).select_from(sessions_table),
        scope,
        cut,
        provisional=provisional,
    )
    if keys:
        query = query.group_by(*keys)
    rows: list[Row] = []
    for row in db.connection().execute(query):
        found = [int(value) for value in row[len(keys) :]]
        unverified = found[len(ON_THE_ROW) :] or [0] * len(ON_THE_ROW)
        rows.append(
            (
                tuple(row[: len(keys)]),
                dict(zip(ON_THE_ROW, zip(found, unverified, strict=False), strict=True)),
            )
        )
    return rows
