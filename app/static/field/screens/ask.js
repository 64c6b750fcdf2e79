// @ts-check
/** Small questions in a dialog: how many, are you sure, why. */
import { dirty } from '../shell.js';
import { field, fill, make, num, on, one, word } from './dom.js';
import { unfit, whole } from './digits.js';

/** More people than this in one box is asked about, never refused. */
const ODD = 200;

/** Show a dialog; resolves with the value of the button that closed it, '' when it was left. @param {HTMLElement} piece */
export async function ask(piece) {
  const dialog = /** @type {HTMLDialogElement} */ (piece);
  document.body.append(dialog);
  for (const leave of dialog.querySelectorAll('[data-leave]')) leave.addEventListener('click', () => dialog.close(''));
  dirty('question', true);
  await new Promise((closed) => {
    dialog.addEventListener('close', closed, { once: true });
    dialog.showModal();
  });
  dialog.remove();
  dirty('question', false);
  return dialog.returnValue;
}

/** Ask a yes-or-no question. @param {string} question @param {string} yes @param {string} [detail] */
export const sure = async (question, yes, detail) => (await ask(make('t-sure', { question, yes, detail }))) === 'yes';

/**
 * How many to add or to take away (below 0), or 0 when it was left. A number that is odd is asked about once.
 * @param {string} what @param {number} now @param {string} [typed] what the keyboard has already said
 * @param {boolean} [less] whether some can be taken away
 */
export async function howMany(what, now, typed = '', less = true) {
  const dialog = /** @type {HTMLDialogElement} */ (make('t-keypad', { what, now }));
  const input = field(dialog, 'many');
  let asked = '';
  let answer = 0;
  input.value = typed;
  one(dialog, '[value=take]').hidden = !less;
  on(dialog, 'form', (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {SubmitEvent} */ (event).submitter);
    const sign = button?.value === 'take' ? -1 : 1;
    const many = whole(input.value);
    const wrong = unfit(many);
    input.setAttribute('aria-invalid', String(wrong !== null));
    if (many === null || wrong) {
      fill(dialog, { question: wrong });
      return input.focus();
    }
    const after = now + sign * many;
    const about = `${sign}/${many}`;
    if (asked !== about && (after < 0 || (sign > 0 && after > ODD))) {
      asked = about;
      fill(dialog, { question: word(after < 0 ? 'odd-below' : 'odd-many', { n: num(many), now: num(now), what }) });
      return input.focus();
    }
    answer = sign * many;
    dialog.close('done');
  }, 'submit');
  one(dialog, '[name=many]').addEventListener('input', () => fill(dialog, { question: null }));
  return (await ask(dialog)) === 'done' ? answer : 0;
}
