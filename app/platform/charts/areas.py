"""A map of a few areas: how dark an area is says how many, its name and figure stand beside it in the sea or abroad.

Three steps of filling (dotted, hatched, full) and an outline for what is hidden: no colour is needed. Land is never
mirrored, whatever the direction of writing. Only areas are drawn, never a place in one.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import pvariance
from typing import Literal

from markupsafe import Markup

from app.platform.charts.columns import Bar
from app.platform.charts.drawing import Face, Sheet, shortened, width_of

WIDTH = 400.0
LAND_LEFT = 106.0
LAND_WIDTH = 192.0
NAME_ROOM = 98.0
LINE = 15.0
KEY_ROW = 24.0
STEPS = ("f3", "f2", "f1")
NOTHING, HIDDEN = "ground", "f4"


@dataclass(frozen=True, slots=True)
class Outline:
    """The edge of an area as (longitude, latitude), the point its name points at, and on which side the name stands."""

    code: str
    ring: tuple[tuple[float, float], ...]
    point: tuple[float, float]
    side: Literal["west", "east"]


def area_map(
    outlines: Sequence[Outline],
    values: Mapping[str, Bar],
    *,
    title: str,
    description: str,
    right_to_left: bool = False,
    number: Callable[[float], str] = lambda value: f"{value:g}",
    for_document: bool = False,
) -> Markup:
    """Draw the areas as SVG, each with the label and figure of `values`; `outlines` are not empty.

    An area without a value is drawn empty and not named. Latitudes are stretched as they are in the middle of the map.
    """
    draw = _Map(outlines, values, number, for_document=for_document)
    return draw.sheet(Face(title, description, for_document=for_document), right_to_left=right_to_left).svg()


class _Map:
    def __init__(
        self,
        outlines: Sequence[Outline],
        values: Mapping[str, Bar],
        number: Callable[[float], str],
        *,
        for_document: bool,
    ) -> None:
        self.outlines, self.values, self.number = outlines, values, number
        self.for_document = for_document
        xs, ys = zip(*(point for one in outlines for point in one.ring), strict=True)
        self.west, self.north = min(xs), max(ys)
        self.narrow = math.cos(math.radians((min(ys) + max(ys)) / 2))
        self.scale = LAND_WIDTH / ((max(xs) - self.west) * self.narrow)
        self.bottom = (self.north - min(ys)) * self.scale + 8
        self.steps = steps(bar.value for bar in values.values() if bar.value)

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """Where a point of the earth lies on the sheet."""
        x, y = point
        return LAND_LEFT + (x - self.west) * self.narrow * self.scale, 4 + (self.north - y) * self.scale

    def kind(self, bar: Bar | None) -> str:
        """How an area is filled."""
        if bar is None or bar.value == 0:
            return NOTHING
        if bar.value is None:
            return HIDDEN
        return next(kind for kind, _least, most in self.steps if bar.value <= most)

    def sheet(self, face: Face, *, right_to_left: bool) -> Sheet:
        """The land, the names with their figures, and the key."""
        named = {side: self._labels(side) for side in ("west", "east")}
        lowest = max([self.bottom, *(label.y + label.height for label in (*named["west"], *named["east"]))])
        key = self._key()
        sheet = Sheet(WIDTH, lowest + 12 + KEY_ROW * math.ceil(len(key) / 3), face)
        for one in self.outlines:
            bar = self.values.get(one.code)
            told = f"{bar.label}: {bar.words(self.number)}" if bar else ""
            sheet.shape([self.at(point) for point in one.ring], self.kind(bar), title=told)
        for label in (*named["west"], *named["east"]):
            label.draw(sheet)
        for place, (kind, words) in enumerate(key):
            x, y = 4 + place % 3 * WIDTH / 3, lowest + 12 + KEY_ROW * (place // 3)
            left = WIDTH - x - 18 if right_to_left else x
            box = [(left, y), (left + 18, y), (left + 18, y + 14), (left, y + 14)]
            sheet.shape(box, kind)
            sheet.text(
                WIDTH - x - 26 if right_to_left else x + 26,
                y + 12,
                words,
                "end" if right_to_left else "start",
            )
        return sheet

    def _labels(self, side: str) -> list[_Label]:
        """The names of one side from north to south, moved apart where they would touch."""
        found = [
            _Label(one.side, self.at(one.point), _lines(bar.label), bar.words(self.number))
            for one in self.outlines
            if one.side == side and (bar := self.values.get(one.code)) is not None
        ]
        found.sort(key=lambda label: label.y)
        for above, below in pairwise(found):
            below.y = max(below.y, above.y + above.height + 4)
        return found

    def _key(self) -> list[tuple[str, str]]:
        """How each filling in use reads: the numbers it stands for, or the signs that hide them."""
        bars = self.values.values()
        used = {self.kind(bar) for bar in bars}
        key = [(NOTHING, self.number(0))] if NOTHING in used else []
        for kind, least, most in self.steps:
            first, last = self.number(least), self.number(most)
            key.append((kind, first if first == last else f"{first}–{last}"))
        if HIDDEN in used:
            key.append(
                (HIDDEN, ", ".join(sorted({bar.words(self.number) for bar in bars if bar.value is None})))
            )
        return key


def steps(values: Iterable[float]) -> list[tuple[str, float, float]]:
    """Up to three classes as (filling, least, most), cut where the gaps are: the least squares within (Jenks 1967)."""
    found = sorted(values)
    distinct = sorted(set(found))
    kinds = STEPS[-min(len(distinct), len(STEPS)) :] if found else ()
    best: list[list[float]] = []
    least_squares = math.inf
    for cuts in combinations(distinct[1:], len(kinds) - 1) if found else ():
        edges = [bisect_left(found, cut) for cut in cuts]
        classes = [found[i:j] for i, j in pairwise([0, *edges, len(found)])]
        squares = sum(pvariance(one) * len(one) for one in classes)
        if squares < least_squares:
            best, least_squares = classes, squares
    return [(kind, one[0], one[-1]) for kind, one in zip(kinds, best, strict=True)]


class _Label:
    """A name in up to two lines with its figure under it, and a line to its area."""

    def __init__(self, side: str, point: tuple[float, float], lines: list[str], figure: str) -> None:
        self.side, self.point, self.lines, self.figure = side, point, lines, figure
        self.height = LINE * (len(lines) + 1)
        self.y = max(point[1] - self.height / 2, 2)

    def draw(self, sheet: Sheet) -> None:
        west = self.side == "west"
        x = 0 if west else WIDTH
        wide = max(width_of(words) for words in (*self.lines, self.figure))
        start = min(wide, NAME_ROOM) + 4 if west else WIDTH - min(wide, NAME_ROOM) - 4
        middle = self.y + self.height / 2
        sheet.line(start, middle, *self.point, "axis")
        sheet.dot(*self.point)
        for place, words in enumerate(self.lines):
            sheet.text(x, self.y + LINE * (place + 1) - 3, words, "start" if west else "end", "soft")
        sheet.text(x, self.y + self.height - 3, self.figure, "start" if west else "end", "strong")


def _lines(name: str) -> list[str]:
    """A name in one line, or broken once at the blank or hyphen that leaves both lines shortest."""
    if width_of(name) <= NAME_ROOM:
        return [name]
    breaks = [place + 1 for place, sign in enumerate(name[:-1]) if sign in " -"]
    parts = [(name[:place].rstrip(), name[place:].lstrip()) for place in breaks] or [(name, "")]
    best = min(parts, key=lambda pair: max(width_of(part) for part in pair))
    return [shortened(part, NAME_ROOM) for part in best if part]
