// @ts-check
/** Needs attention: what was refused or contradicts something, in words; nothing is deleted, all can be saved to a file. */
import { state, wake } from '../drain.js';
import { keepFile } from './file.js';
import { acknowledge, amend, attention as troubles, receipts, resend, withdraw } from '../outbox.js';
import { ask } from './ask.js';
import { unfit, whole, western } from './digits.js';
import { personalData } from './guard.js';
import { clock, day, field, fill, knows, make, named, num, on, one, option, word } from './dom.js';
import { author } from './people.js';
import { alarm, names, tellEvent } from './telling.js';

/** @typedef {import('../types').Trouble} Trouble */
/** @typedef {import('../types').Bundle} Bundle */

/** Refused for good as they are: the same once more would be refused too. */
const AS_IT_IS_NEVER = ['too_large', 'id_reused', 'unreadable'];
const NUMBERS = ['delta', 'quantity', 'returned', 'damaged'];

/** @param {HTMLElement} root @param {Bundle | null} bundle */
export async function attention(root, bundle) {
  const known = names(bundle);

  /** @param {Trouble} trouble */
  const card = (trouble) => {
    const { id, event, outcome, reason } = trouble;
    const refused = outcome !== 'conflict';
    const piece = make('t-trouble', {
      what: event.kind ? tellEvent(event, known) : id,
      when: event.occurred_at_device ? `${day(event.occurred_at_device)}, ${clock(event.occurred_at_device)}` : '',
      session: known.session(event.session_id),
      reason: word([`reason-${reason}-${event.kind}`, `reason-${reason}`].find(knows) ?? 'reason-other'),
    });
    piece.dataset.id = id;
    one(piece, '[data-t=reason]').classList.add(refused ? 'stop' : 'warn');
    one(piece, '[data-do=seen]').hidden = refused;
    const changes = refused && outcome !== 'unreadable' && !event.voided_by && choices(event.payload).length > 0;
    one(piece, '[data-do=edit]').hidden = !changes;
    one(piece, '[data-do=resend]').hidden = !refused || changes || AS_IT_IS_NEVER.includes(reason);
    one(piece, '[data-do=withdraw]').hidden = !refused && ['void', 'close'].includes(event.kind);
    on(piece, '[data-do=seen]', async () => {
      await acknowledge(id);
      await draw();
    });
    on(piece, '[data-do=edit]', () => edit(trouble));
    on(piece, '[data-do=resend]', () => kept(() => resend(id)));
    on(piece, '[data-do=withdraw]', async () => {
      const dialog = make('t-why', { title: word('withdraw-why'), yes: word('withdraw') });
      const why = field(dialog, 'why');
      // The server keeps no such reason, and would refuse what is taken back because of it.
      on(dialog, 'form', (event) => {
        if (!personalData(why.value).length) return;
        event.preventDefault();
        fill(dialog, { wrong: word('no-personal') });
        why.focus();
      }, 'submit');
      if ((await ask(dialog)) === 'yes') await kept(() => withdraw(id, why.value.trim(), { actor: author() }));
    });
    return piece;
  };

  /** Do it; what could not be written is said. @param {() => Promise<unknown>} deed */
  const kept = async (deed) => {
    try {
      await deed();
    } catch {
      fill(root, { 'sign-in': word('not-saved') });
    }
    await draw();
  };

  /** The parts of a payload that can be changed here. @param {import('../types').Payload} payload @returns {[string, import('../types').Named[] | null][]} */
  const choices = (payload) =>
    /** @type {[string, import('../types').Named[] | null][]} */ ([
      ['community', bundle?.communities ?? []],
      ['sex', ['f', 'm', 'o', 'ns'].map((code) => ({ code, names: { en: word(`sex-${code}`) } }))],
      ['age_band', (bundle?.age_bands ?? []).map((code) => ({ code, names: { en: code } }))],
      ['item', bundle?.items ?? []],
      ...NUMBERS.map((name) => [name, null]),
    ]).filter(([name]) => name in payload);

  /** @param {Trouble} trouble */
  const edit = async ({ id, event }) => {
    const dialog = /** @type {HTMLDialogElement} */ (make('t-edit'));
    const inputs = choices(event.payload).map(([name, list]) => {
      const piece = make(list ? 't-edit-choice' : 't-edit-number', { name: word(`part-${name}`) });
      const input = /** @type {HTMLInputElement} */ (one(piece, 'input, select'));
      const value = String(event.payload[name]);
      if (list) {
        input.append(...list.map((one) => option(named(one.names, one.code), one.code, one.code === value)));
        if (!list.some(({ code }) => code === value)) input.prepend(option(value, value, true));
      } else input.value = value;
      one(dialog, '[data-at=fields]').append(piece);
      return { name, input, list };
    });
    let payload = event.payload;
    on(dialog, 'form', (submit) => {
      submit.preventDefault();
      payload = { ...event.payload };
      for (const { name, input, list } of inputs) {
        const typed = western(input.value).trim().replace('−', '-');
        const many = whole(typed.replace(/^[-+]/, ''));
        const wrong = list ? null : unfit(typed.startsWith('-') && name !== 'delta' ? null : many);
        if (wrong) {
          fill(dialog, { wrong });
          return input.focus();
        }
        payload[name] = list ? input.value : typed.startsWith('-') ? -Number(many) : many;
      }
      dialog.close('done');
    }, 'submit');
    if ((await ask(dialog)) === 'done') await kept(() => amend(id, payload, { actor: author() }));
  };

  /** Show the cards. What is the same stays under the finger; who worked on one that went goes on at the next. @param {HTMLElement[]} cards */
  const lay = (cards) => {
    const list = one(root, '[data-at=troubles]');
    if (list.innerHTML === cards.map((card) => card.outerHTML).join('')) return;
    const at = [...list.children].findIndex((card) => card.contains(document.activeElement));
    list.replaceChildren(...cards);
    if (at < 0) return;
    one(cards[at] ?? cards.at(-1) ?? root, 'button:not([hidden]), h1').focus();
  };

  /** What was sent and flagged: nothing has to be done about it here. @type {string[]} */
  let flagged = [];
  let turn = 0;
  const draw = async () => {
    turn += 1;
    const mine = turn;
    const [all, sent] = await Promise.all([troubles(), receipts()]);
    if (mine !== turn) return;
    lay(all.map(card));
    flagged = all.filter(({ outcome }) => outcome === 'conflict').map(({ id }) => id);
    one(root, '[data-at=all-seen]').hidden = flagged.length < 3;
    const first = alarm(state.now);
    fill(root, {
      nothing: all.length || first ? null : word('nothing-attention'),
      waiting: word('waiting', { n: num(state.now.saved) }),
      'sign-in': first,
    });
    one(root, '[data-at=receipts]').replaceChildren(
      ...sent.sort((a, b) => b.at - a.at).slice(0, 100).map(({ event, at }) =>
        make('t-receipt', { what: tellEvent(event, known), when: `${day(at)}, ${clock(at)}` })),
    );
  };

  on(root, '[data-do=all-seen]', () => kept(() => acknowledge(...flagged)));
  on(root, '[data-do=send]', () => wake());
  on(root, '[data-do=file]', async () => {
    const count = await keepFile();
    fill(root, { file: word('file-saved', { n: num(count) }) });
  });
  await draw();
  return { refresh: draw };
}
