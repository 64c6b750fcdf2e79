"""Marks text for translation without loading any catalogue.

A refusal is written where the rule stands, long before anybody knows in which language it will be read.
So a text travels as a `Words` value (message id and parameters) and becomes a sentence when it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

Gettext = Callable[[str], str]
NGettext = Callable[[str, str, int], str]


def _english(one: str, many: str, n: int) -> str:
    return one if n == 1 else many


_reader: ContextVar[tuple[Gettext, NGettext, str]] = ContextVar(
    "karama_reader", default=(str, _english, "en")
)


@contextmanager
def read_with(gettext: Gettext, ngettext: NGettext, language: str = "en") -> Iterator[None]:
    """Inside this block every `Words` reads itself with these lookups: the reader's language."""
    before = _reader.set((gettext, ngettext, language))
    try:
        yield
    finally:
        _reader.reset(before)


def language_read() -> str:
    """The language of whoever reads now (English when nobody has said)."""
    return _reader.get()[2]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence not yet in anybody's language: `msgid % params`, plural chosen by `n`."""

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None
    n: int | None = None

    def __mod__(self, params: Mapping[str, Any]) -> Words:
        """Fill the placeholders, as with a plain string: `_("%(n)s kits") % {"n": 3}`."""
        return Words(self.msgid, {**self.params, **params}, self.plural, self.n)

    def __str__(self) -> str:
        """The sentence in the language of whoever reads now (English when nobody has said)."""
        gettext, ngettext, _language = _reader.get()
        if self.plural is not None and self.n is not None:
            text = ngettext(self.msgid, self.plural, self.n)
        else:
            text = gettext(self.msgid)
        return text % self.params if self.params else text


def _(msgid: str) -> Words:
    """Mark a sentence for translation."""
    return Words(msgid)


def _n(singular: str, plural: str, n: int) -> Words:
    """Mark a sentence whose form depends on a number; `%(num)s` is filled with that number."""
    return Words(singular, {"num": n}, plural, n)
