// @ts-check
/** One request to the server, and whether it was the server that answered. */
/** @import { Answer } from './types' */
import { rhythm } from './rhythm.js';

const page = /** @type {any} */ (globalThis).document?.documentElement;

/** What this page calls itself. A service worker, which has no page, is told by its first line. */
export const about = { version: page?.dataset.version ?? 'worker', language: page?.lang ?? 'en' };

/** Seconds or a date, as RFC 9110 allows. @param {string | null} asked @returns {number | null} milliseconds */
function wait(asked) {
  if (!asked) return null;
  const seconds = Number(asked);
  const until = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(asked) - Date.now();
  return Number.isFinite(until) ? Math.max(0, until) : null;
}

/**
 * Ask the server. Never throws: no network, no answer within 20 s, a redirect to a log-in page of the café and an
 * answer without our header all come back as an answer that is not ours.
 * @param {string} path below /api/v1 @param {{token?: string | null, body?: unknown}} [what] @returns {Promise<Answer>}
 */
export async function ask(path, { token, body } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), rhythm.patience);
  try {
    const response = await fetch(`/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'Accept-Language': about.language,
        'X-Karama-Tablet': about.version,
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: stop.signal,
    });
    const said = await response.text();
    const ours = response.headers.has('X-Karama') && /\bjson\b/.test(response.headers.get('Content-Type') ?? '');
    return { status: response.status, ours, data: ours ? JSON.parse(said) : null, retryAfter: wait(response.headers.get('Retry-After')) };
  } catch {
    return { status: 0, ours: false, data: null, retryAfter: null };
  } finally {
    clearTimeout(timer);
  }
}
