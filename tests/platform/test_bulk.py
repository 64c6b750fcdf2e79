"""Statements that are prepared once say the same as those SQLAlchemy writes anew, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    Connection,
    Integer,
    Uuid,
    bindparam,
    select,
    update,
)

from app.platform.asked import Asked, Told
from app.platform.bulk import Bulk
from tests.platform.things import EAST, NAMES, THINGS

NOON = datetime(2022, 7, 30, 12, tzinfo=UTC)


def thing(**other: Any) -> dict[str, Any]:
    plain = {
        "of": None,
        "name": "a",
        "number": 1,
        "at": NOON,
        "day": date(2022, 7, 30),
        "said": {"x": 1},
        "late": False,
    }
    return {"id": uuid4(), **plain, **other}


DIFFERENT: list[Callable[[int], dict[str, Any]]] = [
    lambda _n: thing(),
    lambda n: thing(name=f'it\'s "{n}" – ﷽ 🎒\n\\', number=-n or None),
    lambda n: thing(of=uuid4() if n % 2 else None, late=bool(n % 2)),
    lambda n: thing(
        at=NOON + timedelta(microseconds=n), said={"b": [n, None, {"é": "%(x)s :y ?"}], "a": 1.5}
    ),
    lambda n: thing(at=datetime(2022, 7, 30, 1, n, tzinfo=EAST), said={"nothing": None}),
    lambda n: thing(at=None if n else NOON),
]


@pytest.mark.parametrize("make", DIFFERENT)
@pytest.mark.parametrize("many", [1, 2, 5])
def test_rows_come_back_as_they_went(
    connection: Connection, make: Callable[[int], dict[str, Any]], many: int
) -> None:
    rows = [make(number) for number in range(many)]
    assert Bulk(THINGS, NAMES).write(connection, rows) == []
    found = connection.execute(select(THINGS)).mappings()
    assert {row["id"]: dict(row) for row in found} == {row["id"]: row for row in rows}


def test_what_is_taken_is_left_alone_and_what_is_new_is_answered(connection: Connection) -> None:
    claim = Bulk(THINGS, NAMES, lambda insert: insert.on_conflict_do_nothing().returning(THINGS.c.id))
    old, new, newer = thing(), thing(name="b"), thing(number=7)
    assert claim.write(connection, [old]) == [(old["id"],)]
    assert set(claim.write(connection, [old, new, newer])) == {(new["id"],), (newer["id"],)}
    assert claim.write(connection, [old]) == []
    assert claim.write(connection, []) == []


def test_a_total_grows_row_by_row(connection: Connection) -> None:
    grow = Bulk(
        THINGS,
        ("id", "number"),
        lambda insert: insert.on_conflict_do_update(
            index_elements=["id"], set_={"number": THINGS.c.number + insert.excluded.number}
        ),
    )
    first, second = uuid4(), uuid4()
    grow.write(connection, [{"id": first, "number": 3}])
    grow.write(connection, [{"id": first, "number": 4}, {"id": second, "number": 5}])
    assert {row.id: row.number for row in connection.execute(select(THINGS.c.id, THINGS.c.number))} == {
        first: 7,
        second: 5,
    }


def test_a_question_about_a_list_and_a_value(connection: Connection) -> None:
    rows = [thing(name="%", number=number, of=uuid4()) for number in range(4)]
    Bulk(THINGS, NAMES).write(connection, rows)
    asked = Asked(
        lambda among: (
            select(THINGS.c.id, THINGS.c.at, THINGS.c.said)
            .where(among(THINGS.c.of, "of"), THINGS.c.number < bindparam("below", type_=Integer()))
            .where(THINGS.c.name == "%")
            .order_by(THINGS.c.number)
        )
    )
    wanted: list[UUID] = [row["of"] for row in rows[1:]]
    for _time in range(2):
        found = asked.rows(connection, of=wanted, below=3)
        assert [(row.id, row.at, row.said) for row in found] == [
            (row["id"], NOON, {"x": 1}) for row in rows[1:3]
        ]
    assert asked.rows(connection, of=[], below=3) == []
    assert asked.first(connection, of=wanted, below=0) is None


def test_a_change_is_told_for_each(connection: Connection) -> None:
    rows = [thing(), thing()]
    Bulk(THINGS, NAMES).write(connection, rows)
    add = Told(
        lambda: (
            update(THINGS)
            .where(THINGS.c.id == bindparam("which", type_=Uuid()))
            .values(number=THINGS.c.number + bindparam("more", type_=Integer()))
        )
    )
    add.tell(connection, [{"which": rows[0]["id"], "more": 2}])
    add.tell(connection, [{"which": row["id"], "more": 10} for row in rows])
    numbers = {row.id: row.number for row in connection.execute(select(THINGS.c.id, THINGS.c.number))}
    assert [numbers[row["id"]] for row in rows] == [13, 11]
