"""Looks at an open page as everybody meets it: axe finds nothing, and nothing makes it scroll sideways."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

LANGUAGES = ("en", "ar")
WIDTHS = (1280, 360)
"""A desk and a telephone."""

LOOK = """async () => {
  const root = document.documentElement;
  const found = [];
  const wider = root.scrollWidth - root.clientWidth;
  if (wider > 0) found.push(`${wider} px wider than the screen`);
  const {violations} = await axe.run({resultTypes: ['violations'], preload: false});
  for (const one of violations) {
    const nodes = one.nodes.slice(0, 3).map(node => node.html.slice(0, 160));
    found.push(`${one.id} ${nodes.join(' | ')}`);
  }
  return found;
}"""
"""Only what is wrong comes back: axe's whole answer is long, and one page has hundreds."""


def faults(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong with the page that is open, at each width; axe is put into it once."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {fault}" for fault in page.evaluate(LOOK)]
    return found
