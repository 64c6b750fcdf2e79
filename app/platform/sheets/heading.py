"""Finds the heading of a sheet and names the cells of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from app.kernel.columns import SheetColumn
from app.kernel.errors import FieldError, Invalid
from app.kernel.words import _
from app.platform.sheets.cells import as_key, text_of
from app.platform.sheets.files import MOST_ROWS, Cell, Rows, any_value, read_rows, too_many_rows
from app.platform.sheets.listed import in_every_language

_LOOK_AT = 15
"""The heading stands within the first lines, below a title perhaps."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet with something in them: (number on the sheet, cells by key of the column)."""

    rows: list[tuple[int, dict[str, Cell]]]


@cache
def headings(columns: tuple[SheetColumn, ...]) -> dict[str, str]:
    """Heading in any language, or key → key of the column."""
    found: dict[str, str] = {}
    for column in columns:
        for name in (column.key, *in_every_language(column.heading)):
            found.setdefault(as_key(name), column.key)
    return found


def _found(rows: Rows, columns: tuple[SheetColumn, ...]) -> tuple[int, dict[int, str], list[str]]:
    """The line that looks most like the heading: where, the key of each column, and headings nobody knows."""
    known = headings(columns)
    best: tuple[int, dict[int, str], list[str]] = (-1, {}, [])
    for number, row in enumerate(rows[:_LOOK_AT]):
        found: dict[int, str] = {}
        strange = []
        for position, cell in enumerate(row):
            text = text_of(cell).rstrip("* ")
            key = known.get(as_key(text))
            if key is not None:
                found[position] = key
            elif text:
                strange.append(text[:80])
        if len(found) > len(best[1]):
            best = (number, found, strange)
    return best


def _heading(rows: Rows, columns: tuple[SheetColumn, ...]) -> tuple[int, dict[int, str]]:
    """Where the heading is, and the key of each column. Raises Invalid when it cannot be made out."""
    number, found, strange = _found(rows, columns)
    if len(found) < min(3, len(columns)):
        raise Invalid.of(
            "file",
            "import.no_heading",
            _("The headings of the template are not in this file. Start from it."),
        )
    problems = []
    if strange:
        message = _(
            "“%(text)s” is no heading Karama knows. Take the column away or name it as in the template."
        )
        problems.append(FieldError("file", "import.heading", message % {"text": strange[0]}))
    named: Sequence[str] = list(found.values())
    by_key = {column.key: column for column in columns}
    problems += [
        FieldError(
            "file", "import.heading_twice", _("“%(text)s” is there twice.") % {"text": by_key[key].heading}
        )
        for key in sorted({key for key in named if named.count(key) > 1})
    ]
    problems += [
        FieldError(
            "file",
            "import.heading_missing",
            _("The column “%(text)s” is missing.") % {"text": column.heading},
        )
        for column in columns
        if not column.optional and column.key not in named
    ]
    if problems:
        raise Invalid(problems, problems[0].message)
    return number, found


@lru_cache(maxsize=2)
def read_sheet(content: bytes, columns: tuple[SheetColumn, ...]) -> Sheet:
    """The rows of a sheet with these columns. Raises TooLarge or Invalid on `file` when it cannot be read as one.

    The last ones are kept: a file is taken in, checked and written within a moment, most often.
    """
    rows = read_rows(content)
    heading, places = _heading(rows, columns)
    found = [
        (number, {key: row[position] for position, key in places.items() if position < len(row)})
        for number, row in enumerate(rows[heading + 1 :], start=heading + 2)
        if any_value(row)
    ]
    if not found:
        raise Invalid.of("file", "import.empty", _("There are no rows in this file."))
    if len(found) > MOST_ROWS:
        raise too_many_rows()
    return Sheet(found)
