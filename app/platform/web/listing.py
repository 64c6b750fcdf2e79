"""A list of things below /settings: columns, rows, filters. One template draws them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from app.kernel.words import Words, _
from app.platform.web.forms import FormView

SETTINGS = _("Settings")

Shape = Literal["text", "code", "number", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its words and how its cells are written."""

    label: Words
    shape: Shape = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its cells in the order of the columns, and where its first cell leads."""

    cells: Sequence[Any]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A question above the list: a choice when there are options, else a text."""

    name: str
    label: Words
    value: str
    options: Sequence[tuple[str, str | Words]] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything the page of a list shows."""

    title: Words | str
    columns: Sequence[Column]
    rows: Sequence[Row]
    add_href: str | None = None
    add_label: Words | None = None
    filters: Sequence[Filter] = ()
    next_href: str | None = None
    back_href: str = "/settings"
    back_label: Words | str = SETTINGS
    form: FormView = field(default_factory=FormView)


def next_page(cursor: str | None, asked: Mapping[str, str | None] | None = None) -> str | None:
    """The address of the following page under the same filters, or None at the end."""
    if cursor is None:
        return None
    query = {name: value for name, value in (asked or {}).items() if value}
    return f"?{urlencode({**query, 'cursor': cursor})}"


def yes_no(answer: bool) -> Words:  # noqa: FBT001 - reads as said
    """The word for a cell."""
    return _("yes") if answer else _("no")
