// @ts-check
/** Paper: a numbered tally sheet is typed into the same boxes; each sheet once. */
import { entries, receipts } from '../outbox.js';
import { dirty } from '../shell.js';
import { sure } from './ask.js';
import { strip } from './communities.js';
import { unfit, whole } from './digits.js';
import { age, field, fill, make, num, on, one, word } from './dom.js';
import { scan } from './scan.js';
import { writeAll } from './saving.js';
import { table } from './taps.js';

/** @typedef {import('./main.js').Session} Session */
/** @typedef {{community: string, sex: string, age_band: string}} Cell */

const SEXES = ['f', 'm', 'o', 'ns'];
const ODD = 200;

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * The sheet that is meant: by the address in its QR sign, or by its number at this session.
 * @param {Session} session @param {string} typed @returns {{id: string, number: string, entered: boolean} | null}
 */
function sheetOf(session, typed) {
  const id = typed.match(UUID)?.at(-1)?.toLowerCase();
  const known = session.sheets.find((sheet) => (id ? sheet.id === id : sheet.number === whole(typed)));
  if (known) return { ...known, number: num(known.number) };
  return id ? { id, number: '', entered: false } : null;
}

/** Whether this tablet has typed a sheet in before. @param {string} sheet */
async function typedBefore(sheet) {
  const [unsent, sent] = await Promise.all([entries(), receipts()]);
  return [...unsent, ...sent.map(({ event }) => event)].some(
    ({ payload, state, voided_by: voided }) => payload.sheet === sheet && state !== 'withdrawn' && !voided,
  );
}

/** @param {HTMLElement} root @param {Session} session @param {import('./main.js').Bundle} bundle */
export async function paper(root, session, bundle) {
  /** @type {Map<string, string>} what was typed, by community/sex/age */
  const typed = new Map();
  let community = session.expected[0] ?? bundle.communities[0]?.code ?? '';
  /** @type {undefined | (() => void)} */
  let stop;
  /** @type {HTMLAnchorElement} */ (one(root, '[data-at=print]')).href = `/sessions/${session.id}/sheets`;
  const sheet = field(root, 'sheet');
  const totalOf = (/** @type {string} */ code) => {
    let sum = 0;
    for (const [key, text] of typed) if (key.startsWith(`${code}/`)) sum += whole(text) ?? 0;
    return sum;
  };

  const draw = () => {
    people.update();
    fill(root, { all: bundle.communities.reduce((sum, { code }) => sum + totalOf(code), 0) });
  };
  const lay = () => {
    const rows = /** @type {[string, string][]} */ (bundle.age_bands.map((band) => [band, age(band)]));
    one(root, '[data-at=grid]').replaceChildren(
      ...[SEXES.slice(0, 2), SEXES.slice(2)].map((sexes) =>
        table({
          columns: sexes.map((sex) => [sex, word(`sex-${sex}`)]),
          rows,
          box: (sex, band) => {
            const input = /** @type {HTMLInputElement} */ (make('t-sheet-box'));
            const key = `${community}/${sex}/${band}`;
            input.value = typed.get(key) ?? '';
            input.setAttribute('aria-label', `${word(`sex-${sex}`)} · ${age(band)}`);
            input.addEventListener('input', () => {
              typed.set(key, input.value);
              input.setAttribute('aria-invalid', String(input.value.trim() !== '' && whole(input.value) === null));
              draw();
            });
            return input;
          },
        }),
      ),
    );
    draw();
  };
  const people = strip({
    all: bundle.communities,
    expected: session.expected,
    current: community,
    totalOf,
    choose: (code) => {
      community = code;
      lay();
    },
  });

  on(root, '[data-do=scan]', async () => {
    const box = one(root, '.scan');
    const close = () => {
      stop = void stop?.();
      box.hidden = true;
    };
    if (stop) return close();
    const eye = scan(/** @type {HTMLVideoElement} */ (one(box, 'video')), (text) => {
      sheet.value = text;
      close();
    });
    stop = eye.stop;
    box.hidden = false;
    await eye.begun.catch(close);
  });

  one(root, 'form').addEventListener('input', () => dirty('sheet', true));
  on(root, 'form', async (event) => {
    event.preventDefault();
    const meant = sheetOf(session, sheet.value);
    const filled = [...typed].filter(([, text]) => text.trim() !== '');
    const counts = filled.map(([key, text]) => ({ key, delta: whole(text) }));
    const bad = counts.map(({ delta }) => unfit(delta)).find(Boolean) ?? (counts.some(({ delta }) => delta) ? null : unfit(null));
    const twice = meant && (meant.entered || (await typedBefore(meant.id)));
    fill(root, { wrong: !meant ? word('sheet-please') : twice ? word('sheet-twice') : bad, done: null });
    if (!meant || twice || bad) return sheet.focus();
    const odd = counts.find(({ delta }) => Number(delta) > ODD);
    if (odd && !(await sure(word('odd-sheet', { n: num(Number(odd.delta)) }), word('yes-right')))) return;
    const cells = counts.filter(({ delta }) => delta).map(({ key, delta }) => {
      const [of, sex, band] = key.split('/');
      return { community: of, sex, age_band: band, delta, sheet: meant.id };
    });
    if (!(await writeAll('count', session.id, cells))) return fill(root, { wrong: word('not-saved') });
    typed.clear();
    dirty('sheet', false);
    fill(root, { done: word('sheet-done', { sheet: meant.number }) });
    sheet.value = '';
    lay();
  }, 'submit');

  one(root, '[data-at=people]').replaceWith(people.root);
  lay();
  return {
    leave: () => {
      stop?.();
      dirty('sheet', false);
    },
  };
}
