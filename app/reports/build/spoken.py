"""One language of the interface, as the renderers want it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.platform import catalogues, formats
from app.reports.texts import Direction


@dataclass(frozen=True, slots=True)
class Spoken:
    """Headings, numbers and dates in a language of the interface."""

    language: str

    @property
    def direction(self) -> Direction:
        """Writing direction."""
        return "rtl" if catalogues.direction(self.language) == "rtl" else "ltr"

    def gettext(self, msgid: str) -> str:
        """The heading or sentence; placeholders stay as they are."""
        return catalogues.catalogue(self.language).gettext(msgid) if msgid else ""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form that fits the number `n`."""
        return catalogues.catalogue(self.language).ngettext(singular, plural, n)

    def number(self, value: float) -> str:
        """A number with the language's grouping."""
        with catalogues.speaking(self.language):
            return formats.number(value)

    def date(self, day: date) -> str:
        """30 July 2022."""
        with catalogues.speaking(self.language):
            return formats.full_date(day)

    def instant(self, moment: datetime) -> str:
        """30 Jul 2022, 11:20 UTC."""
        with catalogues.speaking(self.language):
            return f"{formats.moment(moment)} UTC"
