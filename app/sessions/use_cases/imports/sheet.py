"""Finds the heading of a schedule and names the cells of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.kernel.errors import FieldError, Invalid
from app.kernel.words import _
from app.sessions.rules.import_cells import as_key, several, text_of
from app.sessions.rules.import_files import Cell, Rows, any_value, read_schedule
from app.sessions.rules.imports import BY_KEY, COLUMNS, MOST_ROWS
from app.sessions.use_cases.imports.known import headings

_LOOK_AT = 15
"""The heading stands within the first lines, below a title perhaps."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a schedule with something in them: (number on the sheet, cells by key of the column)."""

    rows: list[tuple[int, dict[str, Cell]]]

    @property
    def emails(self) -> set[str]:
        """Every e-mail address named as a facilitator, in small letters."""
        return {email.lower() for _number, row in self.rows for email in several(row.get("facilitators", ""))}


def _heading(rows: Rows) -> tuple[int, dict[int, str]]:
    """Where the heading is, and the key of each column. Raises Invalid when it cannot be made out."""
    known = headings()
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
    number, found, strange = best
    if len(found) < 3:
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
    named = list(found.values())
    problems += [
        FieldError(
            "file", "import.heading_twice", _("“%(text)s” is there twice.") % {"text": BY_KEY[key].heading}
        )
        for key in sorted({key for key in named if named.count(key) > 1})
    ]
    problems += [
        FieldError(
            "file",
            "import.heading_missing",
            _("The column “%(text)s” is missing.") % {"text": column.heading},
        )
        for column in COLUMNS
        if not column.optional and column.key not in named
    ]
    if problems:
        raise Invalid(problems, problems[0].message)
    return number, found


@lru_cache(maxsize=1)
def read_sheet(content: bytes) -> Sheet:
    """The rows of a schedule. Raises TooLarge or Invalid on `file` when it cannot be read as one.

    The last one is kept: a file is taken in, checked and written within a moment, most often.
    """
    rows = read_schedule(content)
    heading, columns = _heading(rows)
    found = [
        (number, {key: row[position] for position, key in columns.items() if position < len(row)})
        for number, row in enumerate(rows[heading + 1 :], start=heading + 2)
        if any_value(row)
    ]
    if not found:
        raise Invalid.of("file", "import.empty", _("There is no session in this file."))
    if len(found) > MOST_ROWS:
        raise Invalid.of(
            "file",
            "import.too_many",
            _("A schedule has at most %(most)s rows. Divide it into several files.") % {"most": MOST_ROWS},
        )
    return Sheet(found)
