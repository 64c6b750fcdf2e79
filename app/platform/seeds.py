"""Reads the lists that Karama ships, and inserts what is missing. Never changes what is there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, col, select

from app.platform.unit_of_work import ReadTx, Tx


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header; texts as they stand."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def named(row: Mapping[str, str], prefix: str = "name") -> dict[str, str | None]:
    """`name_en`, `name_fr`, `name_ar` of a row; an empty one is none."""
    return {
        f"{prefix}_{language}": row.get(f"{prefix}_{language}") or None for language in ("en", "fr", "ar")
    }


def yes(text: str) -> bool:
    """Whether a cell says yes."""
    return text == "yes"


def known(look: ReadTx, table: type[SQLModel], column: str = "code") -> set[Any]:
    """All values of one column."""
    return set(look.db.exec(select(col(getattr(table, column)))))


def insert_missing(tx: Tx, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert these rows in bulk; one that got there first stays as it is. Returns how many were sent."""
    if not rows:
        return 0
    connection = tx.db.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    target = cast("Table", table.__table__)  # type: ignore[attr-defined]
    connection.execute(insert(target).on_conflict_do_nothing(), [dict(row) for row in rows])
    return len(rows)


def seeded(tx: Tx, kind: str, counts: Mapping[str, int]) -> dict[str, int]:
    """Record what was added (nothing, when nothing was); returns the counts."""
    if any(counts.values()):
        tx.record("reference.seeded", None, kind, kind, data=dict(counts))
    return dict(counts)


def missing(rows: Iterable[Mapping[str, Any]], there: set[Any], key: str = "code") -> list[Mapping[str, Any]]:
    """The rows whose key is not there yet."""
    return [row for row in rows if row[key] not in there]
