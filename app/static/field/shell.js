// @ts-check
/** The page's side of the service worker: registers it, asks it what it keeps, and lets a new one in when nothing can be lost. */
import { rhythm } from './rhythm.js';
import { state, tell } from './state.js';
import { about } from './talk.js';

/** Every tab with an open form holds this lock together with the others; a new page waits until nobody does. */
export const DIRTY = 'karama-dirty';

/** @type {Map<string, () => void>} */
const held = new Map();

/**
 * Say that a form holds something that is not saved, or no longer does. While one does, in any tab, no new version of
 * the page takes over. A closed tab says so by itself.
 * @param {string} form @param {boolean} dirty
 */
export function dirty(form, dirty) {
  held.get(form)?.();
  held.delete(form);
  if (!dirty) return void letIn();
  const until = new Promise((resolve) => held.set(form, () => resolve(null)));
  void navigator.locks?.request(DIRTY, { mode: 'shared' }, () => until);
}

/** @param {ServiceWorker} worker @param {Record<string, unknown>} message @returns {Promise<any>} */
const tellWorker = (worker, message) =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [port2]);
  });

/** @returns {Promise<ServiceWorkerRegistration | null>} */
async function registration() {
  return (await navigator.serviceWorker?.getRegistration('/field').catch(() => null)) ?? null;
}

/** What the service worker keeps of this page. @returns {Promise<{ready: boolean, missing: string[], languages: string[]}>} */
export async function kept() {
  const none = { ready: false, missing: ['/sw.js'], languages: [] };
  if (!navigator.serviceWorker) return none;
  const timeOut = new Promise((resolve) => setTimeout(resolve, 30_000, null));
  const active = /** @type {ServiceWorkerRegistration | null} */ (await Promise.race([navigator.serviceWorker.ready, timeOut]))?.active;
  return active ? tellWorker(active, { type: 'prepare', language: about.language }) : none;
}

/**
 * Let a waiting version in, if no work is unsent and no form is open anywhere; the worker looks for itself too. What
 * holds it up for a moment only, a send that just ends or a form that just closed, is given that moment.
 * @param {number} [tries]
 */
export async function letIn(tries = 3) {
  const waiting = (await registration())?.waiting;
  tell({ update: Boolean(waiting) });
  if (!waiting || held.size > 0 || state.now.saved > 0) return;
  const { why } = await tellWorker(waiting, { type: 'take-over' });
  if (why === 'busy' && tries > 1) setTimeout(() => void letIn(tries - 1), rhythm.otherTab);
}

/** When a send failed: let the browser wake the worker once there is a network, where it can. */
export async function whenOnline() {
  await (await registration())?.sync?.register('outbox').catch(() => {});
}

/** Another version has taken over: load it, when no form is open here. A page that came with these very files stays. */
async function takenOver() {
  const { controller } = navigator.serviceWorker;
  const { mark } = controller ? await tellWorker(controller, { type: 'mark' }) : { mark: '' };
  if (about.version.endsWith(`+${mark}`)) return;
  const reload = () => void (held.size === 0 ? location.reload() : setTimeout(reload, 1000));
  reload();
}

/** Register the service worker. Where there is none the page works all the same, only not offline. */
export async function shell() {
  if (!navigator.serviceWorker) return;
  let controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (controlled) void takenOver();
    controlled = true;
  });
  try {
    const registered = await navigator.serviceWorker.register('/sw.js', { scope: '/field', type: 'module', updateViaCache: 'imports' });
    registered.addEventListener('updatefound', () => {
      const found = registered.installing;
      found?.addEventListener('statechange', () => void (found.state === 'installed' && letIn()));
    });
    await letIn();
  } catch {
    // Prepare says that the files are not kept
  }
}
