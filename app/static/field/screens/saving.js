// @ts-check
/** Write first, say "Saved" after: each tap is an event of its own; the last ten can be taken back. */
import { NotSaved, recordAll, withdraw } from '../outbox.js';
import { author } from './people.js';
import { fill, make, num, on, one, word } from './dom.js';

/** @typedef {{kind: string, sessionId: string, payload: Record<string, unknown>, said: string}} Deed */

/** @type {{id: string, sessionId: string, said: string}[]} */
const done = [];
/** @type {Deed[]} */
const unsaved = [];
const KEPT = 10;
let writing = 0;
let taps = 0;

/** How many writes are under way, and a number that changes with each: what was read before a tap is stale. */
export const pace = () => ({ writing, taps });

/** A short buzz, where the tablet can. @param {number | number[]} how */
export const buzz = (how = 15) => navigator.vibrate?.(how);

/**
 * Record one event. Resolves with it once it is on the disk, or with null when it could not be written.
 * @param {string} kind @param {string} sessionId @param {Record<string, unknown>} payload
 */
export const write = async (kind, sessionId, payload) => (await writeAll(kind, sessionId, [payload]))?.[0] ?? null;

/**
 * The same for several that belong together: all of them, or none.
 * @param {string} kind @param {string} sessionId @param {Record<string, unknown>[]} payloads
 */
export const writeAll = (kind, sessionId, payloads) => noted(() => recordAll(kind, sessionId, payloads, { actor: author() }));

/** Do what writes; null when nothing could be written. @template T @param {() => Promise<T>} deed */
async function noted(deed) {
  writing += 1;
  taps += 1;
  try {
    return await deed();
  } catch (problem) {
    if (!(problem instanceof NotSaved)) throw problem;
    buzz([80, 60, 80]);
    return null;
  } finally {
    writing -= 1;
  }
}

/** Record what one tap said; what fails is shown until it is written. @param {Deed} deed */
export async function save(deed) {
  const event = await write(deed.kind, deed.sessionId, deed.payload);
  if (event) {
    done.push({ id: event.id, sessionId: deed.sessionId, said: deed.said });
    done.splice(0, done.length - KEPT);
  } else {
    unsaved.push(deed);
    showUnsaved();
  }
  return event;
}

/** What would be undone at a session, or undefined. @param {string} sessionId */
export const undoable = (sessionId) => done.findLast((one) => one.sessionId === sessionId);

/**
 * Take back the last tap of a session with an entry of its own; its words, or null. What the server refused counts
 * nowhere and only rests: a void would take away somebody else's.
 * @param {string} sessionId
 */
export async function undo(sessionId) {
  const last = undoable(sessionId);
  if (!last || !(await noted(() => withdraw(last.id, 'undo', { actor: author() }).then(() => true)))) return null;
  done.splice(done.indexOf(last), 1);
  return last.said;
}

/** The loudest thing on the page: what is not saved, to be copied on paper, and another try. */
function showUnsaved() {
  const place = one(document, '#unsaved');
  if (!unsaved.length) return place.replaceChildren();
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const deed of unsaved) times.set(deed.said, (times.get(deed.said) ?? 0) + 1);
  const note = make('t-unsaved');
  one(note, 'ul').append(
    ...Array.from(times, ([said, n]) => {
      const line = document.createElement('li');
      line.textContent = n > 1 ? `${said} × ${num(n)}` : said;
      return line;
    }),
  );
  on(note, '[data-do=again]', async () => {
    for (const deed of unsaved.splice(0)) await save(deed);
    showUnsaved();
  });
  on(note, '[data-do=paper]', () => {
    unsaved.length = 0;
    showUnsaved();
  });
  place.replaceChildren(note);
}

/** Say in a screen's line what was last saved. @param {ParentNode} root @param {string} said */
export const sayLast = (root, said) => fill(root, { last: said, 'last-state': word('saved') });
