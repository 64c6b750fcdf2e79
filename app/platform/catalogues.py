"""Languages of the interface: catalogues, reading direction, and what a reader's browser asks for.

Catalogues are kept as .po text in `app/locale` and compiled in memory at the first use.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.kernel.words import read_with

FOLDER = Path(__file__).resolve().parent.parent / "locale"

LANGUAGES: dict[str, str] = {"en": "English", "fr": "Français", "ar": "العربية"}
"""The languages of the staff's interface, each by its own name."""

GUEST_LANGUAGES: dict[str, str] = {
    "am": "አማርኛ",
    "bn": "বাংলা",
    "tl": "Tagalog",
    "si": "සිංහල",
    "ta": "தமிழ்",
}
"""Languages that only the public booking page speaks; the catalogue of each holds the words of that page alone."""

ALL_LANGUAGES: dict[str, str] = {**LANGUAGES, **GUEST_LANGUAGES}

RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "he"})

_current: ContextVar[str] = ContextVar("karama_language", default="en")


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the `dir` of a page or a fragment."""
    return "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


@cache
def catalogue(language: str) -> NullTranslations:
    """The compiled catalogue of a language; English is the text itself."""
    file = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if language == "en" or not file.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def current() -> str:
    """The language being spoken now."""
    return _current.get()


def gettext(msgid: str) -> str:
    """The sentence in the language being spoken."""
    return catalogue(_current.get()).gettext(msgid) if msgid else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The right plural form in the language being spoken."""
    return catalogue(_current.get()).ngettext(singular, plural, n)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak this language inside the block: templates, `Words`, dates and numbers."""
    before = _current.set(language if language in ALL_LANGUAGES else "en")
    try:
        with read_with(gettext, ngettext, _current.get()):
            yield
    finally:
        _current.reset(before)


def asked_for(accept_language: str, default: str = "en", among: Collection[str] = tuple(LANGUAGES)) -> str:
    """The best of these languages for an Accept-Language header (RFC 9110), else the default.

    Browsers ask for Tagalog as `fil`, the name of the standard that grew out of it.
    """
    wishes: list[tuple[float, str]] = []
    for part in accept_language[:400].split(","):
        tag, _semicolon, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        language = tag.split("-")[0].lower()
        wishes.append((weight, "tl" if language == "fil" else language))
    for weight, language in sorted(wishes, key=lambda wish: -wish[0]):
        if weight > 0 and language in among:
            return language
    return default
