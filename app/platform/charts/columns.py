"""One series over a few labels: standing columns when the labels are short, lying rows when they are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.platform.charts.drawing import Face, Sheet, shortened, width_of

WIDTH = 400.0
PLOT_HEIGHT = 170.0
TOP = 22.0
KEY = 20.0
ROW = 30.0
LABEL_HEIGHT = 16.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure. `value` None is "not collected" or protected: then `shown` says so ("n/c", "<5") and nothing is drawn.

    `provisional` figures may still change: they are hatched.
    """

    label: str
    value: float | None
    shown: str | None = None
    provisional: bool = False

    def words(self, number: Callable[[float], str]) -> str:
        """What is written at the bar."""
        if self.shown is not None:
            return self.shown
        return "–" if self.value is None else number(self.value)


@dataclass(frozen=True, slots=True)
class _Plot:
    series: Sequence[Bar]
    target: float | None
    target_label: str | None
    number: Callable[[float], str]


def bar_chart(
    series: Sequence[Bar],
    *,
    title: str,
    description: str,
    target: float | None = None,
    target_label: str | None = None,
    right_to_left: bool = False,
    number: Callable[[float], str] = lambda value: f"{value:g}",
    for_document: bool = False,
) -> Markup:
    """Draw one series as SVG; every figure is written at its bar, so the drawing reads in black and white.

    Values are not negative. `target` is drawn as a dashed line, named in a key above the plot.
    An empty series gives a valid drawing with its title and description only.
    """
    sheet_of = _columns if _fits_standing(series, number) else _rows
    plot = _Plot(series, target, target_label if target is not None else None, number)
    return sheet_of(plot, Face(title, description, right_to_left, for_document)).svg()


def _fits_standing(series: Sequence[Bar], number: Callable[[float], str]) -> bool:
    """Columns need every label and figure to fit its own slot: codes and long names are never wrapped or cut."""
    slot = WIDTH / max(len(series), 1) - 2
    return all(max(width_of(bar.label), width_of(bar.words(number))) <= slot for bar in series)


def _target_key(sheet: Sheet, label: str | None) -> None:
    """Name the dashed line above the plot, where no bar and no figure can cross the words."""
    if label:
        sheet.line(0, 9, 26, 9, "target")
        sheet.text(32, 13, label)


def _peak(series: Sequence[Bar], target: float | None) -> float:
    return max([bar.value or 0 for bar in series] + [target or 0]) or 1.0


def _columns(plot: _Plot, face: Face) -> Sheet:
    series, target, target_label, number = plot.series, plot.target, plot.target_label, plot.number
    ground = TOP + (KEY if target_label else 0) + PLOT_HEIGHT
    sheet = Sheet(WIDTH, ground + 26, face)
    scale = PLOT_HEIGHT / _peak(series, target)
    target_y = None if target is None else ground - target * scale
    slot = WIDTH / max(len(series), 1)
    thick = min(slot * 0.62, 64)
    inside: list[tuple[float, float, str]] = []
    outside: list[tuple[float, float, str, str]] = []
    for place, bar in enumerate(series):
        middle = slot * (place + 0.5)
        tall = (bar.value or 0) * scale
        words = bar.words(number)
        sheet.block(
            middle - thick / 2,
            ground - tall,
            thick,
            tall,
            "f2" if bar.provisional else "f1",
            title=f"{bar.label}: {words}",
        )
        sheet.text(middle, ground + 18, bar.label, "middle", "soft")
        above = ground - tall - 6
        crossed = target_y is not None and above - LABEL_HEIGHT < target_y < above + 5
        if crossed and not bar.provisional and tall > 28 and width_of(words) < thick:
            inside.append((middle, ground - tall + 17, words))
        else:
            shown = min(above, target_y - 5) if crossed and target_y is not None else above
            outside.append((middle, shown, words, "soft" if bar.value is None else ""))
    sheet.line(0, ground, WIDTH, ground, "axis")
    if target_y is not None:
        sheet.line(0, target_y, WIDTH, target_y, "target")
        _target_key(sheet, target_label)
    for x, y, words in inside:
        sheet.text(x, y, words, "middle", "on")
    for x, y, words, kind in outside:
        sheet.text(x, y, words, "middle", kind)
    return sheet


def _rows(plot: _Plot, face: Face) -> Sheet:
    series, target, target_label, number = plot.series, plot.target, plot.target_label, plot.number
    top = KEY + 8 if target_label else 4.0
    sheet = Sheet(WIDTH, top + ROW * max(len(series), 1) + 4, face)
    start = min(max((width_of(bar.label) for bar in series), default=0) + 10, WIDTH / 2)
    after = max((width_of(bar.words(number)) for bar in series), default=0) + 12
    scale = (WIDTH - start - after) / _peak(series, target)
    target_x = None if target is None else start + target * scale
    if target_x is not None:
        sheet.line(target_x, top - 4, target_x, sheet.height - 4, "target")
        _target_key(sheet, target_label)
    for place, bar in enumerate(series):
        y = top + ROW * place
        long = (bar.value or 0) * scale
        words = bar.words(number)
        full = f"{bar.label}: {words}"
        sheet.block(start, y + 5, long, ROW - 10, "f2" if bar.provisional else "f1", title=full)
        sheet.text(0, y + ROW / 2 + 5, shortened(bar.label, start - 8))
        end = start + long + 6
        crossed = target_x is not None and end - 4 < target_x < end + width_of(words)
        if crossed and target_x is not None:
            end = target_x + 6
        sheet.text(end, y + ROW / 2 + 5, words, "start", "soft" if bar.value is None else "strong")
    sheet.line(start, top, start, top + ROW * max(len(series), 1), "axis")
    return sheet
