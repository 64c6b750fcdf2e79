"""Problems of rows are kept as sentences not yet in anybody's language, and read in the reader's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.kernel.columns import SheetColumn
from app.kernel.errors import FieldError
from app.kernel.types import View
from app.kernel.words import Words, _n

MOST_PROBLEMS: Final = 1_000
"""Problems kept of one import; whoever mends a thousand sees the next ones."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a column of a row."""

    row: int
    error: FieldError


class RowProblem(View):
    """What is wrong in a cell. `row` is the sheet's (1 is its first line), `column` the key of its heading."""

    row: int
    column: str
    heading: str
    code: str
    message: str


def _kept(value: Any) -> Any:
    if isinstance(value, Words):
        return {
            "words": value.msgid,
            "params": {name: _kept(one) for name, one in value.params.items()},
            "plural": value.plural,
            "n": value.n,
        }
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _read(value: Any) -> Any:
    if isinstance(value, Mapping):
        params = {name: _read(one) for name, one in value["params"].items()}
        return Words(value["words"], params, value["plural"], value["n"])
    return value


def kept(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as JSON, by row, the first thousand."""
    ordered = sorted(problems, key=lambda one: one.row)[:MOST_PROBLEMS]
    return [
        {
            "row": one.row,
            "column": one.error.field,
            "code": one.error.code,
            "message": _kept(one.error.message),
        }
        for one in ordered
    ]


def read(problems: Sequence[Mapping[str, Any]], columns: Sequence[SheetColumn]) -> list[RowProblem]:
    """Kept problems in the language being spoken."""
    headings = {column.key: str(column.heading) for column in columns}
    return [
        RowProblem(
            row=one["row"],
            column=one["column"],
            heading=headings.get(one["column"], one["column"]),
            code=one["code"],
            message=str(_read(one["message"])),
        )
        for one in problems
    ]


def errors_of(problems: Sequence[RowProblem]) -> list[FieldError]:
    """Problems as errors of a refusal: the field says row and column, the rest stands beside."""
    return [
        FieldError(
            f"rows.{one.row}.{one.column}",
            one.code,
            Words(one.message),
            {"row": one.row, "column": one.column, "heading": one.heading},
        )
        for one in problems
    ]


def nothing_imported(cells: int) -> Words:
    """The sentence over a refused file."""
    return _n(
        "%(num)s cell needs another look. Nothing was imported.",
        "%(num)s cells need another look. Nothing was imported.",
        cells,
    )
