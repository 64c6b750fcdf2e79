"""Looks at an open page as everybody meets it: axe finds nothing, and nothing makes it scroll sideways."""

from __future__ import annotations

from playwright.sync_api import Page, ViewportSize

from tests.browser import axe

LANGUAGES = ("en", "ar")
WIDTHS = (1280, 360)
"""A desk and a telephone."""

LOOK = """async () => {
  if (!globalThis.axe) return null;
  const root = document.documentElement;
  const wider = root.scrollWidth - root.clientWidth;
  const wrong = await axe.run({reporter: 'wrong', preload: false});
  return wider > 0 ? [`${wider} px wider than the screen`, ...wrong] : wrong;
}"""

STRANGE = -1
PROGRAM = -2
WRITE = """async ([home, path]) => {
  if (location.origin !== home || globalThis.quiet !== true) return -1;
  const answer = await fetch(home + path, {headers: {Accept: 'text/html'}});
  const page = await answer.text();
  if (page.includes('<script')) return -2;
  document.open();
  document.write(page);
  document.close();
  while (document.readyState !== 'complete') await new Promise((later) => setTimeout(later, 1));
  if (![...document.styleSheets].some((sheet) => sheet.cssRules.length > 100)) throw new Error('no style sheet');
  return answer.status;
}"""
"""The status of the answer; `STRANGE` where more than axe has run or the pages of this server may not be asked for;
`PROGRAM` where the page has one."""


def opened(window: Page, home: str, path: str) -> int:
    """Open a page of the server at `home` to look at it; the status of the answer.

    A page without a program is written into the document that stands there, as a browser writes what arrives: same
    markup, same style sheet, same origin. Axe then needs not be read, and made quick by the browser, for each page
    anew, which was half of the cost of a look. A page with a program is opened at its address, in a world of its own.
    """
    status: int = window.evaluate(WRITE, [home, path])
    if status == STRANGE:
        window.goto(f"{home}/healthz")
        window.evaluate("() => { globalThis.quiet = true; }")
        status = window.evaluate(WRITE, [home, path])
    if status != PROGRAM:
        return status
    answer = window.goto(home + path)
    assert answer is not None
    return answer.status


def faults(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong with the page that is open: too wide at one of the widths, or a find of axe.

    The width that the window has comes first: each change of it draws the page anew.
    """
    found = []
    sizes: list[ViewportSize] = [{"width": width, "height": 800} for width in widths]
    for size in sorted(sizes, key=lambda one: one != page.viewport_size):
        if size != page.viewport_size:
            page.set_viewport_size(size)
        wrong = page.evaluate(LOOK)
        if wrong is None:
            page.evaluate(axe.SCRIPT)
            wrong = page.evaluate(LOOK)
        found += [f"{size['width']}: {fault}" for fault in wrong]
    return found
