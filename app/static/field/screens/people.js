// @ts-check
/** Who is recording on this tablet: a shared one asks, with a PIN where the person has one; work is its author's. */
import { bundle } from '../bundle.js';
import { checkPin, people } from '../device.js';
import { recorder as kept, setRecorder } from '../identity.js';
import { ask } from './ask.js';
import { western } from './digits.js';
import { field, fill, make, on, one, word } from './dom.js';

/** @type {string | null} */
let now = null;
/** @type {string | null} */
let owner = null;

/** The id of who records now, or null when nobody has said. */
export const recorder = () => now;

/** Whose work it is: of who records, else of the person this tablet is paired for, also once it is paired for another. */
export const author = () => now ?? owner;

/** The name of who records now, or ''. */
export async function recorderName() {
  now = await kept();
  owner = (await bundle())?.device.person ?? null;
  return (await people()).find(({ id }) => id === now)?.name ?? '';
}

/** @param {string} id */
async function choose(id) {
  await setRecorder(id);
  now = id;
}

/** Make sure somebody said who is recording; the only one there is need not. @param {boolean} [anew] ask in any case */
export async function askWho(anew = false) {
  if ((await recorderName()) && !anew) return;
  const all = await people();
  const [only] = all;
  if (!only || (all.length === 1 && !only.pin)) return only && choose(only.id);
  const dialog = /** @type {HTMLDialogElement} */ (make('t-who'));
  for (const person of all) {
    const line = document.createElement('li');
    line.append(make('t-person', { name: person.name }));
    one(line, 'button').addEventListener('click', () => dialog.close(person.id));
    one(dialog, 'ul').append(line);
  }
  const chosen = await ask(dialog);
  const person = all.find(({ id }) => id === chosen);
  if (person && (!person.pin || (await pinIsRight(person)))) await choose(person.id);
}

/** @param {import('../types').FieldPerson} person */
async function pinIsRight(person) {
  const dialog = /** @type {HTMLDialogElement} */ (make('t-pin', { name: person.name }));
  const input = field(dialog, 'pin');
  on(dialog, 'form', async (event) => {
    event.preventDefault();
    if (await checkPin(person.id, western(input.value))) return dialog.close('yes');
    fill(dialog, { wrong: word('pin-wrong') });
    input.select();
  }, 'submit');
  return (await ask(dialog)) === 'yes';
}
