// @ts-check
/**
 * The service worker: it keeps the shell of the page and nothing else. It touches no request but GET, answers nothing
 * that it does not hold, and changes nothing that it holds: each version is one cache, complete or not there.
 */
import { drain, unsent } from './drain.js';
import { about } from './talk.js';

/** @typedef {{files: Record<string, string>, pages: Record<string, string>}} Kept addresses with the digest of what belongs there; pages by language */

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PREFIX = 'karama-shell-';
const PAGE = '/field';
/** How long a navigation waits for the network. */
const PATIENCE = 3000;

/** @param {string} language */
const pageOf = (language) => `${PAGE}?lang=${language}`;

/** The first half of SHA-256, in hexadecimal. @param {ArrayBuffer} content */
async function digest(content) {
  const hash = await crypto.subtle.digest('SHA-256', content);
  return Array.from(new Uint8Array(hash, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Look after one version of the page.
 * @param {string} version @param {Kept} wanted
 */
export function serve(version, wanted) {
  const mine = PREFIX + version;
  about.version = `worker+${version}`;

  /**
   * Fetch something and keep it, if it is what it should be: a log-in page of the network is not. A page goes without
   * cookies, because who asks for one in a language is remembered as its reader.
   * @param {Cache} cache @param {string} address @param {string} hash
   */
  const fetchAndKeep = async (cache, address, hash) => {
    const credentials = address in wanted.files ? 'same-origin' : 'omit';
    const answer = await fetch(address, { cache: 'no-cache', credentials, redirect: 'error' });
    const content = await answer.clone().arrayBuffer();
    if (!answer.ok || (await digest(content)) !== hash) throw new Error(`not what it should be: ${address}`);
    await cache.put(address, answer);
  };

  /** The page in the reader's language, whichever that is: the server knows from the cookie. @param {Cache} cache */
  const keepOwnPage = async (cache) => {
    const answer = await fetch(PAGE, { cache: 'no-cache', redirect: 'error' });
    const language = answer.headers.get('Content-Language') ?? '';
    if ((await digest(await answer.clone().arrayBuffer())) !== wanted.pages[language]) throw new Error('not our page');
    await cache.put(pageOf(language), answer.clone());
    await cache.put(PAGE, answer);
  };

  /** The languages that an earlier version kept, as far as they come: nobody prepares a tablet anew because of us. @param {Cache} cache */
  const keepOtherPages = (cache) =>
    Promise.all(
      Object.entries(wanted.pages).map(async ([language, hash]) => {
        const address = pageOf(language);
        if ((await cache.match(address)) || !(await caches.match(address))) return;
        await fetchAndKeep(cache, address, hash).catch(() => {});
      }),
    );

  const install = async () => {
    const cache = await caches.open(mine);
    try {
      await keepOwnPage(cache);
      await Promise.all(
        Object.entries(wanted.files).map(async ([address, hash]) => {
          const same = await ofEarlier(address);
          if (same && (await digest(await same.clone().arrayBuffer())) === hash) return cache.put(address, same);
          return fetchAndKeep(cache, address, hash);
        }),
      );
      await keepOtherPages(cache);
    } catch (problem) {
      await caches.delete(mine);
      throw problem;
    }
  };

  /** The same file as an earlier version kept it, so that an update costs only what changed. @param {string} address */
  const ofEarlier = async (address) => {
    const name = address.replace(/\/=\w+\//, '/');
    for (const key of await caches.keys()) {
      if (!key.startsWith(PREFIX) || key === mine) continue;
      const cache = await caches.open(key);
      const found = (await cache.keys()).find(({ url }) => new URL(url).pathname.replace(/\/=\w+\//, '/') === name);
      if (found) return cache.match(found);
    }
    return undefined;
  };

  /** What is missing of this version; empty when it is complete. */
  const missing = async () => {
    const cache = await caches.open(mine);
    const held = new Set((await cache.keys()).map(({ url }) => new URL(url)).map((url) => url.pathname + url.search));
    return [PAGE, ...Object.keys(wanted.files)].filter((address) => !held.has(address));
  };

  const activate = async () => {
    if ((await missing()).length === 0) {
      for (const key of await caches.keys()) if (key.startsWith(PREFIX) && key !== mine) await caches.delete(key);
    }
    await scope.clients.claim();
  };

  /** Check each piece, mend what can be mended, fetch the other languages. @param {string} language */
  const prepare = async (language) => {
    const cache = await caches.open(mine);
    const lost = [];
    for (const [address, hash] of Object.entries(wanted.files)) {
      const held = await cache.match(address);
      if (held && (await digest(await held.arrayBuffer())) === hash) continue;
      await fetchAndKeep(cache, address, hash).catch(() => lost.push(address));
    }
    const languages = [];
    for (const [one, hash] of Object.entries(wanted.pages)) {
      const held = await cache.match(pageOf(one));
      const good = held && (await digest(await held.arrayBuffer())) === hash;
      if (good || (await fetchAndKeep(cache, pageOf(one), hash).then(() => true, () => false))) languages.push(one);
      else if (one === language) lost.push(pageOf(one));
    }
    // What a bare address shows without a network is the language that was read last.
    const read = await cache.match(pageOf(language));
    if (read) await cache.put(PAGE, read);
    return { ready: lost.length === 0, missing: lost, languages, version };
  };

  /** A new version takes over only when nothing can be lost. */
  const takeOver = async () => {
    const { held = [] } = await navigator.locks.query();
    if (held.some(({ name }) => name === 'karama-dirty' || name === 'outbox')) return { done: false, why: 'busy' };
    if ((await unsent()) > 0) return { done: false, why: 'unsent' };
    await scope.skipWaiting();
    return { done: true };
  };

  /** The network first, then the page that is kept. @param {Request} request @param {URL} url */
  const navigate = async (request, url) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(request, { signal: stop.signal });
      if (answer.ok && answer.headers.has('X-Karama')) return answer;
    } catch {
      // no network: the page that is kept
    } finally {
      clearTimeout(timer);
    }
    const cache = await caches.open(mine);
    const language = url.searchParams.get('lang') ?? '';
    const held = (language in wanted.pages && (await cache.match(pageOf(language)))) || (await cache.match(PAGE));
    return held || fetch(request);
  };

  scope.addEventListener('install', (event) => event.waitUntil(install()));
  scope.addEventListener('activate', (event) => event.waitUntil(activate()));
  scope.addEventListener('fetch', (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== scope.location.origin) return;
    if (request.mode === 'navigate') {
      if (url.pathname === PAGE) event.respondWith(navigate(request, url));
    } else if (url.pathname in wanted.files) {
      event.respondWith(caches.open(mine).then((cache) => cache.match(url.pathname)).then((held) => held ?? fetch(request)));
    }
  });
  scope.addEventListener('message', (event) => {
    const { type, language } = event.data ?? {};
    const [mark = ''] = Object.keys(wanted.files).map((address) => address.match(/\/=(\w+)\//)?.[1] ?? '');
    /** @type {Record<string, () => Promise<unknown>>} */
    const deeds = { prepare: () => prepare(language), 'take-over': takeOver, mark: async () => ({ mark }) };
    if (type in deeds) event.waitUntil(deeds[type]().then((answer) => event.ports[0]?.postMessage(answer)));
  });
  scope.addEventListener('sync', (event) => {
    const sync = /** @type {ExtendableEvent & {tag: string}} */ (event);
    if (sync.tag === 'outbox') sync.waitUntil(drainOrAgain());
  });
}

/** Send in the background; when something is left the browser is told to try again. */
async function drainOrAgain() {
  await drain();
  if ((await unsent()) > 0) throw new Error('work is left');
}
