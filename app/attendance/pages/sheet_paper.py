"""The tally sheet on paper: A4 lying, a box for each group, strokes for the door and for kits, no names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.attendance.rules import SEX_NAMES
from app.attendance.schemas import PaperSheets
from app.kernel.types import Sex
from app.platform import catalogues, formats
from app.platform.catalogues import gettext
from app.platform.paper import qr_svg, set_pdf

TEMPLATE = Path(__file__).parent / "tally.typ"


def print_sheets(paper: PaperSheets, language: str, base_url: str) -> bytes:
    """The sheets as PDF bytes in a language (en, fr, ar), a page each."""
    return set_pdf(TEMPLATE, words_on_paper(paper, language, base_url), at=paper.made_at)


def address_of(paper: PaperSheets, sheet_id: object, base_url: str) -> str:
    """Where a sheet is typed in: what its QR sign says."""
    return f"{base_url.rstrip('/')}/sessions/{paper.session_id}/sheets/{sheet_id}"


def words_on_paper(paper: PaperSheets, language: str, base_url: str) -> dict[str, Any]:
    """What the template draws, as finished words."""
    with catalogues.speaking(language):
        facts = [formats.full_date(paper.day)]
        if paper.venue is not None:
            facts += [formats.clock_time(paper.starts_at, paper.time_zone), paper.venue]
        ages_not_taken = gettext("ages not taken")
        return {
            "language": language,
            "direction": catalogues.direction(language),
            "kind": gettext("Tally sheet"),
            "code": paper.code,
            "title": paper.title,
            "facts": facts,
            "number": gettext("Sheet %(number)s"),
            "how": gettext(
                "One stroke for one person, in the box of the group. Write the sum in the corner. 0 means nobody came, "
                "a dash (-) means not asked, empty means not known. Never write a name, a phone or a document number."
            ),
            "community": gettext("Community"),
            "sexes": [str(SEX_NAMES[Sex.FEMALE]), str(SEX_NAMES[Sex.MALE])],
            "bands": [*paper.bands, ages_not_taken],
            "others": [str(SEX_NAMES[Sex.OTHER]), gettext("Sex not stated")],
            "others_title": gettext("Any age"),
            "other_row": gettext("Another community:"),
            "door": gettext("Door: everybody who came in"),
            "kits": [
                gettext("%(item)s handed out") % {"item": item.in_language(language)} for item in paper.items
            ]
            or [gettext("Kits handed out")],
            "sum": gettext("sum"),
            "once": gettext("Type this sheet in once, at the address in the QR code."),
            "qr_alt": gettext("QR sign of sheet %(number)s"),
            "sheets": [
                {
                    "number": str(sheet.number),
                    "mark": str(sheet.id)[-6:],
                    "qr": qr_svg(address_of(paper, sheet.id, base_url)),
                    "rows": [names.in_language(language) for names in sheet.rows],
                }
                for sheet in paper.sheets
            ],
        }
