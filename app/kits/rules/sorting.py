"""In which order a view of stock is read: by one of its columns, up or down. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.kernel.errors import Invalid
from app.kernel.words import _

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Sort:
    """A column of a view, and which end comes first. Names are compared in `language`."""

    column: str
    descending: bool = False
    language: str = "en"


def sort_asked(text: str, columns: Iterable[str], language: str = "en") -> Sort | None:
    """`quantity` or `-quantity` (the most first); None for the view's own order. Raises Invalid for another column."""
    if not text:
        return None
    column = text.removeprefix("-")
    if column not in set(columns):
        raise Invalid.of("sort", "sort.unknown", _("This view has no such column to sort by."))
    return Sort(column, text.startswith("-"), language)


def in_order(rows: Iterable[Row], sort: Sort | None, value: Callable[[Row], Any]) -> list[Row]:
    """The rows by a value; rows without one stand last either way, and equal rows keep the order they came in."""
    listed = list(rows)
    if sort is None:
        return listed
    marked = [(value(row), row) for row in listed]
    there = [pair for pair in marked if pair[0] is not None]
    there.sort(key=lambda pair: _compared(pair[0]), reverse=sort.descending)
    return [row for _mark, row in there] + [row for mark, row in marked if mark is None]


def _compared(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
