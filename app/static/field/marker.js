// @ts-check
/**
 * A mark outside the database of how far this tablet got. An emptied database with a mark beside it means that work may
 * have been lost, and that is said. (Cookies and databases are cleared together; people clear less than that too.)
 */
import { OUTBOX, read } from './store.js';

const KEY = 'karama-marker';
/** A service worker has no such storage, a private window may refuse it: then there is no mark. @type {{getItem(key: string): string | null, setItem(key: string, value: string): void, removeItem(key: string): void} | undefined} */
let shelf;
try {
  shelf = /** @type {any} */ (globalThis).localStorage;
} catch {
  shelf = undefined;
}

/** @param {string} device @param {number} seq */
export function mark(device, seq) {
  try {
    shelf?.setItem(KEY, JSON.stringify({ device, seq }));
  } catch {
    // a browser that keeps no mark still keeps the outbox
  }
}

/** Whether the database knows less than the mark says. @returns {Promise<boolean>} */
export async function wiped() {
  let found;
  try {
    found = JSON.parse(shelf?.getItem(KEY) ?? 'null');
  } catch {
    return false;
  }
  if (!found?.device) return false;
  const next = await read(OUTBOX, (base) => base.get('meta', `seq:${found.device}`));
  return (next ?? 0) <= found.seq;
}

/** The notice was read. */
export const forgetWiped = () => shelf?.removeItem(KEY);
