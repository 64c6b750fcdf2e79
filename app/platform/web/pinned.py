"""The files of the tablet under one mark: what a browser may keep for ever, and what a service worker keeps.

Modules import one another by relative address. So the mark of their content stands in the folder of the address
(`/static/=3f2a9c01d4/field/start.js`): an import stays below the same mark, and a page never mixes two versions.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent / "static"
FOLDERS = ("field", "vendor")
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}

_COMMENT_OF_STYLE = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_TYPE_OF_AN_EXPRESSION = re.compile(r"/\*\* @type .*? \*/ ?")


@dataclass(frozen=True, slots=True)
class Pinned:
    """One version of the files: its mark, and each file's bytes by its name below /static."""

    mark: str
    files: dict[str, bytes]

    def url(self, name: str) -> str:
        """The address of a file under the mark. KeyError: no such file."""
        self.files[name]
        return f"/static/={self.mark}/{name}"


def lean_script(text: str) -> str:
    """A module of the house without indentation, comments that stand alone on their lines, and types of expressions.

    Nothing cleverer: what is left is the same program, which tests/field/test_tablet_files.py asks a parser about.
    (On a slow network comments would cost a third of the way.)
    """
    kept = []
    inside = False
    for line in text.splitlines():
        bare = line.strip()
        if inside or (bare.startswith("/*") and not _TYPE_OF_AN_EXPRESSION.match(bare)):
            inside = "*/" not in bare
            code = not inside and not bare.endswith("*/")
        else:
            code = bool(bare) and not bare.startswith("//")
        if code:
            kept.append(_TYPE_OF_AN_EXPRESSION.sub("", bare))
    return "\n".join(kept) + "\n"


def lean_style(text: str) -> str:
    """A style sheet without comments and indentation."""
    return lean_lines(_COMMENT_OF_STYLE.sub("", text))


def lean_lines(text: str) -> str:
    """A text whose indentation means nothing, without it and without empty lines."""
    return "".join(f"{bare}\n" for line in text.splitlines() if (bare := line.strip()))


def _served(file: Path) -> bytes:
    if file.parent.name == "vendor" or file.suffix not in {".js", ".css"}:
        return file.read_bytes()
    text = file.read_text(encoding="utf-8")
    return (lean_script(text) if file.suffix == ".js" else lean_style(text)).encode()


@cache
def pinned() -> Pinned:
    """The files as they were when this process first asked."""
    files = {
        file.relative_to(ROOT).as_posix(): _served(file)
        for folder in FOLDERS
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in TYPES
    }
    whole = hashlib.sha256()
    for name, content in files.items():
        whole.update(f"{name}\0{len(content)}\0".encode() + content)
    return Pinned(whole.hexdigest()[:10], files)


def type_of(name: str) -> str:
    """The media type of a file, by its ending."""
    return TYPES[Path(name).suffix]
