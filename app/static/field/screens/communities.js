// @ts-check
/** The strip of communities: the expected first, everybody else one tap away behind a search. */
import { ask } from './ask.js';
import { field, fill, make, named, one, word } from './dom.js';

/** @typedef {{code: string, names: import('./dom.js').Names}} Community */

const SHOWN = 6;

/**
 * @param {{all: Community[], expected: string[], current: string, totalOf: (code: string) => number,
 *   choose: (code: string) => void}} how
 */
export function strip(how) {
  const root = make('t-people');
  const shown = new Set(how.expected.length ? how.expected : how.all.slice(0, SHOWN).map(({ code }) => code));
  let current = how.current;
  const more = one(root, '.more');

  /** @param {Community} community @param {string} kind */
  const chip = ({ code, names }, kind) => {
    const button = make(kind, { name: named(names, code), count: how.totalOf(code) });
    button.dataset.code = code;
    return button;
  };

  const draw = () => {
    for (const { code } of how.all) if (how.totalOf(code)) shown.add(code);
    if (current) shown.add(current);
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.code;
    for (const old of root.querySelectorAll('.pick[data-code]')) old.remove();
    const rank = (/** @type {string} */ code) => how.expected.indexOf(code) + 1 || how.expected.length + 1;
    const chips = how.all.filter(({ code }) => shown.has(code)).sort((a, b) => rank(a.code) - rank(b.code));
    for (const community of chips) {
      const button = chip(community, 't-pick');
      button.setAttribute('aria-pressed', String(community.code === current));
      button.addEventListener('click', () => pick(community.code));
      more.before(button);
      if (community.code === focused && root.isConnected) button.focus({ preventScroll: true });
    }
    more.hidden = chips.length === how.all.length;
  };

  const update = () => {
    for (const { code } of how.all) {
      const button = root.querySelector(`[data-code="${code}"]`);
      if (button) fill(button, { count: how.totalOf(code) });
      else if (how.totalOf(code)) return draw();
    }
  };

  const pick = (/** @type {string} */ code) => {
    current = code;
    draw();
    how.choose(code);
    root.querySelector('[aria-pressed=true]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  };

  const search = async () => {
    const dialog = /** @type {HTMLDialogElement} */ (make('t-search'));
    const list = one(dialog, 'ul');
    const find = field(dialog, 'find');
    const look = () => {
      const wanted = find.value.trim().toLocaleLowerCase();
      const found = how.all.filter(({ code, names }) =>
        [code, ...Object.values(names)].some((name) => name?.toLocaleLowerCase().includes(wanted)));
      list.replaceChildren(...found.map((community) => {
        const line = document.createElement('li');
        const button = chip(community, 't-pick');
        button.addEventListener('click', () => dialog.close(community.code));
        line.append(button);
        return line;
      }));
      fill(dialog, { none: found.length ? null : word('nobody-so') });
    };
    find.addEventListener('input', look);
    one(dialog, 'form').addEventListener('submit', (event) => {
      event.preventDefault();
      /** @type {HTMLElement | null} */ (list.querySelector('button'))?.click();
    });
    look();
    const code = await ask(dialog);
    if (code) pick(code);
  };

  more.addEventListener('click', search);
  draw();
  return { root, update };
}
