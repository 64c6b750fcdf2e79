// @ts-check
/** Kits: hand them out as people are counted, load the bag, take back; what the bag should hold is always in sight. */
import { sessionView } from '../local.js';
import { ask, sure } from './ask.js';
import { strip } from './communities.js';
import { unfit, whole } from './digits.js';
import { field, fill, make, named, num, on, one, option, signed, word } from './dom.js';
import { pace, save, sayLast, undo, undoable, write } from './saving.js';
import { manySwitch, table, tap } from './taps.js';

/** @typedef {import('./main.js').Session} Session */

const SEXES = ['f', 'm', 'ns'];
/** @type {Map<string, string>} */
const chosen = new Map();

/** @param {HTMLElement} root @param {Session} session @param {import('./main.js').Bundle} bundle */
export async function kits(root, session, bundle) {
  let view = await sessionView(session.id);
  let community = chosen.get(session.id) ?? session.expected[0] ?? bundle.communities[0]?.code ?? '';
  const nameOf = (/** @type {string} */ code) => named(bundle.communities.find((one) => one.code === code)?.names, code);
  const itemName = (/** @type {string} */ code) => named(bundle.items.find((item) => item.code === code)?.names, code);
  const items = () => [...new Set([...session.planned_kits.map(({ item }) => item), ...view.bag.map(({ item }) => item)])];
  let item = items()[0] ?? bundle.items[0]?.code ?? '';
  const line = (of = item) =>
    view.bag.find((one) => one.item === of) ?? { item: of, loaded: 0, given: 0, returned: 0, damaged: 0, remains: 0 };
  /** @type {Map<string, number>} */
  let given = new Map();
  let goOn = false;

  const read = async () => {
    const { taps, writing } = pace();
    const now = await sessionView(session.id);
    if (writing || pace().taps !== taps) return;
    view = now;
    given = new Map(now.given.map((one) => [`${one.item}/${one.community}/${one.sex}`, one.count]));
  };
  const key = (/** @type {string} */ sex, of = community) => `${item}/${of}/${sex}`;
  const totalOf = (/** @type {string} */ code) => SEXES.reduce((sum, sex) => sum + (given.get(key(sex, code)) ?? 0), 0);
  /** @type {(() => void)[]} */
  let boxes = [];
  /** @type {Map<string, HTMLElement>} the items to choose from, with what the bag should hold of each */
  let choices = new Map();

  const draw = () => {
    for (const box of boxes) box();
    people.update();
    for (const [code, button] of choices) fill(button, { count: line(code).remains });
    const bag = line();
    fill(root, {
      item: itemName(item),
      remains: bag.remains,
      facts: word('bag-facts', { loaded: num(bag.loaded), given: num(bag.given), returned: num(bag.returned), damaged: num(bag.damaged) }),
      empty: bag.loaded ? null : word('bag-empty'),
    });
    /** @type {HTMLButtonElement} */ (one(root, '[data-do=undo]')).disabled = !undoable(session.id);
  };

  /** @param {string} sex @param {number} quantity */
  const give = async (sex, quantity) => {
    const bag = line();
    if (quantity > bag.remains && !goOn) {
      goOn = await sure(word('bag-short', { n: num(bag.remains) }), word('hand-out-anyway'));
      if (!goOn) return draw();
    }
    const of = key(sex);
    const count = (/** @type {number} */ more) => {
      given.set(of, (given.get(of) ?? 0) + more);
      bag.given += more;
      bag.remains -= more;
    };
    const payload = { item, quantity, community, sex };
    const said = `${itemName(item)} · ${nameOf(community)} · ${word(`sex-${sex}`)} ${signed(quantity)}`;
    count(quantity);
    draw();
    if (await save({ kind: 'kit', sessionId: session.id, payload, said })) sayLast(root, said);
    else count(-quantity);
    draw();
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

  const lay = () => {
    boxes = [];
    const grid = table({
      columns: [[item, itemName(item)]],
      rows: SEXES.map((sex) => [sex, word(`sex-${sex}`)]),
      box: (_item, sex) => {
        const here = tap({
          label: `${nameOf(community)} · ${word(`sex-${sex}`)}`,
          count: () => given.get(key(sex)) ?? 0,
          many,
          least: 0,
          add: (quantity) => void give(sex, quantity),
        });
        boxes.push(here.draw);
        return here.button;
      },
    });
    grid.classList.add('single');
    one(root, '[data-at=grid]').replaceChildren(grid);
    draw();
  };

  const pickItem = () => {
    const place = one(root, '[data-at=items]');
    const all = items();
    place.hidden = all.length < 2;
    choices = new Map(
      all.map((code) => {
        const button = make('t-item', { name: itemName(code), count: line(code).remains });
        button.setAttribute('aria-pressed', String(code === item));
        button.addEventListener('click', () => {
          item = code;
          pickItem();
          lay();
        });
        return [code, button];
      }),
    );
    place.replaceChildren(...choices.values());
  };

  /** A dialog that records one event; it stays open, filled, when nothing was written. @param {HTMLElement} dialog @param {() => Promise<unknown>} deed */
  const entry = async (dialog, deed) => {
    const select = /** @type {HTMLSelectElement} */ (one(dialog, '[name=item]'));
    select.append(...bundle.items.map(({ code }) => option(itemName(code), code, code === item)));
    on(dialog, 'form', async (event) => {
      event.preventDefault();
      if (await deed()) /** @type {HTMLDialogElement} */ (dialog).close('done');
    }, 'submit');
    const done = (await ask(dialog)) === 'done';
    if (done) {
      item = select.value;
      await refresh();
      pickItem();
      lay();
      sayLast(root, itemName(item));
    }
  };
  /** The numbers of a form, or null when one is not a number. @param {HTMLElement} dialog @param {string[]} names */
  const numbers = (dialog, names) => {
    const typed = names.map((name) => {
      const input = field(dialog, name);
      const many = input.value.trim() === '' ? 0 : whole(input.value);
      input.setAttribute('aria-invalid', String(many === null));
      return many;
    });
    const right = typed.every((many) => many !== null) && typed.some(Boolean);
    fill(dialog, { wrong: right ? null : word('number-please') });
    return right ? /** @type {number[]} */ (typed) : null;
  };
  /** @param {HTMLElement} dialog @param {string} kind @param {Record<string, unknown>} payload */
  const written = async (dialog, kind, payload) => {
    const event = await write(kind, session.id, payload);
    fill(dialog, { wrong: event ? null : word('not-saved') });
    return event;
  };

  // A load without a store to come from would be refused.
  one(root, '[data-do=load]').hidden = !session.places.length;
  on(root, '[data-do=load]', () => {
    const dialog = make('t-load');
    const from = /** @type {HTMLSelectElement} */ (one(dialog, '[name=from]'));
    from.append(...session.places.map(({ id, name }) => option(name, id)));
    void entry(dialog, async () => {
      const [quantity] = numbers(dialog, ['quantity']) ?? [];
      if (!quantity || unfit(quantity)) return quantity && void fill(dialog, { wrong: unfit(quantity) });
      return written(dialog, 'load', { item: field(dialog, 'item').value, quantity, from: from.value });
    });
  });
  on(root, '[data-do=back]', () => {
    const dialog = make('t-back');
    void entry(dialog, async () => {
      const [returned, damaged] = numbers(dialog, ['returned', 'damaged']) ?? [];
      if (returned === undefined) return null;
      return written(dialog, 'till', { item: field(dialog, 'item').value, returned, damaged, unexplained: 0 });
    });
  });
  on(root, '[data-do=undo]', async () => {
    const said = await undo(session.id);
    if (said) fill(root, { last: said, 'last-state': word('undone') });
    await refresh();
  });

  const refresh = async () => {
    await read();
    draw();
  };
  one(root, '[data-at=people]').replaceWith(people.root);
  await read();
  pickItem();
  lay();
  return { refresh };
}
