"""Looks at an open page as everybody meets it: axe finds nothing, and nothing makes it scroll sideways."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

LANGUAGES = ("en", "ar")
WIDTHS = (1280, 360)
"""A desk and a telephone."""

WIDER = """() => {
  const root = document.documentElement;
  const wider = root.scrollWidth - root.clientWidth;
  return wider > 0 ? [`${wider} px wider than the screen`] : [];
}"""

AXE = """async (only) => {
  const rules = only ? {runOnly: {type: 'rule', values: only}} : {};
  const {violations} = await axe.run({resultTypes: ['violations'], preload: false, ...rules});
  return violations.map(one => `${one.id} ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`);
}"""
"""Only what is wrong comes back: axe's whole answer is long, and one page has hundreds."""

OF_THE_WIDTH = ("color-contrast", "target-size", "scrollable-region-focusable")
"""The rules of axe that judge what is painted, where and how large: another width may break them in the same HTML."""


def faults(
    page: Page, widths: tuple[int, ...] = WIDTHS, *, whole_axe_at: tuple[int, ...] | None = None
) -> list[str]:
    """What is wrong with the page that is open: too wide at one of the widths, or a find of axe.

    Axe is put into the page once and looks at each width: with all its rules, or where `whole_axe_at` names other
    widths only with those that judge the painted page.
    """
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        only = None if width in (whole_axe_at or widths) else OF_THE_WIDTH
        found += [f"{width}: {fault}" for fault in page.evaluate(WIDER) + page.evaluate(AXE, only)]
    return found
