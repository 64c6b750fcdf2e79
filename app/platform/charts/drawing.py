"""The pencil under every chart: marks on a sheet, text that survives both directions, one palette for two media.

On a page the marks carry class names and `app.css` colours them, dark mode included; in a document (PDF) the same marks
carry presentation attributes, because no stylesheet follows them there. Neither uses `style`, so a strict CSP holds.
Right-to-left is done by mirroring positions, never letters: the root keeps `direction="ltr"` and each text that holds
right-to-left letters is wrapped in a Unicode isolate (UAX #9), so "60+" never turns into "+60".
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

Anchor = Literal["start", "middle", "end"]

LEFT_TO_RIGHT_ISOLATE = "\u2066"
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

AGE_BAND = re.compile(r"\d+(?:\+|[–-]\d+)")

DOCUMENT_FONTS = "Noto Sans, Noto Naskh Arabic, Noto Sans Arabic, DejaVu Sans, sans-serif"
TEXT_SIZE = 13

INKS: Mapping[str, Mapping[str, str]] = {
    "f1": {"fill": "#1c4a8c"},
    "f2": {"fill": "#6f96cf"},
    "f3": {"fill": "#b3c8e6"},
    "f4": {"fill": "#ffffff", "stroke": "#1c4a8c"},
    "ground": {"fill": "#efebe2"},
    "axis": {"stroke": "#7a8290"},
    "hatch": {"stroke": "#ffffff", "stroke-width": "2"},
    "target": {"stroke": "#b45f06", "stroke-width": "2", "stroke-dasharray": "6 4"},
    "soft": {"fill": "#4a5568"},
    "on": {"fill": "#ffffff", "font-weight": "600"},
    "strong": {"font-weight": "700"},
}
"""What each class of `app.css` (.chart ...) looks like on paper."""

FILLS = ("f1", "f2", "f3", "f4")
"""Series fills in order; the second and third are also hatched and dotted, the fourth an outline: no colour is needed."""


def _printable(text: object) -> str:
    """Drop characters that XML forbids; keep tab-free single lines."""
    words = str(text)
    if words.isprintable():  # as nearly all are
        return words
    return "".join(
        sign
        for sign in words.replace("\n", " ").replace("\t", " ")
        if unicodedata.category(sign) not in ("Cc", "Cs")
    )


def holds_right_to_left(text: str) -> bool:
    """Whether any letter of the text is written right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)


def isolated(text: object) -> str:
    """The text; where it holds right-to-left letters, inside an isolate, with age bands in it kept left to right."""
    words = _printable(text)
    if holds_right_to_left(words):
        banded = AGE_BAND.sub(rf"{LEFT_TO_RIGHT_ISOLATE}\g<0>{POP_ISOLATE}", words)
        return f"{FIRST_STRONG_ISOLATE}{banded}{POP_ISOLATE}"
    return words


def width_of(text: object, size: float = TEXT_SIZE) -> float:
    """A safe estimate of the drawn width in pixels (no fonts are measured on the server)."""
    words = _printable(text)
    if words.isascii():
        return 0.62 * len(words) * size
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.62 for sign in words) * size


def shortened(text: object, room: float, size: float = TEXT_SIZE) -> str:
    """The text, cut with an ellipsis when it is wider than `room` pixels; the full words stay in the mark's title."""
    words = _printable(text)
    if width_of(words, size) <= room:
        return words
    keep = max(1, int(room / (0.62 * size)) - 1)
    return words[:keep].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Face:
    """What every drawing says of itself, which way it reads, and whether it goes to a page or into a document."""

    title: str
    description: str
    right_to_left: bool = False
    for_document: bool = False


