"""Papers read right in Arabic."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from app.kernel.words import _
from app.platform.paper import Column, FieldDocument
from app.platform.paper.document import TEMPLATE, words_on_paper
from tests.paper import grey_pages


def _drawn(cell: str) -> Any:
    paper = FieldDocument(
        kind=_("Stock card"),
        number="GRN-1",
        at=datetime(2022, 8, 2, tzinfo=UTC),
        facts=[],
        columns=[Column(_("Item"))],
        rows=[[cell]],
    )
    return grey_pages(TEMPLATE, words_on_paper(paper, "ar"), ppi=40, top=0.3)[0]


def test_an_age_band_among_arabic_words_is_not_turned_round() -> None:
    """A hand-made isolate (UAX #9) says how it must look: 18 before 59, the plus behind 60."""
    for band in ("18-59", "60+"):
        assert np.array_equal(_drawn(f"أنثى · {band}"), _drawn(f"أنثى · \u2066{band}\u2069"))
    assert not np.array_equal(_drawn("أنثى · 18-59"), _drawn("أنثى · 59-18"))
