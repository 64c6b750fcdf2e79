"""Field documents: waybill, goods received note, stock card, count sheet, distribution and loss report.

They look alike, as the papers of a store do: a head with number and facts, one table, notes, boxes to sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.kernel.words import Words, _
from app.platform import catalogues
from app.platform.paper.qr import qr_svg
from app.platform.paper.setting import set_pdf

TEMPLATE = Path(__file__).parent / "document.typ"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. `width` is its share of the paper; 0 is as wide as its words."""

    label: Words
    width: int = 1
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class FieldDocument:
    """A paper of the store. Cells are finished words in the reader's language; an empty cell is a box to fill in.

    `link` becomes a QR sign that opens the page of this paper.
    """

    kind: Words
    number: str
    at: datetime
    facts: Sequence[tuple[Words, str]]
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    notes: Sequence[Words | str] = field(default_factory=tuple)
    signatures: Sequence[Words] = field(default_factory=tuple)
    link: str = ""
    wide: bool = False


def words_on_paper(paper: FieldDocument, language: str) -> dict[str, Any]:
    """What the template draws, in finished words of a language (en, fr, ar)."""
    with catalogues.speaking(language):
        return {
            "language": language,
            "direction": catalogues.direction(language),
            "kind": str(paper.kind),
            "number": paper.number,
            "facts": [[str(label), value] for label, value in paper.facts if value],
            "columns": [
                {"label": str(one.label), "width": one.width, "numeric": one.numeric} for one in paper.columns
            ],
            "rows": [list(row) for row in paper.rows],
            "notes": [str(note) for note in paper.notes if str(note)],
            "signatures": [str(words) for words in paper.signatures],
            "qr": qr_svg(paper.link) if paper.link else "",
            "qr_alt": str(_("QR sign of this document")),
            "page": catalogues.gettext("Page %(page)s of %(pages)s"),
            "empty": str(_("No lines.")),
            "wide": paper.wide,
        }


def print_document(paper: FieldDocument, language: str) -> bytes:
    """The document as PDF/UA bytes in a language (en, fr, ar)."""
    return set_pdf(TEMPLATE, words_on_paper(paper, language), at=paper.at)
