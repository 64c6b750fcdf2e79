// @ts-check
/** The last resort: what is unsent as a file that a coordinator can read in. It stays in the outbox all the same. */
import { identity } from './identity.js';
import { entries } from './outbox.js';
import { readable, wire } from './outbox_shape.js';

/** @param {string} text @returns {Promise<string>} SHA-256 in hexadecimal */
async function digest(text) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * JSON Lines: the first says whose they are, how many, and the SHA-256 of the lines that follow joined by "\n".
 * What needs attention is in it, what cannot be read too; what was withdrawn is not.
 * @returns {Promise<{name: string, blob: Blob, count: number, sha256: string}>}
 */
export async function exportFile() {
  const device = await identity();
  const all = (await entries()).filter((event) => event.state !== 'withdrawn');
  const lines = all.map((event) => JSON.stringify(readable(event) ? wire(event) : event));
  const sha256 = await digest(lines.join('\n'));
  const saved = new Date().toISOString();
  const header = { karama: 'outbox', device_id: device?.device_id ?? null, label: device?.label ?? '', count: lines.length, sha256, saved_at: saved };
  const text = [JSON.stringify(header), ...lines].join('\n') + '\n';
  const name = `karama-${(device?.label ?? 'tablet').replace(/[^\p{L}\p{N}]+/gu, '-')}-${saved.slice(0, 16).replace(/[:T]/g, '')}.jsonl`;
  return { name, blob: new Blob([text], { type: 'application/jsonl' }), count: lines.length, sha256 };
}
