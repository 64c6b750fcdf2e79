// @ts-check
/** What an entry of the outbox must look like to be sent, and what of it travels. */
/** @import { FieldEvent, Kept } from './types' */

/** More than a long close-out needs, and little enough for any batch. */
export const LARGEST_EVENT = 16_000;
export const LARGEST_BATCH = { count: 100, bytes: 62_000 };

const encoder = new TextEncoder();

/** The entry can be understood; one that cannot (a damaged disk) is shown and exported, never sent and never dropped. @param {any} entry */
export const readable = (entry) =>
  typeof entry?.id === 'string' &&
  Number.isInteger(entry.seq) &&
  typeof entry.kind === 'string' &&
  typeof entry.payload === 'object' &&
  entry.payload !== null &&
  typeof entry.occurred_at_device === 'string';

/** The event as the server knows it. @param {Kept} entry @returns {FieldEvent} */
export const wire = ({ id, seq, kind, session_id, payload, payload_version, occurred_at_device, tz_offset, actor_claimed }) => ({
  id,
  seq,
  kind,
  session_id,
  payload,
  payload_version,
  occurred_at_device,
  tz_offset,
  actor_claimed,
});

/** How many bytes something takes on the way. @param {unknown} thing */
export const weight = (thing) => encoder.encode(JSON.stringify(thing)).length;
