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
from collections.abc import Mapping
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
    return "".join(
        sign
        for sign in str(text).replace("\n", " ").replace("\t", " ")
        if unicodedata.category(sign) not in ("Cc", "Cs")
    )


def holds_right_to_left(text: str) -> bool:
    """Whether any letter of the text is written right to left."""
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)


def isolated(text: object) -> str:
    """The text; where it holds right-to-left letters, inside an isolate, with age bands in it kept left to right."""
    words = _printable(text)
    if holds_right_to_left(words):
        banded = AGE_BAND.sub(rf"{LEFT_TO_RIGHT_ISOLATE}\g<0>{POP_ISOLATE}", words)
        return f"{FIRST_STRONG_ISOLATE}{banded}{POP_ISOLATE}"
    return words


def width_of(text: object, size: float = TEXT_SIZE) -> float:
    """A safe estimate of the drawn width in pixels (no fonts are measured on the server)."""
    wide = sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.62 for sign in _printable(text))
    return wide * size


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
    """A drawing of `width` x `height` pixels that is filled mark by mark and handed out once, as SVG."""

    def __init__(self, width: float, height: float, face: Face) -> None:
        self.width = width
        self.height = height
        self.face = face
        self.id = f"chart-{zlib.crc32(f'{face.title}|{face.description}'.encode()):08x}"
        self._marks: list[Markup] = []
        self._patterns: set[str] = set()

    def across(self, x: float, extent: float = 0) -> float:
        """Where reading position `x` (from the start side) lands, counted from the left edge of the sheet."""
        return self.width - x - extent if self.face.right_to_left else x

    def _look(self, kinds: str) -> Markup:
        """Class names for a page, presentation attributes for a document."""
        if not self.face.for_document:
            return Markup(' class="{}"').format(kinds) if kinds else Markup("")
        inks: dict[str, str] = {}
        for kind in kinds.split():
            inks.update(INKS[kind])
        return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in inks.items())

    def block(self, x: float, y: float, width: float, height: float, kind: str, *, title: str = "") -> None:
        """A filled rectangle; `f2` is hatched and `f3` dotted on top. `title` is what a pointer or a reader finds."""
        if width <= 0 or height <= 0:
            return
        left = self.across(x, width)
        told = Markup("<title>{}</title>").format(isolated(title)) if title else Markup("")
        shape = Markup('x="{}" y="{}" width="{}" height="{}"').format(*map(_short, (left, y, width, height)))
        self._marks.append(Markup("<rect {}{}>{}</rect>").format(shape, self._look(kind), told))
        if kind in ("f2", "f3"):
            self._patterns.add(kind)
            self._marks.append(Markup('<rect {} fill="url(#{}-{})"/>').format(shape, self.id, kind))

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """A straight line."""
        ends = map(_short, (self.across(x1), y1, self.across(x2), y2))
        self._marks.append(
            Markup('<line x1="{}" y1="{}" x2="{}" y2="{}"{}/>').format(*ends, self._look(kind))
        )

    def text(self, x: float, y: float, words: object, anchor: Anchor = "start", kind: str = "") -> None:
        """One line of text; `anchor` is in reading direction: start is the left side, or the right side in Arabic."""
        if self.face.right_to_left and anchor != "middle":
            anchor = "end" if anchor == "start" else "start"
        look = self._look(kind)
        if self.face.for_document and "fill" not in look:
            look += Markup(' fill="#16233b"')
        self._marks.append(
            Markup('<text x="{}" y="{}" text-anchor="{}"{}>{}</text>').format(
                _short(self.across(x)), _short(y), anchor, look, isolated(words)
            )
        )

    def _pattern(self, kind: str) -> Markup:
        drawn = {
            "f2": Markup('<path d="M0 0V8"{}/>').format(self._look("hatch")),
            "f3": Markup('<circle cx="4" cy="4" r="1.5"{}/>').format(self._look("f1")),
        }[kind]
        turn = Markup(' patternTransform="rotate(45)"') if kind == "f2" else Markup("")
        return Markup(
            '<pattern id="{}-{}" width="8" height="8" patternUnits="userSpaceOnUse"{}>{}</pattern>'
        ).format(self.id, kind, turn, drawn)

    def svg(self) -> Markup:
        """The finished drawing."""
        size = Markup(' width="{0}" height="{1}" viewBox="0 0 {0} {1}"').format(
            _short(self.width), _short(self.height)
        )
        if self.face.for_document:
            look = Markup(' font-family="{}" font-size="{}"').format(DOCUMENT_FONTS, TEXT_SIZE)
        else:
            look = Markup(' class="chart"')
        patterns = Markup("").join(self._pattern(kind) for kind in sorted(self._patterns))
        defs = Markup("<defs>{}</defs>").format(patterns) if patterns else Markup("")
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg"{size}{look} direction="ltr" role="img" '
            'aria-labelledby="{id}-title {id}-desc"><title id="{id}-title">{title}</title>'
            '<desc id="{id}-desc">{desc}</desc>{defs}{marks}</svg>'
        ).format(
            size=size,
            look=look,
            id=self.id,
            title=isolated(self.face.title),
            desc=isolated(self.face.description),
            defs=defs,
            marks=Markup("").join(self._marks),
        )


def _short(value: float) -> str:
    """A coordinate with at most one decimal: small output, the same on every machine."""
    return str(escape(f"{value:.1f}".removesuffix(".0")))
