"""The columns of a sheet that people fill in and send: what each is called, and what to write in it."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.words import Words


@dataclass(frozen=True, slots=True, eq=False)
class SheetColumn:
    """A column: its key (also understood as a heading), its heading, what to write in it.

    `longest` is how many signs a text in it may have; `format` how Excel shows its cells (`@`: as written).
    A column is itself and equals no other, so that tuples of them can be remembered by.
    """

    key: str
    heading: Words
    hint: Words
    optional: bool = False
    longest: int = 200
    format: str = "@"
    width: int = 18
