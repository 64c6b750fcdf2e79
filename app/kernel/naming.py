"""Names inside sentences that are read later: in the reader's language, apart from others that are called the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.types import Names
from app.kernel.words import language_read


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a code, called by its name. The code stands beside it where one of `others` shares the name."""

    code: str
    names: Names
    others: tuple[Names, ...] = ()

    def __str__(self) -> str:
        """The name in the language of whoever reads now."""
        language = language_read()
        name = self.names.in_language(language)
        shared = any(other.in_language(language) == name for other in self.others)
        return f"{name} ({self.code})" if shared else name


def told_apart(names: Mapping[str, Names]) -> dict[str, Named]:
    """Each of these (names by code), told apart from the others."""
    return {
        code: Named(code, own, tuple(other for another, other in names.items() if another != code))
        for code, own in names.items()
    }
