"""Problems of rows are kept as sentences not yet in anybody's language, and read in the reader's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.kernel.words import Words
from app.sessions.rules.imports import BY_KEY, MOST_PROBLEMS
from app.sessions.schemas.imports import RowProblem
from app.sessions.use_cases.imports.checking import Problem


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


def read(problems: Sequence[Mapping[str, Any]]) -> list[RowProblem]:
    """Kept problems in the language being spoken."""
    return [
        RowProblem(
            row=one["row"],
            column=one["column"],
            heading=str(BY_KEY[one["column"]].heading) if one["column"] in BY_KEY else one["column"],
            code=one["code"],
            message=str(_read(one["message"])),
        )
        for one in problems
    ]
