"""What a renderer needs to speak the reader's language: fixed headings, numbers and dates.

The builder hands in an object of this shape; renderers never load a catalogue themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol

Direction = Literal["ltr", "rtl"]


class Texts(Protocol):
    """One language: its code, its direction and its way to write words, numbers and dates."""

    @property
    def language(self) -> str:
        """BCP 47 code: en, fr, ar."""
        ...

    @property
    def direction(self) -> Direction:
        """Writing direction of the language."""
        ...

    def gettext(self, msgid: str) -> str:
        """The heading or sentence in this language; placeholders stay as they are."""
        ...

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form that fits the number `n`."""
        ...

    def number(self, value: float) -> str:
        """A number with the language's grouping and decimal sign."""
        ...

    def date(self, day: date) -> str:
        """A calendar date in words or figures, unambiguous (never 07/08/22)."""
        ...

    def instant(self, moment: datetime) -> str:
        """A date with the time of day and its zone."""
        ...


def labelled(label: str, value: str, texts: Texts) -> str:
    """`Area: Beirut`, with the colon as the language writes it; an empty value leaves label and colon."""
    return (texts.gettext("%(label)s: %(value)s") % {"label": label, "value": value}).rstrip()


def listed(parts: Sequence[str], texts: Texts) -> str:
    """Words of the language in a row, with its comma between them."""
    return ("، " if texts.direction == "rtl" else ", ").join(parts)
