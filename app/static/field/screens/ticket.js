// @ts-check
/** Tickets: scan or type one; it is on the list, already used, or to be checked later, never "invalid". */
import { sessionView } from '../local.js';
import { ask } from './ask.js';
import { group, normalise, readCode, ticketHash } from './code.js';
import { clock, field, fill, make, named, on, one, option, word } from './dom.js';
import { buzz, save, sayLast, undo, undoable } from './saving.js';
import { scan } from './scan.js';

/** @typedef {import('./main.js').Session} Session */

/** @param {HTMLElement} root @param {Session} session @param {import('./main.js').Bundle} bundle */
export async function ticket(root, session, bundle) {
  const input = field(root, 'code');
  const place = one(root, '[data-at=verdict]');
  /** @type {undefined | (() => void)} */
  let stop;

  /** @param {string} hash */
  const known = async (hash) => (await sessionView(session.id)).tickets.find((mark) => mark.hash === hash);
  const itemName = (/** @type {string} */ code) => named(bundle.items.find((item) => item.code === code)?.names, code);

  /** @param {'ok' | 'warn' | 'stop'} kind @param {string} said @param {string | null} [detail] */
  const verdict = (kind, said, detail = null) => {
    const piece = make('t-verdict', { sign: { ok: '✓', warn: '!', stop: '✕' }[kind], said, detail });
    piece.classList.add(kind);
    place.replaceChildren(piece);
    buzz(kind === 'ok' ? 30 : [60, 60, 60]);
    return piece;
  };

  /** @param {string} typed */
  const look = async (typed) => {
    const code = readCode(typed);
    input.setAttribute('aria-invalid', String(!code));
    if (!code) {
      const missing = normalise(typed).length < 11;
      verdict('warn', word(missing ? 'code-short' : 'code-wrong'), word('code-again'));
      return;
    }
    input.value = group(code);
    const hash = /** @type {string} */ (await ticketHash(session.id, code));
    await show(hash);
  };

  /** @param {string} hash */
  const show = async (hash) => {
    const mark = await known(hash);
    const entered = mark?.entry_at;
    const detail = entered
      ? word(mark?.here ? 'used-here' : 'used-at', { at: clock(entered, session.time_zone) })
      : word('not-on-list-detail');
    const piece = !mark
      ? verdict('warn', word('not-on-list'), detail)
      : mark.state === 'void'
        ? verdict('warn', word('ticket-void'), word('not-on-list-detail'))
        : entered ? verdict('warn', word('already-used'), detail) : verdict('ok', word('on-list'));
    const deeds = one(piece, '.deeds');
    const had = mark?.kits ?? [];
    for (const { item } of session.planned_kits) {
      const got = had.find((kit) => kit.item === item);
      const said = word(got ? 'kit-had' : 'kit-due', { item: itemName(item), at: got ? clock(got.at, session.time_zone) : '' });
      const line = document.createElement('p');
      line.textContent = said;
      deeds.before(line);
    }
    const due = session.planned_kits.filter(({ item }) => !had.some((kit) => kit.item === item));
    const button = (/** @type {string} */ said, /** @type {() => Promise<unknown>} */ deed, first = false) => {
      const piece = make('t-deed', { said });
      piece.classList.toggle('primary', first);
      piece.addEventListener('click', deed);
      deeds.append(piece);
    };
    const letIn = () => save({ kind: 'check_in', sessionId: session.id, payload: { ticket: hash }, said: word('let-in') });
    const give = (/** @type {string} */ item) =>
      save({ kind: 'kit', sessionId: session.id, payload: { item, quantity: 1, ticket: hash }, said: itemName(item) });
    const after = (/** @type {string} */ said) => {
      const held = place.contains(document.activeElement);
      place.replaceChildren(make('t-done', { said }));
      // Who works by keyboard goes on from here, not from the top of the page.
      if (held) place.focus({ preventScroll: true });
      sayLast(root, said);
      input.value = '';
      refresh();
    };
    if (!entered) {
      const yes = word(mark && mark.state !== 'void' ? 'let-in' : 'record-anyway');
      if (due.length) {
        button(word('let-in-and-kit', { item: due.map(({ item }) => itemName(item)).join(' + ') }), async () => {
          if (!(await letIn())) return;
          for (const { item } of due) await give(item);
          after(word('let-in-done'));
        }, true);
      }
      button(yes, async () => (await letIn()) && after(word('let-in-done')), !due.length);
    } else {
      for (const { item } of due) {
        button(word('give-one', { item: itemName(item) }), async () => (await give(item)) && after(word('kit-done')), true);
      }
    }
    /** @type {HTMLElement | null} */ (deeds.firstElementChild)?.focus({ preventScroll: true });
    piece.scrollIntoView({ block: 'nearest' });
  };

  on(root, 'form', (event) => {
    event.preventDefault();
    void look(input.value);
  }, 'submit');
  input.addEventListener('input', () => {
    input.removeAttribute('aria-invalid');
    if (input.selectionStart === input.value.length) input.value = group(input.value);
  });
  on(root, '[data-do=scan]', async () => {
    const box = one(root, '.scan');
    const shown = () => {
      box.hidden = !stop;
      one(root, '[data-do=scan]').setAttribute('aria-pressed', String(Boolean(stop)));
    };
    if (stop) {
      stop = void stop();
    } else {
      const eye = scan(/** @type {HTMLVideoElement} */ (one(box, 'video')), (text) => void look(text));
      stop = eye.stop;
      shown();
      await eye.begun.catch(() => {
        stop = undefined;
        verdict('warn', word('no-camera'), word('type-instead'));
      });
    }
    shown();
  });
  on(root, '[data-do=turned-away]', async () => {
    const dialog = make('t-turned-away');
    one(dialog, 'select').append(...bundle.refusal_reasons.map(({ code, names }) => option(named(names, code), code)));
    if ((await ask(dialog)) !== 'yes') return;
    const reason = /** @type {HTMLSelectElement} */ (one(dialog, 'select')).value;
    if (await save({ kind: 'refused_at_door', sessionId: session.id, payload: { reason }, said: word('turned-away') })) {
      sayLast(root, word('turned-away'));
    }
  });
  on(root, '[data-do=undo]', async () => {
    const said = await undo(session.id);
    if (said) fill(root, { last: said, 'last-state': word('undone') });
    place.replaceChildren();
    refresh();
  });

  const refresh = async () => {
    const { entered } = await sessionView(session.id);
    fill(root, { entered, issued: session.tickets.length });
    /** @type {HTMLButtonElement} */ (one(root, '[data-do=undo]')).disabled = !undoable(session.id);
  };
  await refresh();
  return { refresh, leave: () => stop?.() };
}
