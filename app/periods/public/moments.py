"""The figures of a period at the moment of closing. They come from the measures, which stand above: main hangs them here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.platform.unit_of_work import ReadTx

FigureReader = Callable[[ReadTx, date, date], dict[str, int]]
"""The programme's figures between two days (inclusive) by key of the measure."""

_readers: list[FigureReader] = []


def freeze_with(reader: FigureReader) -> None:
    """Read figures with this from now on; hanging it twice reads once."""
    if reader not in _readers:
        _readers.append(reader)


def reader_of_figures(look: ReadTx, first: date, last: date) -> dict[str, int]:
    """The programme's figures between two days; empty where nobody measures."""
    found: dict[str, int] = {}
    for read in _readers:
        found |= read(look, first, last)
    return found
