"""The personal-data guard: finds phones, e-mails, document and case numbers in a free text. Pure.

It is a soft stop: whoever wrote the text takes it out, or says why it must stay. Dates, times, age bands
and codes of sessions are no personal data and pass.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.errors import FieldError
from app.kernel.types import western_digits
from app.kernel.words import Words, _


class PersonalKind(StrEnum):
    """What a piece of text looks like."""

    EMAIL = "email"
    DOCUMENT = "document"
    CASE = "case"
    PHONE = "phone"


KIND_NAMES: dict[PersonalKind, Words] = {
    PersonalKind.EMAIL: _("an e-mail address"),
    PersonalKind.DOCUMENT: _("the number of a document"),
    PersonalKind.CASE: _("a case number"),
    PersonalKind.PHONE: _("a phone number"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A piece of text that looks personal, as it was read (digits 0-9)."""

    kind: PersonalKind
    text: str


_DATES = re.compile(
    r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:-\d{2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?!\d)|(?<!\d)\d{1,2}:\d{2}(?!\d)"
)
_EMAIL = re.compile(r"[^\s@<>,;]+\s?(?:@|\(at\)|\[at\])\s?[^\s@<>,;]+\.[a-z]{2,}", re.IGNORECASE)
_UNHCR = re.compile(r"(?<!\w)\d{3}-?\d{2}[CRI]\d{5}(?!\w)", re.IGNORECASE)
"""An individual or case number of UNHCR's registration (proGres), such as 245-14C01234."""

_MARKER = r"(?:\s|:|#|\.|°|-|n[o°r]\.?|num(?:ber|ero|éro)|رقم){0,4}\s*"
_NAMED_CASE = re.compile(
    rf"(?:\bcase\b|\bdossier\b|\bfile\b|\bملف\b|\bقضية\b){_MARKER}(?P<number>[a-z]{{0,4}}[-/]?\d[\d/-]{{3,}})",
    re.IGNORECASE,
)
_NAMED_DOCUMENT = re.compile(
    r"(?:passports?|passeports?|iqama|resid\w+|identit\w+|\bid\b|\bcni\b|جواز(?: السفر)?|إقامة|اقامة|هوية|بطاقة)"
    rf"{_MARKER}(?P<number>[a-z]{{0,3}}[-/]?\d[\d/-]{{3,}})",
    re.IGNORECASE,
)
_PASSPORT = re.compile(r"(?<!\w)[A-Z]{1,2}[ -]?\d{6,9}[A-Z]?(?!\w)", re.IGNORECASE)
"""One or two letters and six to nine digits: the form of Ethiopian, Bangladeshi, Philippine, Sri Lankan,
Sudanese, Kenyan, Syrian and most other passports (ICAO Doc 9303: at most nine signs)."""

_GAP = r"[ .()/-]{0,2}"
_PHONE = re.compile(
    r"(?<![\w,])(?:"
    rf"(?:\+|00){_GAP}[1-9](?:{_GAP}\d){{6,13}}"  # with a country code, from wherever people come
    rf"|0[1-9]\d{{0,3}}(?:{_GAP}\d{{2,7}}){{1,4}}"  # as dialled at home: 03 123 456, 0911 22 33 44, 01712-345678
    rf"|(?:7[01689]|8[168]){_GAP}\d{{3}}{_GAP}\d{{3}}"  # Lebanese mobiles without their 0
    r"|\d{8,15}"  # any number that long names somebody
    r"|\d{3,4}(?:[ .-]\d{3,4}){2,3}"
    r")(?![\w,]*\d)"
)
_FEWEST_DIGITS = 7


def _plain(text: str) -> str:
    """Any script's digits as 0-9, one form of each letter, no invisible signs."""
    composed = unicodedata.normalize("NFKC", western_digits(text))
    return "".join(sign for sign in composed if unicodedata.category(sign) != "Cf")


def personal_data(text: str) -> list[Finding]:
    """What in `text` looks like personal data, in the order of `PersonalKind`; empty when nothing does."""
    rest = _plain(text)
    found: list[Finding] = []

    def take(kind: PersonalKind, pattern: re.Pattern[str]) -> None:
        nonlocal rest
        for match in pattern.finditer(rest):
            piece = match.group().strip()
            if kind is not PersonalKind.PHONE or sum(sign.isdigit() for sign in piece) >= _FEWEST_DIGITS:
                found.append(Finding(kind, piece))
        rest = pattern.sub(" ", rest) if kind is not PersonalKind.PHONE else rest

    take(PersonalKind.EMAIL, _EMAIL)
    take(PersonalKind.CASE, _UNHCR)
    take(PersonalKind.CASE, _NAMED_CASE)
    take(PersonalKind.DOCUMENT, _NAMED_DOCUMENT)
    rest = _DATES.sub(" … ", rest)
    take(PersonalKind.DOCUMENT, _PASSPORT)
    take(PersonalKind.PHONE, _PHONE)
    return found


def warning(findings: list[Finding]) -> Words:
    """The sentence of the soft stop, for the first thing found."""
    first = findings[0]
    return _(
        "This looks like %(kind)s: %(text)s. Karama keeps no personal data. Take it out, or say why it must stay."
    ) % {"kind": KIND_NAMES[first.kind], "text": first.text}


def problems(texts: Mapping[str, str], reason: str) -> list[FieldError]:
    """Personal data in free texts (by field): a soft stop, passed by a reason (`note_reason`) that holds none itself."""
    if found := personal_data(reason):
        return [FieldError("note_reason", "note.personal_data", warning(found))]
    if reason:
        return []
    return [
        FieldError(field, "note.personal_data", warning(found))
        for field, text in texts.items()
        if (found := personal_data(text))
    ]


def kept_because(note_reason: str | None) -> dict[str, str]:
    """For the audit trail: why what looks like personal data was kept; nothing when nobody had to say."""
    return {"note_kept_because": note_reason} if note_reason else {}


def refusal(findings: list[Finding]) -> Words:
    """The sentence of a full stop, where no reason can be given, for the first thing found."""
    first = findings[0]
    return _("This looks like %(kind)s: %(text)s. Karama keeps no personal data: please take it out.") % {
        "kind": KIND_NAMES[first.kind],
        "text": first.text,
    }
