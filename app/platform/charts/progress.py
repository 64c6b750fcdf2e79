"""How far towards a target."""

from __future__ import annotations

from markupsafe import Markup

from app.platform.charts.drawing import Face, Sheet, width_of

WIDTH = 400.0


def progress_bar(
    value: float,
    target: float | None,
    *,
    title: str,
    description: str,
    label: str,
    target_label: str | None = None,
    right_to_left: bool = False,
    for_document: bool = False,
) -> Markup:
    """Draw `value` against `target`; `label` ("1,284 of 1,500 · 86 %") stands above the bar, `target_label` at its mark.

    More than the target is shown as more: the mark moves inwards, the bar is not clamped. Without a target the bar is full.
    """
    sheet = Sheet(WIDTH, 52, Face(title, description, right_to_left, for_document))
    whole = max(value, target or 0) or 1
    sheet.text(0, 15, label, "start", "strong")
    sheet.block(0, 24, WIDTH, 20, "ground")
    sheet.block(0, 24, WIDTH * max(value, 0) / whole, 20, "f1", title=label)
    if target:
        mark = min(WIDTH * target / whole, WIDTH - 1)
        sheet.line(mark, 20, mark, 48, "target")
        if target_label and mark - width_of(target_label) > width_of(label) + 12:
            sheet.text(mark, 15, target_label, "end")
    return sheet.svg()
