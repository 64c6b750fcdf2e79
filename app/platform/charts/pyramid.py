"""Ages of two sexes, back to back, youngest at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.platform.charts.drawing import Face, Sheet, width_of

WIDTH = 400.0
TOP = 28.0
ROW = 26.0


@dataclass(frozen=True, slots=True)
class Band:
    """One age band, youngest first in the sequence; None is "not collected" or protected, `shown` is its text."""

    label: str
    first: float | None
    second: float | None
    shown: tuple[str | None, str | None] = (None, None)


def pyramid(
    bands: Sequence[Band],
    names: tuple[str, str],
    *,
    title: str,
    description: str,
    right_to_left: bool = False,
    number: Callable[[float], str] = lambda value: f"{value:g}",
    for_document: bool = False,
) -> Markup:
    """Draw two series on one scale, the first on the start side (mirrored in right-to-left), each bar with its figure."""
    sheet = Sheet(
        WIDTH, TOP + ROW * max(len(bands), 1) + 4, Face(title, description, right_to_left, for_document)
    )
    half_label = max((width_of(band.label) for band in bands), default=20) / 2 + 8
    figures = [
        tuple(
            given if given is not None else "–" if value is None else number(value)
            for given, value in zip(band.shown, (band.first, band.second), strict=True)
        )
        for band in bands
    ]
    figure_room = max((width_of(words) for pair in figures for words in pair), default=0) + 8
    middle = WIDTH / 2
    peak = max((value or 0 for band in bands for value in (band.first, band.second)), default=0) or 1
    scale = (middle - half_label - figure_room) / peak
    sheet.text(middle - half_label, 16, names[0], "end", "strong")
    sheet.text(middle + half_label, 16, names[1], "start", "strong")
    for row, (band, (first, second)) in enumerate(zip(reversed(bands), reversed(figures), strict=True)):
        y = TOP + ROW * row
        base = y + ROW / 2 + 4
        sheet.text(middle, base, band.label, "middle", "soft")
        one, two = (band.first or 0) * scale, (band.second or 0) * scale
        sheet.block(
            middle - half_label - one, y + 3, one, ROW - 6, "f1", title=f"{names[0]}, {band.label}: {first}"
        )
        sheet.block(
            middle + half_label, y + 3, two, ROW - 6, "f2", title=f"{names[1]}, {band.label}: {second}"
        )
        sheet.text(middle - half_label - one - 5, base, first, "end")
        sheet.text(middle + half_label + two + 5, base, second, "start")
    return sheet.svg()
