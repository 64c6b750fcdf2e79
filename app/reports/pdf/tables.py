"""A table of the PDF: columns with a share of the width, and rows of strings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

Column = dict[str, Any]


def text_column(label: str, share: float = 1.0) -> Column:
    """Words, set at the start of the line."""
    return {"label": label, "share": share, "number": False}


def number_column(label: str, share: float = 1.2) -> Column:
    """Numbers, set at the end so that their units stand under each other."""
    return {"label": label, "share": share, "number": True}


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    totals: Collection[int] = (),
    title: str = "",
) -> dict[str, Any]:
    """A table; `totals` are the numbers of rows drawn as sums."""
    return {
        "kind": "table",
        "title": title,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "totals": sorted(totals),
    }
