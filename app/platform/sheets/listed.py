"""What the cells of a sheet can name: found by code, or by name in any language of the interface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from app.kernel.types import Names
from app.kernel.words import Words
from app.platform import catalogues
from app.platform.sheets.cells import as_key

T = TypeVar("T")


class Listed(Generic[T]):
    """Things by every way people write them. What two things are called finds neither (`is_ambiguous`)."""

    def __init__(self) -> None:
        self._found: dict[str, T] = {}
        self._twice: set[str] = set()

    def add(self, thing: T, *names: str | None) -> None:
        """Let a thing be found by these names."""
        for name in names:
            key = as_key(name) if name else ""
            if not key:
                continue
            if key in self._found and self._found[key] != thing:
                self._twice.add(key)
            self._found.setdefault(key, thing)

    def find(self, text: str) -> T | None:
        """The thing of this name, or of the code before ` · ` (as the drop-down lists write it)."""
        for key in (as_key(text), as_key(text.split(" · ", maxsplit=1)[0])):
            if key in self._found and key not in self._twice:
                return self._found[key]
        return None

    def is_ambiguous(self, text: str) -> bool:
        """Whether several things are called so."""
        return as_key(text) in self._twice


def spoken(names: Names) -> tuple[str | None, ...]:
    """A name in each language of the interface, None where there is none."""
    return names.en, names.fr, names.ar


def labelled(code: str, names: Names) -> list[str | None]:
    """Every way a thing with a code is written: the code, its names, and both as the drop-down lists write it."""
    return [code, *spoken(names), *(f"{code} · {name}" for name in spoken(names) if name)]


def coded(pairs: Iterable[tuple[str, Names]]) -> Listed[str]:
    """Codes, found by code or name."""
    listed: Listed[str] = Listed()
    for code, names in pairs:
        listed.add(code, *labelled(code, names))
    return listed


def in_every_language(words: Words) -> list[str]:
    """A sentence in each language of the interface."""
    found = []
    for language in catalogues.LANGUAGES:
        with catalogues.speaking(language):
            found.append(str(words))
    return found
