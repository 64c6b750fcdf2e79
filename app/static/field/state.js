// @ts-check
/** The one state of the page: how much is saved, sending, sent, and what needs attention; the same in every tab. */
/** @import { Kept, Status } from './types' */
import { identity } from './identity.js';
import { rhythm } from './rhythm.js';
import { onBlocked, OUTBOX, read, write } from './store.js';

/** @type {Status} */
let status = {
  saved: 0,
  sending: false,
  sentAt: null,
  attention: 0,
  signIn: false,
  clockSkewMs: 0,
  paused: null,
  oldest: null,
  level: 'ok',
  paired: false,
  label: '',
  wiped: false,
  blocked: false,
  update: false,
  bundleAt: 0,
  message: '',
};

/** What outlives the page and is shared between tabs; it stands in the outbox's own notes. */
const LASTING = /** @type {const} */ (['sentAt', 'signIn', 'clockSkewMs', 'message']);

/** @type {Set<(status: Status) => void>} */
const listeners = new Set();
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('karama-field') : null;
/** @type {() => void} */
let onSaved = () => {};

export const state = {
  /** Hear the state now and at each change. @param {(status: Status) => void} listener @returns {() => void} the end of it */
  subscribe(listener) {
    listeners.add(listener);
    listener(status);
    return () => void listeners.delete(listener);
  },
  /** The state as it is. @returns {Status} */
  get now() {
    return status;
  },
};

/** Change the state and say so. @param {Partial<Status>} change */
export function tell(change) {
  const news = Object.entries(change).some(([name, value]) => status[/** @type {keyof Status} */ (name)] !== value);
  if (!news) return;
  status = { ...status, ...change };
  for (const listener of listeners) listener(status);
}

/** Change what outlives the page, and tell the other tabs. @param {Partial<Pick<Status, typeof LASTING[number]>>} change */
export async function keep(change) {
  tell(change);
  await write(OUTBOX, ['meta'], async (tx) => {
    const notes = tx.objectStore('meta');
    for (const [name, value] of Object.entries(change)) await notes.put(value, name);
  }).catch(() => {});
  channel?.postMessage('changed');
}

/** How long the oldest unsent work has waited, in a colour's name. @param {number | null} oldest @returns {Status['level']} */
function levelOf(oldest) {
  const age = oldest === null ? 0 : Date.now() - oldest;
  return age >= rhythm.red ? 'red' : age >= rhythm.amber ? 'amber' : 'ok';
}

/** All entries in a state, in the order of saving. @param {Kept['state']} state */
const inState = (state) => IDBKeyRange.bound([state], [state, []]);

/** Count anew what stands in the databases. */
export async function recount() {
  const [device, facts] = await Promise.all([
    identity(),
    read(OUTBOX, async (base) => {
      const tx = base.transaction(['events', 'receipts', 'meta']);
      const events = tx.objectStore('events');
      const states = events.index('state');
      const [all, unsent, resting, flagged, first, ...lasting] = await Promise.all([
        events.count(),
        states.count(inState('pending')),
        states.count(inState('withdrawn')),
        tx.objectStore('receipts').index('attention').count(1),
        states.openKeyCursor(inState('pending')),
        ...LASTING.map((name) => tx.objectStore('meta').get(name)),
      ]);
      return { all, unsent, resting, flagged, first, lasting };
    }),
  ]);
  const key = /** @type {[string, number] | undefined} */ (facts.first?.key);
  const oldest = key ? key[1] : null;
  tell({
    ...Object.fromEntries(LASTING.map((name, place) => [name, facts.lasting[place] ?? status[name]])),
    saved: facts.unsent,
    attention: facts.all - facts.unsent - facts.resting + facts.flagged,
    oldest,
    level: levelOf(oldest),
    paired: Boolean(device?.token),
    label: device?.label ?? '',
  });
}

/** Something was written: count here, and let the other tabs count. @param {'changed' | 'saved'} what */
export async function changed(what = 'changed') {
  channel?.postMessage(what);
  await recount().catch(() => {});
  if (what === 'saved') onSaved();
}

/** Who is to send when something was saved, here or in another tab. @param {() => void} listener */
export const whenSaved = (listener) => void (onSaved = listener);

channel?.addEventListener('message', ({ data }) => {
  void recount().catch(() => {});
  if (data === 'saved') onSaved();
});
onBlocked((blocked) => tell({ blocked }));
