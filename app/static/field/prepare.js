// @ts-check
/** Whether this tablet can be trusted with days of work: asked before the work, said in words. */
import { keptBundle } from './bundle.js';
import { device } from './device.js';
import { kept } from './shell.js';
import { state } from './state.js';
import { uuid7 } from './uuid.js';

/** Less room than this is too little. */
const ENOUGH_MB = 20;

/**
 * @typedef {object} Probe
 * @property {boolean} storage something could be written, read back and deleted
 * @property {string} problem what went wrong, in the browser's words
 * @property {number | null} freeMb room left, if the browser tells
 * @property {boolean} enough room, as far as known
 * @property {boolean} secure the address is https (or this machine): without it nothing works offline
 * @property {boolean} locks two tabs keep out of each other's way
 */

/** Write, read and delete in a database of its own, and ask for the room. @returns {Promise<Probe>} */
export async function probe() {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  const freeMb = quota === undefined ? null : Math.floor((quota - (usage ?? 0)) / 1e6);
  const facts = { freeMb, enough: freeMb === null || freeMb >= ENOUGH_MB, secure: isSecureContext, locks: 'locks' in navigator };
  try {
    await writeReadDelete();
    return { storage: true, problem: '', ...facts };
  } catch (problem) {
    return { storage: false, problem: String(/** @type {any} */ (problem)?.name ?? problem), ...facts };
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function writeReadDelete() {
  const opening = indexedDB.open('karama-probe', 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore('probe');
  const base = await asked(opening);
  try {
    const sign = uuid7();
    const tx = base.transaction('probe', 'readwrite', { durability: 'strict' });
    const written = new Promise((resolve, reject) => {
      tx.oncomplete = resolve;
      tx.onabort = () => reject(tx.error);
    });
    tx.objectStore('probe').put(sign, 'sign');
    await written;
    if ((await asked(base.transaction('probe').objectStore('probe').get('sign'))) !== sign) throw new Error('read back something else');
    await asked(base.transaction('probe', 'readwrite').objectStore('probe').delete('sign'));
  } finally {
    base.close();
  }
}

/** Ask the browser not to clear this page's storage by itself. @returns {Promise<'granted' | 'refused' | 'unsupported'>} */
export async function persist() {
  if (!navigator.storage?.persist) return 'unsupported';
  if (await navigator.storage.persisted().catch(() => false)) return 'granted';
  return (await navigator.storage.persist().catch(() => false)) ? 'granted' : 'refused';
}

/**
 * Whether every pinned file is kept on this tablet, each checked against its hash; the pages of the other languages are
 * fetched on the way.
 * @returns {Promise<{ready: boolean, missing: string[], languages: string[]}>}
 */
export const shellReady = () => kept();

/** @typedef {'secure' | 'storage' | 'room' | 'files' | 'paired' | 'bundle' | 'expired'} Lack */

/**
 * Everything together. `until` is how long the tablet may work on without hearing from the server.
 * @returns {Promise<{ready: boolean, lacks: Lack[], until: string | null, asOf: number | null, probe: Probe, persisted: Awaited<ReturnType<typeof persist>>, missing: string[]}>}
 */
export async function readiness() {
  const found = await probe();
  const [persisted, files, paired, held] = await Promise.all([
    persist(),
    shellReady(),
    device().catch(() => null),
    keptBundle().catch(() => null),
  ]);
  const until = held?.data.good_until ?? paired?.expires_at ?? null;
  /** @type {[boolean, Lack][]} */
  const checks = [
    [found.secure, 'secure'],
    [found.storage, 'storage'],
    [found.enough, 'room'],
    [files.ready, 'files'],
    [paired !== null && !state.now.signIn, 'paired'],
    [held !== null, 'bundle'],
    [until === null || Date.parse(until) > Date.now(), 'expired'],
  ];
  const lacks = checks.filter(([good]) => !good).map(([, lack]) => lack);
  return { ready: lacks.length === 0, lacks, until, asOf: held?.checked_at ?? null, probe: found, persisted, missing: files.missing };
}
