// @ts-check
/**
 * Sends the outbox. One drain at a time on this tablet, whichever tab or worker does it; whether there is a network is
 * found out by sending, never by asking the browser.
 */
/** @import { Answer, Kept } from './types' */
import { identity } from './identity.js';
import { adopt, settle, take, tidy, tooLarge } from './outbox.js';
import { LARGEST_BATCH, wire } from './outbox_shape.js';
import { rhythm, waitAfter } from './rhythm.js';
import { keep, recount, state, tell } from './state.js';
import { about, ask } from './talk.js';

export { state } from './state.js';

/** @typedef {'empty' | 'unpaired' | 'sign-in' | 'away' | 'waiting' | 'busy'} End why a drain ended */

let failures = 0;
let notBefore = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let alarm;
/** @type {Promise<End> | null} */
let running = null;
let again = false;

/** A tap: forget how long to wait, and send now. */
export function wake() {
  failures = 0;
  notBefore = 0;
  return drain();
}

/** The network seems to have come back: what went wrong without it is no reason to wait; what the server asked for is. */
export function networkChanged() {
  if (failures) notBefore = 0;
  return drain();
}

/**
 * Send what is unsent, until nothing is left or something is in the way. Never throws.
 * @returns {Promise<End>}
 */
export function drain() {
  if (running) {
    again = true;
    return running;
  }
  running = alone()
    .catch(() => later('away', null))
    .finally(() => {
      running = null;
      if (again) {
        again = false;
        void drain();
      }
    });
  return running;
}

/** @returns {Promise<End>} */
async function alone() {
  if (Date.now() < notBefore) return 'waiting';
  const locks = globalThis.navigator?.locks;
  if (!locks) return round();
  return locks.request('outbox', { ifAvailable: true }, (lock) => {
    if (lock) return round();
    // Another tab sends. It may have looked for the last time just before we saved, so look again.
    wakeAt(Date.now() + rhythm.otherTab);
    return /** @type {End} */ ('busy');
  });
}

/** @returns {Promise<End>} */
async function round() {
  const device = await identity();
  if (!device?.token) return 'unpaired';
  let most = LARGEST_BATCH.count;
  try {
    for (;;) {
      const batch = await take(most);
      if (batch.some((event) => event.device_id !== device.device_id)) {
        await adopt(device.device_id);
        continue;
      }
      if (batch.length === 0) {
        await tidy();
        failures = 0;
        tell({ paused: null });
        return 'empty';
      }
      tell({ sending: true, paused: null });
      const asked = Date.now();
      const answer = await ask('/field/batches', {
        token: device.token,
        body: {
          device_id: device.device_id,
          sent_at_device: new Date(asked).toISOString(),
          app_version: about.version,
          queue_length: Math.max(state.now.saved, batch.length),
          oldest_at: batch[0].occurred_at_device,
          events: batch.map(wire),
        },
      });
      if (answer.status === 413 && (answer.ours || batch.length > 1)) {
        if (batch.length === 1) await tooLarge(batch[0].id);
        most = Math.max(1, batch.length >> 1);
        continue;
      }
      if (answer.ours && (answer.status === 401 || answer.status === 403)) {
        await keep({ signIn: true });
        return later('sign-in', null);
      }
      if (!(await believed(batch, answer, asked))) return later('away', answer.retryAfter);
      await recount();
    }
  } finally {
    await recount().catch(() => {});
    tell({ sending: false });
  }
}

/** Take over a good answer; false when it was none, or settled nothing. @param {Kept[]} batch @param {Answer} answer @param {number} asked */
async function believed(batch, answer, asked) {
  const { data } = answer;
  if (!answer.ours || answer.status !== 200 || !Array.isArray(data?.results)) return false;
  const settled = await settle(batch, data.results, data.next_expected_seq);
  const now = Date.now();
  const server = Date.parse(data.server_time);
  const skew = Math.round((asked + now) / 2 - server);
  await keep({
    signIn: false,
    message: typeof data.message === 'string' ? data.message : '',
    ...(settled ? { sentAt: now } : {}),
    ...(Number.isFinite(skew) ? { clockSkewMs: Math.abs(skew) > rhythm.skew ? skew : 0 } : {}),
  });
  if (settled) failures = 0;
  return settled > 0;
}

/** Keep everything and try again later. @param {'away' | 'sign-in'} why @param {number | null} retryAfter @returns {End} */
function later(why, retryAfter) {
  failures += 1;
  notBefore = Date.now() + Math.max(waitAfter(failures), retryAfter ?? 0);
  if (retryAfter) failures = 0;
  tell({ paused: notBefore });
  wakeAt(notBefore);
  return why;
}

/** @param {number} moment */
function wakeAt(moment) {
  clearTimeout(alarm);
  alarm = setTimeout(() => void drain(), Math.max(0, moment - Date.now()) + 5);
}

/** Whether anything is left to send. */
export const unsent = async () => {
  await recount();
  return state.now.saved;
};
