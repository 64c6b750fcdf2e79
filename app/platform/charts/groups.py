"""Several series over several labels: community by sex, end to end, always lying so that names fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.platform.charts.drawing import FILLS, Face, Sheet, holds_right_to_left, shortened, width_of

WIDTH = 400.0
LEGEND = 28.0
THICK = 30.0
NONE_SHOWN = "–"


@dataclass(frozen=True, slots=True)
class Group:
    """One label (a community) with one value per series; None is "not collected" or protected.

    `shown` replaces what is written for each value ("<5"); leave it None to write the numbers.
    """

    label: str
    values: Sequence[float | None]
    shown: Sequence[str | None] | None = None

    def words(self, place: int, number: Callable[[float], str]) -> str:
        """What is written for the value at `place`."""
        given = self.shown[place] if self.shown is not None else None
        value = self.values[place]
        if given is not None:
            return given
        return NONE_SHOWN if value is None else number(value)


def _legend(sheet: Sheet, series: Sequence[str]) -> None:
    x = 0.0
    for fill, name in zip(FILLS, series, strict=False):
        sheet.block(x, 4, 14, 14, fill)
        sheet.text(x + 20, 16, name)
        x += 20 + width_of(name) + 18


def _checked(groups: Sequence[Group], series: Sequence[str]) -> None:
    if len(series) > len(FILLS):
        raise ValueError(f"A chart shows at most {len(FILLS)} series; {len(series)} were given.")
    for group in groups:
        if len(group.values) != len(series) or (group.shown is not None and len(group.shown) != len(series)):
            raise ValueError(f"{group.label!r} needs one value for each of the {len(series)} series.")


def _start(groups: Sequence[Group]) -> float:
    return min(max((width_of(group.label) for group in groups), default=0) + 10, WIDTH * 0.4)


def stacked_bars(
    groups: Sequence[Group],
    series: Sequence[str],
    *,
    title: str,
    description: str,
    right_to_left: bool = False,
    number: Callable[[float], str] = lambda value: f"{value:g}",
    for_document: bool = False,
    totals: Sequence[str] | None = None,
) -> Markup:
    """Draw up to four series end to end; the parts are written behind each bar ("25 + 2"), then the total in bold.

    `totals` replaces the totals' text (needed where a part is protected, or the part would come back by subtraction).
    Without `totals`, a group with a None value gets no total.
    """
    _checked(groups, series)
    sheet = Sheet(
        WIDTH, LEGEND + THICK * max(len(groups), 1) + 4, Face(title, description, right_to_left, for_document)
    )
    _legend(sheet, series)
    start = _start(groups)
    sums = list(totals) if totals is not None else [_total(group, number) for group in groups]
    parts = [
        _parts([group.words(place, number) for place in range(len(series))], right_to_left=right_to_left)
        for group in groups
    ]
    sum_room = max(map(width_of, sums), default=0) + 8
    part_room = max(map(width_of, parts), default=0) + 12
    peak = max((sum(value or 0 for value in group.values) for group in groups), default=0) or 1
    scale = max(WIDTH - start - sum_room - part_room, 40) / peak
    for row, group in enumerate(groups):
        y = LEGEND + THICK * row
        base = y + THICK / 2 + 5
        sheet.text(0, base, shortened(group.label, start - 8))
        x = start
        for place, value in enumerate(group.values):
            long = (value or 0) * scale
            told = f"{group.label}, {series[place]}: {group.words(place, number)}"
            sheet.block(x, y + 5, long, THICK - 10, FILLS[place], title=told)
            x += long
        if sums[row]:
            sheet.text(x + 6, base, sums[row], "start", "strong")
        sheet.text(WIDTH, base, parts[row], "end", "soft")
    sheet.line(start, LEGEND, start, sheet.height - 4, "axis")
    return sheet.svg()


def _parts(words: list[str], *, right_to_left: bool) -> str:
    """The parts in reading order: digits alone run left to right, so a right-to-left reader gets them turned."""
    turned = right_to_left and not any(map(holds_right_to_left, words))
    return " + ".join(reversed(words) if turned else words)


def _total(group: Group, number: Callable[[float], str]) -> str:
    known = [value for value in group.values if value is not None]
    return number(sum(known)) if len(known) == len(group.values) else ""
