"""Reads the cells of one row; what is wrong collects, each problem on its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.kernel.columns import SheetColumn
from app.kernel.errors import FieldError
from app.kernel.words import Words, _
from app.platform.sheets.cells import pair, printable, several, text_of
from app.platform.sheets.files import Cell
from app.platform.sheets.listed import Listed

T = TypeVar("T")

MISSING = _("Please fill this in.")
TWICE = _("This is in the list twice.")


@dataclass(slots=True)
class RowReader:
    """One row: its cells by key, its columns by key, and the problems found so far."""

    cells: Mapping[str, Cell]
    columns: Mapping[str, SheetColumn]
    problems: list[FieldError] = field(default_factory=list)

    def wrong(self, column: str, code: str, message: Words) -> None:
        """Note what is wrong in a column; the first thing counts."""
        if not any(one.field == column for one in self.problems):
            self.problems.append(FieldError(column, code, message))

    def cell(self, column: str) -> Cell:
        """What stands in a column; an empty text where there is nothing."""
        return self.cells.get(column, "")

    def text(self, column: str) -> str:
        """A text, checked for length and signs; a missing one is noted unless it is optional."""
        text = text_of(self.cell(column))
        if not text and not self.columns[column].optional:
            self.wrong(column, "missing", MISSING)
        refused = printable(text, self.columns[column].longest)
        if refused is not None:
            self.wrong(column, "text", refused)
        return text

    def value(self, column: str, read: Callable[[Cell], T | Words]) -> T | None:
        """What `read` makes of a cell, or None with the problem noted (but for an optional empty cell)."""
        if not text_of(self.cell(column)):
            if not self.columns[column].optional:
                self.wrong(column, "missing", MISSING)
            return None
        found = read(self.cell(column))
        if isinstance(found, Words):
            self.wrong(column, "import.value", found)
            return None
        return found

    def one_of(self, column: str, listed: Listed[Any], code: str) -> Any:
        """The thing a cell names, or None with the problem noted (but for an optional empty cell)."""
        text = self.text(column)
        return self.named(column, text, listed, code) if text else None

    def named(self, column: str, text: str, listed: Listed[Any], code: str) -> Any:
        """The thing of this name, or None with the problem noted."""
        found = listed.find(text)
        if found is None and listed.is_ambiguous(text):
            message = _("Several things are called “%(text)s”. Choose from the list, or write the code.")
            self.wrong(column, "import.ambiguous", message % {"text": text[:80]})
        elif found is None:
            self.wrong(column, code, _("“%(text)s” is not known.") % {"text": text[:80]})
        return found

    def list_of(
        self, column: str, listed: Listed[Any], code: str, most: int, *, twice: str = "import.twice"
    ) -> list[tuple[Any, str]]:
        """The things a cell lists, each with what stands behind its colon."""
        parts = several(self.cell(column))
        if len(parts) > most:
            self.wrong(column, "import.too_many", _("At most %(most)s, please.") % {"most": most})
            return []
        found = []
        for part in parts:
            # A name may hold a colon itself: the whole is tried first.
            whole = listed.find(part)
            name, said = (part, "") if whole is not None else pair(part)
            thing = whole if whole is not None else self.named(column, name, listed, code)
            if thing is not None:
                found.append((thing, said))
        identities = [getattr(thing, "id", thing) for thing, _said in found]
        if len(set(identities)) != len(identities):
            self.wrong(column, twice, TWICE)
        return found
