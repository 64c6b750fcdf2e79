// @ts-check
/** Boxes to tap: one tap is one more; held, or with a digit on the keyboard, a number is asked for. */
import { howMany } from './ask.js';
import { fill, make, one } from './dom.js';
import { buzz } from './saving.js';

const HELD = 550;
const GLOW = 180;

/**
 * One box. `many()` says whether taps ask for a number now.
 * @param {{kind?: string, label: string, count: () => number, add: (many: number) => void, many?: () => boolean,
 *   least?: number, about?: () => string}} how `least: 0` when nothing can be taken away here but by undoing
 */
export function tap(how) {
  const button = make(how.kind ?? 't-tap', { label: how.label });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let held;

  const draw = () => {
    const count = how.count();
    fill(button, { count });
    button.classList.toggle('zero', count === 0);
  };
  const add = (/** @type {number} */ many) => {
    if (!many) return;
    how.add(many);
    buzz();
    draw();
    button.classList.add('hot');
    setTimeout(() => button.classList.remove('hot'), GLOW);
  };
  const number = async (typed = '') => {
    // The page knows at once that a question is closed; its "close" event comes later, and a digit may come before it.
    if (document.querySelector('dialog[open]')) return;
    const many = await howMany([how.about?.(), how.label].filter(Boolean).join(' · '), how.count(), typed, how.least !== 0);
    add(many);
    button.focus({ preventScroll: true });
  };

  button.addEventListener('pointerdown', () => {
    held = setTimeout(() => {
      held = undefined;
      buzz(40);
      button.dataset.held = 'yes';
      // Where the question opens under the finger, the hold ends in no click: the next tap is a tap again.
      void number().finally(() => delete button.dataset.held);
    }, HELD);
  });
  for (const end of ['pointerup', 'pointerleave', 'pointercancel']) button.addEventListener(end, () => clearTimeout(held));
  button.addEventListener('contextmenu', (event) => event.preventDefault());
  button.addEventListener('click', () => {
    const wasHeld = button.dataset.held;
    delete button.dataset.held;
    if (wasHeld) return;
    if (how.many?.()) void number();
    else add(1);
  });
  button.addEventListener('keydown', (event) => {
    if (!/^\p{Nd}$/u.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    void number(event.key);
  });
  draw();
  return { button, draw };
}

/**
 * A table of boxes with named columns and rows.
 * @param {{columns: [string, string][], rows: [string, string][], box: (column: string, row: string) => HTMLElement}} how
 */
export function table(how) {
  const grid = make('t-grid');
  grid.append(piece('', ''), ...how.columns.map(([, name]) => piece('h', name)));
  for (const [row, name] of how.rows) {
    grid.append(piece('r', name), ...how.columns.map(([column]) => how.box(column, row)));
  }
  return grid;
}

/** @param {string} kind @param {string} text */
function piece(kind, text) {
  const part = document.createElement('span');
  part.className = kind;
  part.textContent = text;
  return part;
}

/** Make a button switch "add many" on and off for the boxes below a root. @param {HTMLElement} root */
export function manySwitch(root) {
  const button = one(root, '[data-do=many]');
  let on = false;
  button.addEventListener('click', () => {
    on = !on;
    button.setAttribute('aria-pressed', String(on));
    root.classList.toggle('many', on);
  });
  return () => on;
}
