"""The poster of a booking link: A4, a QR sign and a few words in each language. A sensitive venue stays unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.kernel import clock
from app.platform import catalogues, formats
from app.platform.catalogues import gettext
from app.platform.paper import qr_svg, set_pdf
from app.registration.schemas.bookings import BookingPage

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
"""Amharic, Bangla, Sinhala and Tamil; the fonts of the house hold the other scripts."""


def _in_language(page: BookingPage, language: str) -> dict[str, str]:
    """The words of one language."""
    with catalogues.speaking(language):
        when = formats.day(page.local_date)
        if page.starts_at is not None and page.ends_at is not None:
            hours = [formats.clock_time(one, page.time_zone) for one in (page.starts_at, page.ends_at)]
            when = f"{when}{gettext(', ')}\u2066{'–'.join(hours)}\u2069"
        where = gettext("The organisers tell you the place and the time.") if page.sensitive else ""
        return {
            "language": language,
            "direction": catalogues.direction(language),
            "heading": gettext("Book a seat"),
            "when": when,
            "where": where,
            "promise": gettext("We do not ask for your name, your telephone number or your papers."),
        }


def print_poster(page: BookingPage, address: str, languages: Sequence[str]) -> bytes:
    """The poster as PDF bytes, in these languages of the booking page."""
    with catalogues.speaking(languages[0]):
        alt = gettext("QR sign of the booking page")
        area = page.area.in_language(languages[0])
        organiser = page.organisation.in_language(languages[0])
        comma = gettext(", ")
    place = [part for part in (page.venue, page.address) if part]
    data = {
        "title": page.title,
        "language": languages[0],
        "place": comma.join([*place, area]),
        "organiser": organiser,
        "address": address,
        "qr": qr_svg(address, error="q"),
        "alt": alt,
        "parts": [_in_language(page, language) for language in languages],
    }
    return set_pdf(_HERE / "booking_poster.typ", data, at=clock.now(), more_fonts=[FONTS])