class Sheet:
    """A drawing of `width` x `height` pixels that is filled mark by mark and handed out once, as SVG.

    The marks are plain text, and whatever comes from outside is escaped where it is put in.
    """

    def __init__(self, width: float, height: float, face: Face) -> None:
        self.width = width
        self.height = height
        self.face = face
        self.id = f"chart-{zlib.crc32(f'{face.title}|{face.description}'.encode()):08x}"
        self._marks: list[str] = []
        self._patterns: set[str] = set()

    def across(self, x: float, extent: float = 0) -> float:
        """Where reading position `x` (from the start side) lands, counted from the left edge of the sheet."""
        return self.width - x - extent if self.face.right_to_left else x

    def _look(self, kinds: str) -> str:
        """Class names for a page, presentation attributes for a document."""
        if not self.face.for_document:
            return f' class="{escape(kinds)}"' if kinds else ""
        inks: dict[str, str] = {}
        for kind in kinds.split():
            inks.update(INKS[kind])
        return "".join(f' {name}="{escape(value)}"' for name, value in inks.items())

    def block(self, x: float, y: float, width: float, height: float, kind: str, *, title: str = "") -> None:
        """A filled rectangle; `f2` is hatched and `f3` dotted on top. `title` is what a pointer or a reader finds."""
        if width <= 0 or height <= 0:
            return
        left = self.across(x, width)
        told = f"<title>{escape(isolated(title))}</title>" if title else ""
        shape = f'x="{_short(left)}" y="{_short(y)}" width="{_short(width)}" height="{_short(height)}"'
        self._marks.append(f"<rect {shape}{self._look(kind)}>{told}</rect>")
        if kind in ("f2", "f3"):
            self._patterns.add(kind)
            self._marks.append(f'<rect {shape} fill="url(#{self.id}-{kind})"/>')

    def shape(self, points: Sequence[tuple[float, float]], kind: str, *, title: str = "") -> None:
        """A filled outline with an edge, where it is given: land is never mirrored."""
        told = f"<title>{escape(isolated(title))}</title>" if title else ""
        ring = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        self._marks.append(f'<polygon points="{ring}"{self._look(f"{kind} axis")}>{told}</polygon>')
        if kind in ("f2", "f3"):
            self._patterns.add(kind)
            self._marks.append(f'<polygon points="{ring}" fill="url(#{self.id}-{kind})"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """A straight line."""
        left, right = _short(self.across(x1)), _short(self.across(x2))
        self._marks.append(
            f'<line x1="{left}" y1="{_short(y1)}" x2="{right}" y2="{_short(y2)}"{self._look(kind)}/>'
        )

    def dot(self, x: float, y: float) -> None:
        """The end of a line that points at something, light-edged so that it is seen on every filling."""
        self._marks.append(f'<circle cx="{_short(x)}" cy="{_short(y)}" r="3"{self._look("ground axis")}/>')

    def text(self, x: float, y: float, words: object, anchor: Anchor = "start", kind: str = "") -> None:
        """One line of text; `anchor` is in reading direction: start is the left side, or the right side in Arabic."""
        if self.face.right_to_left and anchor != "middle":
            anchor = "end" if anchor == "start" else "start"
        look = self._look(kind)
        if self.face.for_document and "fill" not in look:
            look += ' fill="#16233b"'
        self._marks.append(
            f'<text x="{_short(self.across(x))}" y="{_short(y)}" text-anchor="{anchor}"{look}>'
            f"{escape(isolated(words))}</text>"
        )

    def _pattern(self, kind: str) -> str:
        drawn = {
            "f2": f'<path d="M0 0V8"{self._look("hatch")}/>',
            "f3": f'<circle cx="4" cy="4" r="1.5"{self._look("f1")}/>',
        }[kind]
        turn = ' patternTransform="rotate(45)"' if kind == "f2" else ""
        return (
            f'<pattern id="{self.id}-{kind}" width="8" height="8" patternUnits="userSpaceOnUse"{turn}>'
            f"{drawn}</pattern>"
        )

    def svg(self) -> Markup:
        """The finished drawing."""
        wide, high = _short(self.width), _short(self.height)
        look = ' class="chart"'
        if self.face.for_document:
            look = f' font-family="{DOCUMENT_FONTS}" font-size="{TEXT_SIZE}"'
        patterns = "".join(self._pattern(kind) for kind in sorted(self._patterns))
        defs = f"<defs>{patterns}</defs>" if patterns else ""
        return Markup(  # noqa: S704 - words from outside were escaped, each where it was put in
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"'
            f'{look} direction="ltr" role="img" aria-labelledby="{self.id}-title {self.id}-desc">'
            f'<title id="{self.id}-title">{escape(isolated(self.face.title))}</title>'
            f'<desc id="{self.id}-desc">{escape(isolated(self.face.description))}</desc>'
            f"{defs}{''.join(self._marks)}</svg>"
        )


def _short(value: float) -> str:
    """A coordinate with at most one decimal: small output, the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")
