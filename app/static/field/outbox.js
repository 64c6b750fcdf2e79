// @ts-check
/**
 * The outbox: everything that is done on this tablet is written here first, online or not, and stays until the server
 * names it. Nothing else deletes from it than `settle` below, and only what a receipt names.
 */
/** @import { Kept, Kind, Payload, Receipt, Result, Trouble } from './types' */
/** @import { Writing } from './store.js' */
import { identity } from './identity.js';
import { mark } from './marker.js';
import { LARGEST_BATCH, LARGEST_EVENT, readable, weight, wire } from './outbox_shape.js';
import { rhythm } from './rhythm.js';
import { changed } from './state.js';
import { NotSaved, notSaved, OUTBOX, read, save, write } from './store.js';
import { uuid7 } from './uuid.js';

export { NotSaved } from './store.js';

/** @typedef {{kind: Kind, session_id: string, payload: Payload, actor: string | null}} Draft */

const ALL = ['events', 'receipts', 'meta'];

const CONFIRMATIONS = 'confirmed';

/** How many events were ever confirmed on this tablet. @returns {Promise<number>} */
export const confirmations = async () => (await read(OUTBOX, (base) => base.get('meta', CONFIRMATIONS))) ?? 0;

/** The number that follows: where this device's row of events goes on. @param {string} device */
const counter = (device) => `seq:${device}`;

/** Who this tablet is; a tablet that was never paired has no row of numbers to write in. */
async function me() {
  const device = await identity().catch((problem) => {
    throw notSaved(problem);
  });
  if (!device) throw new NotSaved('unpaired');
  return device;
}

/**
 * Put events behind one another into the outbox. The number and the event are written together, so the row has no gap.
 * @param {Writing} tx @param {string} device @param {Draft[]} drafts @returns {Promise<Kept[]>}
 */
async function append(tx, device, drafts) {
  const notes = tx.objectStore('meta');
  let seq = (await notes.get(counter(device))) ?? 1;
  const now = new Date();
  const written = [];
  for (const { kind, session_id, payload, actor } of drafts) {
    /** @type {Kept} */
    const event = {
      id: uuid7(now.getTime()),
      seq,
      kind,
      session_id,
      payload,
      payload_version: 1,
      occurred_at_device: now.toISOString(),
      tz_offset: -now.getTimezoneOffset() || 0,
      actor_claimed: actor,
      device_id: device,
      state: 'pending',
      attempts: 0,
      first_attempt_at: null,
      saved_at: now.getTime(),
      reason: null,
    };
    if (weight(wire(event)) > LARGEST_EVENT) throw new NotSaved('too_large');
    if (kind === 'void') await takeBack(tx, event);
    await tx.objectStore('events').add(event);
    written.push(event);
    seq += 1;
  }
  await notes.put(seq, counter(device));
  return written;
}

/** Tie a void to what it takes back, so that this tablet's own view knows it too. @param {Writing} tx @param {Kept} event */
async function takeBack(tx, event) {
  const id = event.payload.event_id;
  const target = /** @type {Kept | undefined} */ (await tx.objectStore('events').get(id));
  if (target) {
    event.target = wire(target);
    await tx.objectStore('events').put({ ...target, voided_by: event.id });
    return;
  }
  const receipt = /** @type {Receipt | undefined} */ (await tx.objectStore('receipts').get(id));
  if (receipt) {
    event.target = wire(receipt.event);
    const voided = { ...receipt.event, voided_by: event.id };
    await tx.objectStore('receipts').put({ ...receipt, event: voided, attention: 0 });
  }
}

/**
 * Write down what was done. Resolves once the transaction has completed: then, and not before, it is saved.
 * @param {Kind | string} kind @param {string} sessionId @param {Payload} payload @param {{actor?: string | null}} [by]
 * @returns {Promise<Kept>}
 * @throws {NotSaved} nothing was written: keep the form as it is
 */
export async function record(kind, sessionId, payload, by) {
  return (await recordAll(kind, sessionId, [payload], by))[0];
}

/**
 * Write several down that belong together: all of them, or none.
 * @param {Kind | string} kind @param {string} sessionId @param {Payload[]} payloads @param {{actor?: string | null}} [by]
 * @returns {Promise<Kept[]>}
 * @throws {NotSaved}
 */
export async function recordAll(kind, sessionId, payloads, { actor = null } = {}) {
  const { device_id: device } = await me();
  const drafts = payloads.map((payload) => ({ kind: /** @type {Kind} */ (kind), session_id: sessionId, payload, actor }));
  const events = await save(ALL, (tx) => append(tx, device, drafts));
  mark(device, events[events.length - 1].seq);
  void changed('saved');
  return events;
}

