"""Rows that come in sheaves are written as if each had come by itself, on both databases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, literal_column, select

from app.platform.sheaves import FEW, Sheaf, Sheaves
from tests.platform.things import EAST, NAMES, THINGS


def a_sheaf(many: int, **same: Any) -> Sheaf:
    """So many rows that differ in much; quotes, zeros, other scripts and nothing at all among their values."""
    shared = {
        "of": uuid4(),
        "at": datetime(2022, 7, 30, 1, 30, tzinfo=EAST),
        "day": date(2022, 7, 30),
        **same,
    }
    each: dict[str, Any] = {
        "id": [uuid4() for _row in range(many)],
        "name": [f'it\'s "{row}" – ﷽ 🎒\n\\' for row in range(many)],
        "said": [{"x": [row, None, {"é": "%(x)s :y ?"}]} for row in range(many)],
    }
    perhaps: dict[str, Any] = {
        "number": [row or None for row in range(many)],
        "late": [bool(same.get("late"))] * many,
    }
    return Sheaf.of({name: value for name, value in shared.items() if name != "late"}, each, perhaps)


def stored(connection: Connection) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: dict(row) for row in connection.execute(select(THINGS)).mappings()}


def meant(sheaves: list[Sheaf]) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: row for sheaf in sheaves for row in sheaf.rows()}


@pytest.mark.parametrize("sizes", [(1,), (2, 1), (FEW,), (30, 2, 30), (250, 9)])
def test_rows_come_back_as_they_went(connection: Connection, sizes: tuple[int, ...]) -> None:
    sheaves = [a_sheaf(size, late=bool(size % 2)) for size in sizes]
    Sheaves(THINGS, NAMES, in_order_of="id").write(connection, sheaves)
    assert stored(connection) == meant(sheaves)


def test_sheaves_of_another_shape_are_written_too(connection: Connection) -> None:
    """In one of them nobody was late, in the other one person was."""
    some = a_sheaf(20)
    lates = [False] * 19 + [True]
    others = a_sheaf(20)
    others = Sheaf.of({k: v for k, v in others.same.items() if k != "late"}, {**others.each}, {"late": lates})
    assert "late" in some.same
    assert "late" in others.each
    Sheaves(THINGS, NAMES).write(connection, [some, others])
    assert stored(connection) == meant([some, others])


def test_postgresql_gets_the_rows_of_all_shapes_in_one_order(connection: Connection) -> None:
    """Two who insert the same rows would otherwise wait for one another in a ring."""
    some, others = a_sheaf(20), a_sheaf(20)
    others = Sheaf({name: others.same[name] for name in others.same if name != "day"}, {
        **others.each, "day": others.column("day"),
    })  # fmt: skip
    Sheaves(THINGS, NAMES, in_order_of="id").write(connection, [some, others])
    where = "ctid" if connection.dialect.name == "postgresql" else "id"
    written = connection.execute(select(THINGS.c.id).order_by(literal_column(where))).scalars().all()
    assert written == sorted(meant([some, others]))


def test_totals_grow_by_what_is_told_of_each(connection: Connection) -> None:
    grow = Sheaves(
        THINGS,
        ("id", "of", "number"),
        lambda insert: insert.on_conflict_do_update(
            index_elements=["id"], set_={"number": THINGS.c.number + insert.excluded.number}
        ),
    )
    ids = [uuid4() for _row in range(FEW)]
    for numbers in (range(FEW), [10] * FEW):
        grow.write(connection, [Sheaf({"of": None}, {"id": ids, "number": list(numbers)})])
    found = connection.execute(select(THINGS.c.id, THINGS.c.number))
    assert {row.id: row.number for row in found} == {one: 10 + place for place, one in enumerate(ids)}


def test_one_row_and_its_columns() -> None:
    row = {"id": uuid4(), "of": None, "name": "Amina"}
    one = Sheaf.one(row)
    assert one.rows() == [row]
    assert (one.column("id"), one.column("name")) == ([row["id"]], ["Amina"])
