// @ts-check
/** Prepare this tablet: pair it, see that it keeps what is written, and only then say "Ready for offline until …". */
import { bundle, refreshBundle } from '../bundle.js';
import { claim, device, signOut } from '../device.js';
import { pending } from '../outbox.js';
import { probe, readiness } from '../prepare.js';
import { dirty } from '../shell.js';
import { state } from '../state.js';
import { ask } from './ask.js';
import { clock, day, field, fill, make, num, on, one, word } from './dom.js';
import { keepFile } from './file.js';
import { askWho } from './people.js';
import { alarm } from './telling.js';

/** @param {HTMLElement} root */
export async function prepare(root) {
  const form = one(root, '[data-at=pair]');
  let paired = await device().catch(() => null);
  let live = true;
  let [, given = ''] = location.hash.match(/^#pair=(.+)$/) ?? [];

  /** @param {string} name @param {boolean} good @param {string} said */
  const step = (name, good, said) => {
    const line = one(root, `[data-step=${name}]`);
    line.className = good ? 'done' : 'bad';
    one(line, '.sign').textContent = good ? '✓' : '!';
    fill(line, { [name]: said });
  };

  /** A tablet that the server does not know any more, or to which somebody holds out a code, is paired again. */
  const draw = () => {
    form.hidden = Boolean(paired) && !given && !state.now.signIn;
    fill(root, { alarm: alarm(state.now) });
  };

  const check = async () => {
    draw();
    one(root, '.steps').hidden = !paired;
    one(root, '[data-at=foot]').hidden = !paired;
    fill(root, { ready: null });
    if (!paired) {
      one(root, '[data-t=ready]').className = 'note warn';
      return fill(root, { ready: (await probe()).storage ? null : word('probe-bad') });
    }
    await refreshBundle();
    const [found, held] = await Promise.all([readiness(), bundle()]);
    if (!live) return;
    const until = day(found.until ?? Date.now());
    const lacks = (/** @type {import('../prepare.js').Lack[]} */ ...what) => what.some((one) => found.lacks.includes(one));
    const promised = found.persisted === 'granted';
    step('paired', !lacks('paired', 'expired'), lacks('paired') ? word('paired-not') : word('paired-as', { label: paired.label, day: until }));
    step('sessions', held !== null, held
      ? word('sessions-held', { n: num(held.sessions.length), at: clock(found.asOf ?? Date.now()) })
      : word('sessions-none'));
    step('probe', !lacks('storage', 'room', 'secure'), word(lacks('storage', 'secure') ? 'probe-bad' : lacks('room') ? 'space-low' : 'probe-ok'));
    step('shell', !lacks('files'), word(lacks('files') ? 'shell-bad' : 'shell-ok'));
    step('persist', promised, word(promised ? 'persist-ok' : 'persist-bad'));
    fill(root, { ready: found.ready ? word('ready', { day: until }) : word('ready-not') });
    one(root, '[data-t=ready]').className = `note ${found.ready ? 'ok' : 'warn'}`;
  };

  const code = field(root, 'code');
  code.value = given;
  form.addEventListener('input', () => dirty('pair', true));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (one(form, 'button'));
    button.disabled = true;
    const answer = await claim(code.value.trim(), '');
    button.disabled = false;
    const why = answer.ok || answer.why === 'label' ? 'code' : answer.why;
    fill(root, { wrong: answer.ok ? null : word(`claim-${why}`) });
    if (!answer.ok) return code.focus();
    dirty('pair', false);
    paired = await device();
    given = code.value = '';
    history.replaceState(null, '', '#/prepare');
    await check();
    await askWho();
  });

  on(root, '[data-do=again]', check);
  on(root, '[data-do=sign-out]', async () => {
    let unsent = (await pending()).length;
    let said = unsent ? word('sign-out-unsent', { n: num(unsent) }) : null;
    for (;;) {
      const dialog = make('t-sign-out', { unsent: said, keep: word(unsent ? 'sign-out-keep' : 'sign-out') });
      for (const part of ['send', 'file']) one(dialog, `[data-at=${part}]`).hidden = !unsent;
      const choice = await ask(dialog);
      if (!choice) return;
      if (choice === 'file') await keepFile();
      const { signedOut, left } = await signOut(choice === 'send' ? 'send' : 'keep');
      if (signedOut) break;
      unsent = left;
      said = word('sign-out-left', { n: num(left) });
    }
    paired = null;
    await check();
  });

  void check();
  return {
    refresh: draw,
    leave: () => {
      live = false;
      dirty('pair', false);
    },
  };
}
