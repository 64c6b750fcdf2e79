"""Annotated types shared by all commands: what a well-formed instant, code, quantity or label is."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from app.kernel import clock


class Command(BaseModel):
    """What goes in: frozen, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class View(BaseModel):
    """What comes out: a plain, complete answer that holds no row."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sex(StrEnum):
    """As the person says, never by looks. `ns` is 'not stated' and always allowed."""

    FEMALE = "f"
    MALE = "m"
    OTHER = "o"
    NOT_STATED = "ns"


NOT_STATED_BAND = "ns"
"""The age band code for 'not stated'."""

NOT_STATED_COMMUNITY = "NS"
"""The community code for 'not stated'."""


def western_digits(text: Any) -> Any:
    """Arabic-Indic, Persian, Bengali … digits become 0-9; anything else is left as it is."""
    if not isinstance(text, str):
        return text
    return "".join(
        str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign for sign in text
    )


def _in_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as out_of_range:
        message = "instant out of range"
        raise ValueError(message) from out_of_range


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of surrogate pairs, which no encoding can write."""


def _printable(text: str) -> str:
    """Refuse control characters: they break sheets, PDF and PostgreSQL (NUL) alike."""
    if _CONTROL.search(text):
        message = "control characters are not allowed"
        raise ValueError(message)
    return text


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An aware date-time, normalised to UTC."""

Text = Annotated[str, AfterValidator(_printable)]
"""Printable text of any length."""

Label = Annotated[Text, Field(min_length=1, max_length=200)]
"""A short text on one line: a title, a name."""

Note = Annotated[Text, Field(max_length=2000)]
"""A longer text, possibly empty."""

CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._+-]*$"
EMAIL_PATTERN = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
TWO_CAPITALS = r"^[A-Z]{2}$"
THREE_CAPITALS = r"^[A-Z]{3}$"

Code = Annotated[Text, Field(min_length=1, max_length=64, pattern=CODE_PATTERN)]
"""A readable code: letters, digits, dot, underscore, plus, hyphen."""

Whole = Annotated[int, BeforeValidator(western_digits), Field(ge=-1_000_000_000, le=1_000_000_000)]
"""A whole number in any script's digits."""

Quantity = Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=1_000_000_000)]
"""A whole number of things, at least 1."""

NotNegative = Annotated[int, BeforeValidator(western_digits), Field(ge=0, le=1_000_000_000)]
"""A whole number of people or things, 0 or more."""

OptionalId = UUID | None
"""An id minted by the client; the server mints one when it is missing."""


def _known_zone(name: str) -> str:
    try:
        clock.zone(name)
    except KeyError as unknown:
        message = "unknown time zone"
        raise ValueError(message) from unknown
    return name


TimeZone = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_known_zone)]
"""The name of an IANA time zone, e.g. Asia/Beirut."""


class Names(Command):
    """A name in the three languages of the interface; English is always there."""

    en: Label
    fr: Label | None = None
    ar: Label | None = None

    def in_language(self, language: str) -> str:
        """The name for a reader, English where his language is missing."""
        return getattr(self, language, None) or self.en


@lru_cache(maxsize=16_384)
def names_of(en: str, fr: str | None, ar: str | None) -> Names:
    """The same names again are the same value: to look over three texts costs more than to read them."""
    return Names(en=en, fr=fr, ar=ar)
