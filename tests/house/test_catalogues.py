"""French and Arabic are complete: every text on screen is translated, none is fuzzy, placeholders and plurals fit.

The languages of guests are complete for the public booking page, and hold nothing else.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.kernel.words import _, _n
from app.platform import catalogues

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "app" / "locale"
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%(?:%|[a-z])")
FORMS = {"fr": 2, "ar": 6}

Msgid = str | tuple[str, ...]


def _holds_texts(folder: str | os.PathLike[str]) -> bool:
    path = Path(folder).resolve()
    return path == ROOT or any(path.is_relative_to(ROOT / part) for part in ("app", "templates"))


FOR_GUESTS = (
    "templates/registration/book/",
    "app/registration/rules/booking_words.py",
    "app/registration/pages/booking_poster.py",
)
"""Where the texts of the public booking page and its poster stand."""

EVERY_LANGUAGE = sorted({*catalogues.ALL_LANGUAGES} - {"en"})


@cache
def in_the_source() -> frozenset[tuple[str, Msgid]]:
    """Every text marked in the source with its file, as `make catalogues` gathers them."""
    with (LOCALE / "babel.ini").open() as settings:
        method_map, options_map = parse_mapping_cfg(settings)  # type: ignore[no-untyped-call]
    keywords = {
        "_": None,
        "gettext": None,
        "ngettext": (1, 2),
        "_n": (1, 2),
    }
    found: set[tuple[str, Msgid]] = set()
    for file, _line, message, _comments, _context in extract_from_dir(
        ROOT, method_map, options_map, keywords, directory_filter=_holds_texts
    ):
        found.add((file, tuple(message) if isinstance(message, list | tuple) else message))
    return frozenset(found)


def on_screen(language: str = "en") -> frozenset[Msgid]:
    """Every text that a reader of this language may meet."""
    places = FOR_GUESTS if language in catalogues.GUEST_LANGUAGES else ("",)
    return frozenset(text for file, text in in_the_source() if file.startswith(places))


@cache
def catalogue(language: str) -> Catalog:
    """The committed catalogue of a language."""
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as text:
        return read_po(text, locale=language)


def placeholders(text: str) -> set[str]:
    """The placeholders of a text."""
    return {found.group(0) for found in PLACEHOLDER.finditer(text)}


def test_there_are_texts_to_translate() -> None:
    assert len(on_screen()) > 200
    assert 40 < len(on_screen("am")) < 80


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_every_text_is_translated(language: str) -> None:
    known = catalogue(language)
    missing = []
    for msgid in on_screen(language):
        message = known.get(msgid[0] if isinstance(msgid, tuple) else msgid)
        strings = (
            ()
            if message is None
            else message.string
            if isinstance(message.string, tuple)
            else (message.string,)
        )
        if (
            message is None
            or message.fuzzy
            or not strings
            or not all(strings)
            or (isinstance(msgid, tuple) and len(strings) != FORMS[language])
        ):
            missing.append(msgid)
    assert sorted(map(str, missing)) == []


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_translations_keep_the_placeholders(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        if not message.id:
            continue
        wanted = placeholders(message.id if isinstance(message.id, str) else message.id[-1])
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in strings:
            have = placeholders(str(text))
            may_leave_out_the_number = not isinstance(message.id, str) and have | {"%(num)s"} == wanted | {
                "%(num)s"
            }
            if have != wanted and not may_leave_out_the_number:
                wrong.append((message.id, text))
    assert wrong == []


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_no_translation_is_left_over(language: str) -> None:
    texts = {msgid[0] if isinstance(msgid, tuple) else msgid for msgid in on_screen(language)}
    stale = [
        message.id
        for message in catalogue(language)
        if message.id and (message.id if isinstance(message.id, str) else message.id[0]) not in texts
    ]
    assert stale == []


@pytest.mark.parametrize("n", [0, 1, 2, 3, 11, 100])
def test_arabic_has_its_six_plural_forms(n: int) -> None:
    """The catalogue's plural rule picks a form of its own for each of these numbers."""
    rule = catalogues.catalogue("ar")
    forms = {k: rule.plural(k) for k in (0, 1, 2, 3, 11, 100)}  # type: ignore[attr-defined]
    assert len(set(forms.values())) == 6
    assert 0 <= forms[n] <= 5


def test_words_read_themselves_in_the_readers_language() -> None:
    english = str(_("Save"))
    with catalogues.speaking("fr"):
        french = str(_("Save"))
    assert english == "Save"
    assert french not in {"", "Save"}
    assert str(_n("%(num)s kit", "%(num)s kits", 2)) == "2 kits"
