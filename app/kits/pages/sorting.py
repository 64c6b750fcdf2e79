"""Headings of columns that lead to the same list in another order; no script, the order stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from app.kernel.words import Words

Heading = tuple[str, Words, bool]
"""A column: its name, its heading, and whether it holds numbers."""


def headed(
    headings: Sequence[Heading], sort: str, address_of: Callable[[str], str], sortable: Collection[str]
) -> list[dict[str, Any]]:
    """For `table_head`: the column that is sorted by turns round, of others numbers begin with the most."""
    now, down = sort.removeprefix("-"), sort.startswith("-")
    told = []
    for name, words, numeric in headings:
        turned = f"-{name}" if (numeric if name != now else not down) else name
        told.append(
            {
                "label": words,
                "numeric": numeric,
                "href": address_of(turned) if name in sortable else None,
                "sorted": ("descending" if down else "ascending") if name == now else None,
            }
        )
    return told
