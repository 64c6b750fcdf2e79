// @ts-check
/** The one chip: where the work is, in exactly four states. A tap tries to send again, or opens what needs attention. */
import { state, wake } from '../drain.js';
import { clock, fill, num, one, word } from './dom.js';

/** Keep the chip true. */
export function chip() {
  const button = one(document, '#chip');
  let waiting = 0;
  let told = '';
  button.addEventListener('click', () => {
    if (waiting) location.hash = '#/attention';
    void wake();
  });
  state.subscribe(({ saved, sending, sentAt, attention, signIn }) => {
    waiting = attention || Number(signIn);
    const [kind, sign, said] = attention || signIn
      ? ['stop', '!', word('chip-attention', { n: num(attention || saved || 1) })]
      : sending
        ? ['blue', '↑', word('chip-sending')]
        : saved || !sentAt
          ? ['ok', '✓', word('chip-saved', { n: num(saved) })]
          : ['ok', '✓', word('chip-sent', { at: clock(sentAt) })];
    // It is read out as it changes: the same once more is not said again.
    if (told === sign + said) return;
    told = sign + said;
    button.className = `chip ${kind}`;
    button.hidden = false;
    fill(button, { sign, state: said });
  });
}
