// @ts-check
/** Count people: community, sex and age in boxes to tap; the door; the last ten taps can be undone. */
import { sessionView } from '../local.js';
import { age, fill, named, on, one, signed, word } from './dom.js';
import { strip } from './communities.js';
import { manySwitch, table, tap } from './taps.js';
import { pace, save, sayLast, undo, undoable } from './saving.js';
import { over } from './telling.js';

/** @typedef {import('./main.js').Session} Session */

const NOT_STATED = 'ns';
/** @type {Map<string, string>} the community each session was last counted in */
const chosen = new Map();

/** @param {HTMLElement} root @param {Session} session @param {import('./main.js').Bundle} bundle */
export async function count(root, session, bundle) {
  /** @type {Map<string, number>} */
  let cells = new Map();
  let door = 0;
  let community = chosen.get(session.id) ?? session.expected[0] ?? bundle.communities[0]?.code ?? '';
  const key = (/** @type {string} */ sex, /** @type {string} */ band, of = community) => `${of}/${sex}/${band}`;
  const bands = bundle.age_bands.filter((band) => band !== NOT_STATED);
  const nameOf = (/** @type {string} */ code) => named(bundle.communities.find((one) => one.code === code)?.names, code);

  /** Read what the tablet holds; forgotten when a tap came meanwhile, since it is not in it. */
  const read = async () => {
    const { taps, writing } = pace();
    const view = await sessionView(session.id);
    if (writing || pace().taps !== taps) return;
    cells = new Map(view.cells.map((cell) => [key(cell.sex, cell.age_band, cell.community), cell.count]));
    door = view.door;
    fill(root, { closed: over(view) });
  };
  await read();

  const totalOf = (/** @type {string} */ code) => {
    let total = 0;
    for (const [cell, count] of cells) if (cell.startsWith(`${code}/`)) total += count;
    return total;
  };
  /** @type {(() => void)[]} */
  let boxes = [];
  const draw = () => {
    for (const box of boxes) box();
    people.update();
    let all = 0;
    for (const count of cells.values()) all += count;
    fill(root, { all });
    /** @type {HTMLButtonElement} */ (one(root, '[data-do=undo]')).disabled = !undoable(session.id);
  };

  /** @param {string} kind @param {Record<string, unknown>} payload @param {string} what @param {(delta: number) => void} count */
  const counted = async (kind, payload, what, count) => {
    const delta = Number(payload.delta);
    const said = `${what} ${signed(delta)}`;
    count(delta);
    draw();
    if (await save({ kind, sessionId: session.id, payload, said })) sayLast(root, said);
    else count(-delta);
    draw();
  };

  /** @param {string} sex @param {string} band */
  const box = (sex, band) => {
    const label = `${word(`sex-${sex}`)} · ${age(band)}`;
    const here = tap({
      label,
      about: () => nameOf(community),
      count: () => cells.get(key(sex, band)) ?? 0,
      many,
      add: (delta) => {
        const cell = key(sex, band);
        const payload = { community, sex, age_band: band, delta };
        void counted('count', payload, `${nameOf(community)} · ${label}`, (more) => cells.set(cell, (cells.get(cell) ?? 0) + more));
      },
    });
    boxes.push(here.draw);
    return here.button;
  };

  const many = manySwitch(root);
  const people = strip({
    all: bundle.communities,
    expected: session.expected,
    current: community,
    totalOf,
    choose: (code) => {
      community = code;
      chosen.set(session.id, code);
      lay();
    },
  });

  /** Lay the boxes of the chosen community out. */
  const lay = () => {
    boxes = [atTheDoor.draw];
    const main = /** @type {[string, string][]} */ (bands.map((band) => [band, age(band)]));
    const rows = /** @type {[string, string][]} */ ([...main, [NOT_STATED, age(NOT_STATED)]]);
    const sexes = (/** @type {string[]} */ ...codes) =>
      /** @type {[string, string][]} */ (codes.map((sex) => [sex, word(`sex-${sex}`)]));
    one(root, '[data-at=grid]').replaceChildren(table({ columns: sexes('f', 'm'), rows: main, box }));
    one(root, '[data-at=more]').replaceChildren(
      table({ columns: sexes('f', 'm'), rows: rows.slice(-1), box }),
      table({ columns: sexes('o', 'ns'), rows, box }),
    );
    const folded = [...cells].some(([cell, n]) => n && cell.startsWith(`${community}/`) && /\/(o|ns)\/|\/ns$/.test(cell));
    if (folded) /** @type {HTMLDetailsElement} */ (one(root, 'details')).open = true;
    draw();
  };

  const atTheDoor = tap({
    kind: 't-door',
    label: word('door'),
    count: () => door,
    many,
    add: (delta) => void counted('door', { delta }, word('door'), (more) => (door += more)),
  });

  const refresh = async () => {
    await read();
    draw();
  };

  one(root, '[data-at=people]').replaceWith(people.root);
  one(root, '[data-at=door]').replaceWith(atTheDoor.button);
  on(root, '[data-do=undo]', async () => {
    const said = await undo(session.id);
    if (said) fill(root, { last: said, 'last-state': word('undone') });
    await refresh();
  });
  lay();
  return { refresh };
}
