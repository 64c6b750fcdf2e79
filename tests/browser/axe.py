"""Axe with every rule it comes with, asked so that it spends no time beside the rules: its CPU falls by a third.

Three quarters of a look are the contrast of each text, and much of that was not looking:

- axe is translated for old browsers, and the private parts of each colour lie in weak maps. They are kept on the
  colour itself here; only what axe makes while it is read in is meant, never what the page makes;
- it reads the same dozen colours thousands of times. What it read is remembered, by the text it was read from;
- it paints the first texts of every page to see whether words turn into pictures in this font, and lets those be.
  It takes joined Arabic letters for pictures, too, and never saw how pale they are. We have no such font, so all text
  is text here and its contrast counts;
- it keeps the source of all that is right, too. Only what is wrong is told.

`test_axe_finds_what_it_would_find_by_itself_and_more_in_arabic` holds this against axe as it was delivered.
"""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT

BEFORE = """globalThis.weak = [WeakMap, WeakSet];
globalThis.WeakMap = globalThis.WeakSet = class {
  key = Symbol('private');
  has(owner) { return this.key in owner; }
  get(owner) { return owner[this.key]; }
  set(owner, value) { owner[this.key] = value; return this; }
  add(owner) { return this.set(owner, true); }
};
"""

AFTER = """;[globalThis.WeakMap, globalThis.WeakSet] = globalThis.weak;
delete globalThis.weak;
{
  const colour = axe.commons.color.Color.prototype;
  const {parseString} = colour;
  const read = new Map();
  colour.parseString = function (text) {
    if (!read.has(text)) {
      const {r, g, b, alpha} = parseString.call(new axe.commons.color.Color(), text);
      read.set(text, [r, g, b, alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = read.get(text);
    return this;
  };
  const lettersOnly = new Proxy({}, {get: () => ({occurrences: 3, numLigatures: 0})});
  const {run} = axe;
  axe.run = (...asked) => {
    axe._cache.set('fonts', lettersOnly);
    return run(...asked);
  };
  axe.configure({noHtml: true});
  const source = ({node}) => node.element.outerHTML.slice(0, 160);
  axe.addReporter('wrong', (rules, _options, tell) => tell(rules
    .filter(({violations}) => violations.length)
    .map(({id, violations}) => `${id} ${violations.slice(0, 3).map(source).join(' | ')}`)));
}
"""
"""`axe.run(…, {reporter: 'wrong', preload: false})` gives a line for each rule that is broken: its id, and where."""

SCRIPT = BEFORE + AXE_SCRIPT + AFTER
"""What is evaluated in a page that is looked at."""
