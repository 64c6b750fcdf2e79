"""The A4 sheet of tickets: numbered, QR sign and text, lines to cut along, no names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.platform import catalogues, formats
from app.platform.catalogues import gettext
from app.platform.paper import qr_svg, set_pdf
from app.registration.rules.codes import show_code
from app.registration.schemas.tickets import TicketSheet

TEMPLATE = Path(__file__).parent / "tickets.typ"


def print_tickets(sheet: TicketSheet, language: str) -> bytes:
    """The tickets as PDF bytes in a language (en, fr, ar)."""
    return set_pdf(TEMPLATE, words_on_paper(sheet, language), at=sheet.made_at)


def words_on_paper(sheet: TicketSheet, language: str) -> dict[str, Any]:
    """What the template draws, as finished words."""
    with catalogues.speaking(language):
        day = formats.full_date(sheet.day)
        facts = [day]
        if sheet.venue is not None:
            facts = [day, formats.clock_time(sheet.starts_at, sheet.time_zone), sheet.venue]
        return {
            "language": language,
            "direction": catalogues.direction(language),
            "kind": gettext("Tickets"),
            "code": sheet.code,
            "title": sheet.title,
            "facts": facts,
            "day": day,
            "page": gettext("Page %(page)s of %(pages)s"),
            "number": gettext("No. %(number)s"),
            "how": gettext(
                "Cut along the lines. Each ticket lets one person in, once, and gives one kit. It carries no name: "
                "never write one on it."
            ),
            "keep": gettext("Please keep it until you go home."),
            "qr_alt": gettext("QR sign of ticket %(number)s"),
            "tickets": [
                {"number": str(number), "code": show_code(code), "qr": qr_svg(code)}
                for number, code in sheet.tickets
            ],
        }
