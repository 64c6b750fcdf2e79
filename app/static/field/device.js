// @ts-check
/** Pairing, signing out, and who is recording. */
/** @import { Device, FieldPerson } from './types' */
import { bundle, forgetBundle, refreshBundle } from './bundle.js';
import { wake } from './drain.js';
import { exportFile } from './export.js';
import { identity, remember, setRecorder } from './identity.js';
import { adopt, pending } from './outbox.js';
import { changed, keep } from './state.js';
import { ask } from './talk.js';

/** The paired tablet; null when it is not paired or has signed out. @returns {Promise<Device | null>} */
export async function device() {
  const found = await identity();
  return found?.token ? found : null;
}

/**
 * Pair with a one-use code. Work that an earlier pairing left unsent goes on under this one.
 * @param {string} code @param {string} label
 * @returns {Promise<{ok: true, device: Device} | {ok: false, why: 'code' | 'label' | 'wait' | 'network', message: string}>}
 */
export async function claim(code, label) {
  const { ours, status, data, retryAfter } = await ask('/devices/claim', { body: { code, label } });
  if (status === 201 && data?.token) {
    const made = { device_id: data.device_id, label: data.label, token: data.token, claimed_at: Date.now(), expires_at: data.expires_at ?? null };
    await remember(made);
    await adopt(made.device_id);
    await keep({ signIn: false });
    await changed();
    await refreshBundle();
    void wake();
    return { ok: true, device: made };
  }
  const message = typeof data?.errors?.[0]?.message === 'string' ? data.errors[0].message : (data?.title ?? '');
  const why = !ours && status !== 429 ? 'network' : status === 429 || retryAfter ? 'wait' : status >= 500 || !status ? 'network' : data?.errors?.[0]?.field === 'label' ? 'label' : 'code';
  return { ok: false, why, message };
}

/**
 * Sign out; works without a network. Unsent work is sent first, saved to a file, or kept on this tablet, and in each
 * case it also stays in the outbox until the server has it.
 * @param {'send' | 'file' | 'keep'} choice
 * @returns {Promise<{signedOut: boolean, left: number, file: Awaited<ReturnType<typeof exportFile>> | null}>}
 */
export async function signOut(choice) {
  if (choice === 'send') {
    await wake();
    const left = (await pending()).length;
    if (left) return { signedOut: false, left, file: null };
  }
  const file = choice === 'file' ? await exportFile() : null;
  const found = await identity();
  if (found) await remember({ ...found, token: null });
  await setRecorder(null);
  await forgetBundle();
  await changed();
  return { signedOut: true, left: (await pending()).length, file };
}

/** Who may record on this tablet. @returns {Promise<FieldPerson[]>} */
export const people = async () => (await bundle())?.people ?? [];

/** @param {string} text hexadecimal or base64 */
const bytesOf = (text) =>
  /^([0-9a-f]{2})+$/i.test(text)
    ? Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))
    : Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));

/**
 * Whether this is the person's PIN, found out without the server (PBKDF2 with SHA-256). Somebody without a PIN needs
 * none. It says who recorded; it protects no secret.
 * @param {string} personId @param {string} pin @returns {Promise<boolean>}
 */
export async function checkPin(personId, pin) {
  const person = (await people()).find(({ id }) => id === personId);
  if (!person) return false;
  if (!person.pin) return true;
  const wanted = bytesOf(person.pin.hash);
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits']);
  const made = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(person.pin.salt), iterations: person.pin.rounds },
    key,
    wanted.length * 8,
  );
  return new Uint8Array(made).every((byte, place) => byte === wanted[place]);
}
