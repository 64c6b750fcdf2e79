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

AXE = """async () => {
  const {violations} = await axe.run({resultTypes: ['violations'], preload: false});
  return violations.map(one => `${one.id} ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`);
}"""
"""Only what is wrong comes back: axe's whole answer is long, and one page has hundreds."""


def faults(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong with the page that is open: too wide at one of the widths, or a find of axe."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {fault}" for fault in page.evaluate(WIDER) + page.evaluate(AXE)]
    return found