/** All entries, oldest first. @returns {Promise<Kept[]>} */
export const entries = () => read(OUTBOX, (base) => base.getAllFromIndex('events', 'seq'));

/** What the server has not confirmed yet. @returns {Promise<Kept[]>} */
export const pending = async () => (await entries()).filter((event) => readable(event) && event.state === 'pending');

/** What the server confirmed in the last seven days. @returns {Promise<Receipt[]>} */
export const receipts = () => read(OUTBOX, (base) => base.getAll('receipts'));

/** What needs a person: refused, stored but flagged, or damaged. @returns {Promise<Trouble[]>} */
export async function attention() {
  const everything = await read(OUTBOX, (base) => /** @type {Promise<Kept[]>} */ (base.getAll('events')));
  const refused = everything
    .filter((event) => event.state !== 'withdrawn' && (!readable(event) || event.state === 'attention'))
    .map((event) => ({
      id: String(event.id),
      outcome: readable(event) ? /** @type {const} */ ('rejected') : /** @type {const} */ ('unreadable'),
      reason: readable(event) ? (event.reason ?? 'malformed') : 'unreadable',
      event,
      at: event.saved_at ?? 0,
    }));
  const unseen = await read(OUTBOX, (base) => /** @type {Promise<Receipt[]>} */ (base.getAllFromIndex('receipts', 'attention', 1)));
  const flagged = unseen.map(({ id, reason, event, at }) => ({
    id,
    outcome: /** @type {const} */ ('conflict'),
    reason: reason ?? '',
    event,
    at,
  }));
  return [...refused, ...flagged];
}

/** The person has seen flagged events; they are stored at the server and stay so. @param {string[]} ids */
export async function acknowledge(...ids) {
  await save(['receipts'], async (tx) => {
    for (const id of ids) {
      const receipt = await tx.objectStore('receipts').get(id);
      if (receipt) await tx.objectStore('receipts').put({ ...receipt, attention: 0 });
    }
  });
  await changed();
}

/** Send a refused event once more as it is: its session may be known by now. @param {string} id */
export async function resend(id) {
  await save(['events'], async (tx) => {
    const event = await tx.objectStore('events').get(id);
    if (event?.state === 'attention') await tx.objectStore('events').put({ ...event, state: 'pending', reason: null });
  });
  await changed('saved');
}

/**
 * Take an event back, with the reason. One that may have reached the server gets a void of its own behind it; one that
 * the server refused only rests here: it counts nowhere. Taking back twice changes nothing.
 * @param {string} id @param {string} reason @param {{actor?: string | null}} [by]
 */
export const withdraw = (id, reason, by) => replace(id, null, reason, by);

/**
 * Correct an event. As long as it was never sent it is rewritten in place; afterwards it is taken back and a new one
 * stands behind it, because the server may already have the first.
 * @param {string} id @param {Payload} payload @param {{actor?: string | null}} [by] @returns {Promise<Kept | null>} the event that counts now
 */
export const amend = (id, payload, by) => replace(id, payload, 'amended', by);

/** @param {string} id @param {Payload | null} payload @param {string} reason @param {{actor?: string | null}} [by] @returns {Promise<Kept | null>} */
async function replace(id, payload, reason, { actor } = {}) {
  const { device_id: device } = await me();
  const counts = await save(ALL, async (tx) => {
    const events = tx.objectStore('events');
    const waiting = /** @type {Kept | undefined} */ (await events.get(id));
    const event = waiting ?? /** @type {Receipt | undefined} */ (await tx.objectStore('receipts').get(id))?.event;
    // What was refused counts nowhere, so that it can rest although a void, refused as well, speaks of it.
    if (!event || event.state === 'withdrawn' || (event.voided_by && waiting?.state !== 'attention')) return null;
    const by = actor === undefined ? event.actor_claimed : actor;
    const next = payload && { kind: event.kind, session_id: event.session_id, payload, actor: by };
    if (waiting && next && waiting.state === 'pending' && waiting.attempts === 0) {
      const rewritten = { ...waiting, payload };
      if (weight(wire(rewritten)) > LARGEST_EVENT) throw new NotSaved('too_large');
      await events.put(rewritten);
      return rewritten;
    }
    if (waiting?.state === 'attention') {
      const [after] = next ? await append(tx, device, [next]) : [];
      const withdrawn = { at: Date.now(), reason, replaced_by: after?.id };
      await events.put({ ...waiting, state: 'withdrawn', withdrawn });
      return after ?? null;
    }
    const back = { kind: /** @type {Kind} */ ('void'), session_id: event.session_id, payload: { event_id: id, reason }, actor: by };
    const written = await append(tx, device, next ? [back, next] : [back]);
    return written.at(-1) ?? null;
  });
  if (counts) mark(device, counts.seq);
  await changed('saved');
  return counts;
}

