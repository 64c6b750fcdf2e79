// @ts-check
/** What the server gave this tablet to work with: sessions, tickets, lists. It may be thrown away and fetched anew. */
/** @import { Bundle, KeptBundle } from './types' */
import { identity } from './identity.js';
import { confirmations } from './outbox.js';
import { changed, keep, state, tell } from './state.js';
import { BUNDLE, read, write } from './store.js';
import { about, ask } from './talk.js';

/** @typedef {import('./types').Bundle} Bundle */

/** The bundle with the times it came and was last compared; null when there is none, or none that can be read. @returns {Promise<KeptBundle | null>} */
export async function keptBundle() {
  const kept = await read(BUNDLE, (base) => base.get('kept', 'bundle'));
  return Array.isArray(kept?.data?.sessions) ? kept : null;
}

/** The bundle this tablet holds. @returns {Promise<Bundle | null>} */
export const bundle = async () => (await keptBundle())?.data ?? null;

/** @param {KeptBundle} kept */
const hold = (kept) => write(BUNDLE, ['kept'], (tx) => tx.objectStore('kept').put(kept, 'bundle'));

/** Reference data goes; the outbox is another database and is not touched. */
export const forgetBundle = () => write(BUNDLE, ['kept'], (tx) => tx.objectStore('kept').clear());

/** @type {Promise<Bundle | null> | null} */
let fetching = null;

/**
 * Ask for a newer bundle. What comes back is the newest there is, be it the one that was there already.
 * @returns {Promise<Bundle | null>}
 */
export function refreshBundle() {
  fetching ??= fetchNewer().finally(() => {
    fetching = null;
  });
  return fetching;
}

async function fetchNewer() {
  const device = await identity();
  const kept = await keptBundle();
  if (!device?.token) return kept?.data ?? null;
  const mine = kept?.data.device.id === device.device_id ? kept : null;
  const since = mine ? `&since=${encodeURIComponent(mine.data.token)}` : '';
  const confirmed = await confirmations();
  const { ours, status, data } = await ask(`/field/bundle?lang=${about.language}${since}`, { token: device.token });
  if (ours && status === 401) await keep({ signIn: true });
  if (!ours || status !== 200) return kept?.data ?? null;
  if (state.now.signIn) await keep({ signIn: false });
  const now = Date.now();
  if (mine && data.unchanged === true) {
    await hold({ ...mine, checked_at: now });
    return mine.data;
  }
  if (!Array.isArray(data.sessions)) return kept?.data ?? null;
  await hold({ data, fetched_at: now, checked_at: now, confirmed });
  await changed();
  tell({ bundleAt: now });
  return /** @type {Bundle} */ (data);
}
