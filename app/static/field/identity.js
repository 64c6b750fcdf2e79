// @ts-check
/** Who this tablet is, and who is holding it. */
/** @import { Device } from './types' */
import { DEVICE, read, write } from './store.js';

/** The tablet as it was paired, signed out or not; null before the first pairing. @returns {Promise<Device | null>} */
export const identity = () => read(DEVICE, (base) => base.get('kept', 'device').then((/** @type {Device | undefined} */ found) => found ?? null));

/** @param {Device} device */
export const remember = (device) => write(DEVICE, ['kept'], (tx) => tx.objectStore('kept').put(device, 'device'));

/** The person who is recording, or null. @returns {Promise<string | null>} */
export const recorder = () =>
  read(DEVICE, (base) => base.get('kept', 'recorder').then((/** @type {string | undefined} */ found) => found ?? null));

/** @param {string | null} person */
export const setRecorder = (person) => write(DEVICE, ['kept'], (tx) => tx.objectStore('kept').put(person, 'recorder'));