/**
 * The next events to send, oldest first, noted as tried before they leave: from then on they are never rewritten.
 * @param {number} most @returns {Promise<Kept[]>}
 */
export const take = (most = LARGEST_BATCH.count) =>
  write(OUTBOX, ['events'], async (tx) => {
    const events = tx.objectStore('events');
    /** @type {Kept[]} */
    const taken = [];
    let bytes = 0;
    let after = -Infinity;
    for (;;) {
      /** @type {Kept[]} */
      const some = await events.index('seq').getAll(IDBKeyRange.lowerBound(after, true), LARGEST_BATCH.count);
      for (const event of some) {
        if (event.state !== 'pending') continue;
        if (!readable(event)) {
          await events.put({ .../** @type {Kept} */ (event), state: 'attention', reason: 'unreadable' });
          continue;
        }
        bytes += weight(wire(event)) + 1;
        if (taken.length >= most || bytes > LARGEST_BATCH.bytes) return taken;
        const tried = { ...event, attempts: event.attempts + 1, first_attempt_at: event.first_attempt_at ?? Date.now() };
        await events.put(tried);
        taken.push(tried);
      }
      if (some.length < LARGEST_BATCH.count) return taken;
      after = some[some.length - 1].seq;
    }
  });

const CONFIRMED = new Set(['applied', 'duplicate', 'conflict']);

/**
 * Believe the server's answer, event by event. This is the only place that deletes from the outbox, and it deletes
 * what a receipt written in the same transaction names.
 * @param {Kept[]} sent @param {Result[]} results @param {number} nextSeq the number that the server expects next
 * @returns {Promise<number>} how many events the answer settled
 */
export const settle = (sent, results, nextSeq) =>
  write(OUTBOX, ALL, async (tx) => {
    const events = tx.objectStore('events');
    const notes = tx.objectStore('meta');
    const now = Date.now();
    let nr = (await notes.get(CONFIRMATIONS)) ?? 0;
    let settled = 0;
    for (const { id, outcome, reason = null } of results) {
      if (!sent.some((event) => event.id === id)) continue;
      const event = /** @type {Kept | undefined} */ (await events.get(id));
      if (!event) continue;
      if (CONFIRMED.has(outcome)) {
        const receipt = { id, seq: event.seq, device_id: event.device_id, event, outcome, reason, at: now, nr: (nr += 1), attention: outcome === 'conflict' ? 1 : 0 };
        await tx.objectStore('receipts').put(receipt);
        await events.delete(receipt.id);
      } else if (outcome === 'rejected') {
        await events.put({ ...event, state: 'attention', reason: reason ?? 'malformed' });
      } else {
        continue;
      }
      settled += 1;
    }
    await notes.put(nr, CONFIRMATIONS);
    const device = sent[0].device_id;
    // A tablet that came back from an old copy of its storage must not use a number twice.
    if (Number.isInteger(nextSeq) && nextSeq > ((await notes.get(counter(device))) ?? 1)) await notes.put(nextSeq, counter(device));
    return settled;
  });

/** One event alone is more than the server takes: it needs a person. @param {string} id */
export const tooLarge = (id) =>
  write(OUTBOX, ['events'], async (tx) => {
    const event = await tx.objectStore('events').get(id);
    if (event) await tx.objectStore('events').put({ ...event, state: 'attention', reason: 'too_large' });
  });

/** Receipts older than seven days go; one that nobody has looked at yet stays. */
export const tidy = () =>
  write(OUTBOX, ['receipts'], async (tx) => {
    const old = IDBKeyRange.upperBound(Date.now() - rhythm.receipts, true);
    for (const { id, attention: unseen } of await tx.objectStore('receipts').index('at').getAll(old)) {
      if (!unseen) await tx.objectStore('receipts').delete(id);
    }
  });

/**
 * Unsent work of an earlier pairing goes on in the row of the new one: same ids, new numbers, so the row has no gap.
 * What was refused keeps its number, which has arrived, until it is sent again: it may never be.
 * @param {string} device @returns {Promise<number>} how many events moved
 */
export async function adopt(device) {
  const moved = await write(OUTBOX, ALL, async (tx) => {
    const events = tx.objectStore('events');
    const notes = tx.objectStore('meta');
    let seq = (await notes.get(counter(device))) ?? 1;
    let count = 0;
    for (const event of /** @type {Kept[]} */ (await events.index('seq').getAll())) {
      if (!readable(event) || event.state !== 'pending' || event.device_id === device) continue;
      await events.put({ ...event, device_id: device, seq });
      seq += 1;
      count += 1;
    }
    if (count) await notes.put(seq, counter(device));
    return count;
  });
  if (moved) await changed('saved');
  return moved;
}
