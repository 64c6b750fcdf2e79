"""Marks text for translation without loading any catalogue.

A refusal is written where the rule stands, long before anybody knows in which language it will be read.
So a text travels as a `Words` value (message id and parameters) and is turned into a sentence at the face.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


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
        """The English sentence, for logs and the command line."""
        return self.read_by(str, lambda one, many, n: one if n == 1 else many)

    def read_by(self, gettext: Callable[[str], str], ngettext: Callable[[str, str, int], str]) -> str:
        """The sentence in the reader's language, given that language's two lookups."""
        if self.plural is not None and self.n is not None:
            text = ngettext(self.msgid, self.plural, self.n)
        else:
            text = gettext(self.msgid)
        if not self.params:
            return text
        return text % {
            name: value.read_by(gettext, ngettext) if isinstance(value, Words) else value
            for name, value in self.params.items()
        }


def _(msgid: str) -> Words:
    """Mark a sentence for translation."""
    return Words(msgid)


def _n(singular: str, plural: str, n: int) -> Words:
    """Mark a sentence whose form depends on a number; `%(num)s` is filled with that number."""
    return Words(singular, {"num": n}, plural, n)
