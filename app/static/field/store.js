// @ts-check
/**
 * The tablet's three databases. The outbox is one of its own: neither sign-out nor a new list of sessions nor a new
 * version of the page touches it. The shapes are general, so that they need not change: an upgrade never reads rows.
 */
/** @import { IDBPDatabase, IDBPTransaction } from '../vendor/idb.js' */
import { openDB } from '../vendor/idb.js';
import { rhythm } from './rhythm.js';

export const OUTBOX = 'karama-outbox';
export const BUNDLE = 'karama-bundle';
export const DEVICE = 'karama-device';

/** @typedef {IDBPDatabase<any>} Base */
/** @typedef {IDBPTransaction<any, string[], 'readwrite'>} Writing */

/** It was not written, and nothing of it was: the form stays as it is, and paper is next. */
export class NotSaved extends Error {
  /** @param {'quota' | 'blocked' | 'storage' | 'unpaired' | 'too_large'} why @param {unknown} [cause] */
  constructor(why, cause) {
    super(`not saved: ${why}`, { cause });
    this.name = 'NotSaved';
    this.why = why;
  }
}

/** Another tab with an older page holds the database. */
class Blocked extends Error {}

/** @type {Record<string, (base: Base) => void>} */
const SHAPES = {
  [OUTBOX]: (base) => {
    const events = base.createObjectStore('events', { keyPath: 'id' });
    events.createIndex('seq', 'seq');
    events.createIndex('state', ['state', 'saved_at']);
    events.createIndex('session', 'session_id');
    const receipts = base.createObjectStore('receipts', { keyPath: 'id' });
    receipts.createIndex('session', 'event.session_id');
    receipts.createIndex('attention', 'attention');
    receipts.createIndex('at', 'at');
    base.createObjectStore('meta');
  },
  [BUNDLE]: (base) => void base.createObjectStore('kept'),
  [DEVICE]: (base) => void base.createObjectStore('kept'),
};

/** @type {Map<string, Promise<Base>>} */
const connections = new Map();
/** @type {(blocked: boolean) => void} */
let tellBlocked = () => {};

/** Who wants to know when another tab blocks a database. @param {(blocked: boolean) => void} listener */
export const onBlocked = (listener) => void (tellBlocked = listener);

/** @param {string} name */
function connect(name) {
  let connection = connections.get(name);
  if (!connection) {
    const forget = () => void connections.delete(name);
    connection = openDB(name, 1, {
      upgrade: (base) => SHAPES[name](base),
      // A newer page wants to change the shape: make room at once, the next use opens anew.
      blocking: (_now, _then, event) => {
        forget();
        /** @type {IDBDatabase} */ (event.target).close();
      },
      terminated: forget,
    });
    connection.catch(forget);
    connections.set(name, connection);
  }
  return connection;
}

/** @param {string} name @returns {Promise<Base>} */
async function connected(name) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Blocked(name)), rhythm.opening);
  });
  try {
    const base = await Promise.race([connect(name), /** @type {Promise<never>} */ (late)]);
    tellBlocked(false);
    return base;
  } catch (problem) {
    if (problem instanceof Blocked) tellBlocked(true);
    throw problem;
  } finally {
    clearTimeout(timer);
  }
}

/** The browser closed the connection behind our back (iPads in the background, full disks). @param {unknown} problem */
const wasClosed = (problem) =>
  problem instanceof DOMException && ['InvalidStateError', 'UnknownError', 'AbortError'].includes(problem.name);

/**
 * Use a database; when its connection turns out to be dead, open it anew once and try again.
 * @template T @param {string} name @param {(base: Base) => Promise<T>} work @returns {Promise<T>}
 */
async function using(name, work) {
  try {
    return await work(await connected(name));
  } catch (problem) {
    if (!wasClosed(problem)) throw problem;
    const dead = connections.get(name);
    connections.delete(name);
    dead?.then((base) => base.close(), () => {});
    return work(await connected(name));
  }
}

/** @template T @param {string} name @param {(base: Base) => Promise<T>} work */
export const read = (name, work) => using(name, work);

/**
 * Write in one transaction, all or nothing; resolves when it is on the disk, not before.
 * @template T @param {string} name @param {string[]} stores @param {(tx: Writing) => Promise<T>} work @returns {Promise<T>}
 */
export function write(name, stores, work) {
  return using(name, async (base) => {
    const tx = base.transaction(stores, 'readwrite', { durability: 'strict' });
    const done = tx.done.then(() => null, (/** @type {unknown} */ problem) => problem);
    let result;
    try {
      result = await work(tx);
    } catch (problem) {
      try {
        tx.abort();
      } catch {
        // it has ended by itself: then its own reason is the better one
      }
      await done;
      throw tx.error ?? problem;
    }
    const problem = await done;
    if (problem) throw problem;
    return result;
  });
}

/** What went wrong, as a reason for the screen. @param {unknown} problem */
export function notSaved(problem) {
  if (problem instanceof NotSaved) return problem;
  if (problem instanceof Blocked) return new NotSaved('blocked', problem);
  const quota = problem instanceof DOMException && problem.name === 'QuotaExceededError';
  return new NotSaved(quota ? 'quota' : 'storage', problem);
}

/**
 * The same for what a person did: what goes wrong comes back as NotSaved.
 * @template T @param {string[]} stores @param {(tx: Writing) => Promise<T>} work @returns {Promise<T>}
 */
export async function save(stores, work) {
  try {
    return await write(OUTBOX, stores, work);
  } catch (problem) {
    throw notSaved(problem);
  }
}
