"""Looks at an open page as everybody meets it: axe finds nothing, and nothing makes it scroll sideways."""

from __future__ import annotations

from playwright.sync_api import Page, ViewportSize

from tests.browser import axe

LANGUAGES = ("en", "ar")
WIDTHS = (1280, 360)
"""A desk and a telephone."""

LOOK = """async () => {
  const root = document.documentElement;
  const wider = root.scrollWidth - root.clientWidth;
  const wrong = await axe.run({reporter: 'wrong', preload: false});
  return wider > 0 ? [`${wider} px wider than the screen`, ...wrong] : wrong;
}"""

QUIET = "(home) => location.origin === home && globalThis.quiet === true"
"""Whether nothing but axe has run here, and the pages of this server may be asked for."""

WRITE = """async (address) => {
  const answer = await fetch(address, {headers: {Accept: 'text/html'}});
  const page = await answer.text();
  if (page.includes('<script')) return null;
  document.open();
  document.write(page);
  document.close();
  while (document.readyState !== 'complete') await new Promise((later) => setTimeout(later, 1));
  if (![...document.styleSheets].some((sheet) => sheet.cssRules.length > 100)) throw new Error('no style sheet');
  return answer.status;
}"""


def opened(window: Page, home: str, path: str) -> int:
    """Open a page of the server at `home` to look at it; the status of the answer.

    A page without a program is written into the document that stands there, as a browser writes what arrives: same
    markup, same style sheet, same origin. Axe then needs not be read, and made quick by the browser, for each page
    anew, which was half of the cost of a look. A page with a program is opened at its address, in a world of its own.
    """
    if not window.evaluate(QUIET, home):
        window.goto(f"{home}/healthz")
        window.evaluate("() => { globalThis.quiet = true; }")
    status: int | None = window.evaluate(WRITE, home + path)
    if status is not None:
        return status
    answer = window.goto(home + path)
    assert answer is not None
    return answer.status


def faults(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong with the page that is open: too wide at one of the widths, or a find of axe.

    The width that the window has comes first: each change of it draws the page anew.
    """
    if page.evaluate("() => !globalThis.axe"):
        page.evaluate(axe.SCRIPT)
    found = []
    sizes: list[ViewportSize] = [{"width": width, "height": 800} for width in widths]
    for size in sorted(sizes, key=lambda one: one != page.viewport_size):
        if size != page.viewport_size:
            page.set_viewport_size(size)
        found += [f"{size['width']}: {fault}" for fault in page.evaluate(LOOK)]
    return found
