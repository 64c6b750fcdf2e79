"""What was handed out at sessions: all measures of it stand in the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, case, false, func, select
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.rules import Dimension
from app.measures.schemas import Cut
from app.measures.store.conditions import VERIFIED, narrowed
from app.measures.store.ledgers import hand_outs_table, sessions_table

D = Dimension
_session = sessions_table.c
_given = hand_outs_table.c

HAND_OUTS = hand_outs_table, _given.session_id == _session.id
COLUMNS: dict[Dimension, ColumnElement[Any]] = {
    D.COMMUNITY: _given.community,
    D.SEX: func.coalesce(_given.sex, "ns"),
    D.AGE_BAND: func.coalesce(_given.age_band, "ns"),
    D.ITEM: _given.item_id,
}
_SIGNED = case((_given.reverses.is_(None), _given.quantity), else_=-_given.quantity)

TOGETHER = ("kits_given", "items_given", "people_given", "people_given_kits")
"""The measures of what is handed out. Of people at least: the most that was given of any one item in a cell."""


def given_of(items: frozenset[UUID] | None) -> ColumnElement[Any]:
    """What was given of these items (None: of all).

    As a value of 0 and not as a condition: a condition lets SQLite read every hand-out of an item for every session.
    """
    return _SIGNED if items is None else case((_given.item_id.in_(items), _SIGNED), else_=0)


def by_item(
    scope: Scope,
    cut: Cut,
    *,
    provisional: bool,
    values: dict[str, ColumnElement[Any]],
    of_people: bool = False,
) -> Subquery:
    """The sums of `values` for each session that counts, cell and item; `of_people`: only the people the cut names."""
    cell = (COLUMNS[D.COMMUNITY], COLUMNS[D.SEX], COLUMNS[D.AGE_BAND])
    named = (cell[0].label("community"), cell[1].label("sex"), cell[2].label("age_band"))
    # To sort or hash one more column costs, and is for nothing where all sessions are verified.
    status = [_session.status] if provisional else []
    query = (
        select(
            _given.session_id,
            *named,
            *status,
            *(func.sum(value).label(name) for name, value in values.items()),
        )
        .select_from(sessions_table.join(*HAND_OUTS))
        .group_by(_given.session_id, *cell, *status, _given.item_id)
    )
    if of_people:
        query = query.where(*people_of(cut))
    return narrowed(query, scope, cut, provisional=provisional).subquery("given_by_item")


def people_of(
    cut: Cut, columns: Mapping[Dimension, ColumnElement[Any]] = COLUMNS
) -> list[ColumnElement[bool]]:
    """What was given to the people that a cut names; `columns` say who they are."""
    wanted: tuple[tuple[Dimension, frozenset[Any]], ...] = (
        (D.COMMUNITY, cut.communities),
        (D.SEX, frozenset(sex.value for sex in cut.sexes)),
        (D.AGE_BAND, cut.age_bands),
    )
    return [columns[dimension].in_(sorted(codes)) for dimension, codes in wanted if codes]


def totals_of_hand_outs(
    db: Session, scope: Scope, cut: Cut, *, provisional: bool, kits: frozenset[UUID]
) -> dict[str, tuple[int, int]]:
    """Each of `TOGETHER` at the sessions of a cut: the value, and the part that is not verified; one statement for all.

    `kits`: the items that count as kits. The cut names no items.
    """
    values = {"kits": given_of(kits), "every": given_of(None)}
    items = by_item(scope, cut, provisional=provisional, values=values, of_people=True)
    status = ("status",) if provisional else ()
    cells = cells_of_items(items, "session_id", "community", "sex", "age_band", *status)
    open_part = cells.c.status != VERIFIED if provisional else false()
    return read_sums(db, select(*sums_of_cells(cells, open_part, provisional=provisional)))


def hand_outs_by_session(
    db: Session, scope: Scope, cut: Cut, *, kits: frozenset[UUID]
) -> dict[str, dict[str, int]]:
    """Session code -> each of `TOGETHER`, for the verified sessions of a cut that gave anything; one statement.

    The cut names no items.
    """
    values = {"kits": given_of(kits), "every": given_of(None)}
    items = by_item(scope, cut, provisional=False, values=values, of_people=True)
    cells = cells_of_items(items, "session_id", "community", "sex", "age_band").c
    query = (
        select(_session.code, *(func.sum(cells[name]) for name in TOGETHER))
        .join_from(sessions_table, cells.session_id.table, cells.session_id == _session.id)
        .group_by(_session.code)
    )
    found = db.connection().execute(query)
    return {code: dict(zip(TOGETHER, map(int, given), strict=True)) for code, *given in found}


def cells_of_items(items: Subquery, *group: str) -> Subquery:
    """Each of `TOGETHER` in each cell, from what was given there of each item (of kits, and of every one)."""
    keys = [items.c[name] for name in group]
    kits, every = items.c.kits, items.c.every
    values = (func.sum(kits), func.sum(every), func.max(every), func.max(kits))
    named = (value.label(name) for name, value in zip(TOGETHER, values, strict=True))
    return select(*keys, *named).group_by(*keys).subquery("given_to")


def sums_of_cells(
    cells: Subquery, unverified: ColumnElement[bool], *, provisional: bool
) -> list[ColumnElement[Any]]:
    """The sums of `TOGETHER`, and with `provisional` those of the cells that are not verified, to be `read_sums`."""
    values: list[ColumnElement[Any]] = [cells.c[name] for name in TOGETHER]
    if provisional:
        values += [case((unverified, value), else_=0) for value in values]
    return [func.coalesce(func.sum(value), 0) for value in values]


def read_sums(db: Session, query: Select[Any]) -> dict[str, tuple[int, int]]:
    """What `sums_of_cells` asked for: each of `TOGETHER`, and the part of it that is not verified."""
    found = [int(value) for value in db.connection().execute(query).one()]
    unverified = found[len(TOGETHER) :] or [0] * len(TOGETHER)
    return dict(zip(TOGETHER, zip(found, unverified, strict=False), strict=True))
