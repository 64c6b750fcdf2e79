// @ts-check
/**
 * What the tablet knows of a session now: the bundle, and on top of it what was done here and is not in the bundle yet.
 * The bundle says up to which number of this device's row it has everything, so nothing is added twice.
 */
/** @import { BagLine, Cell, FieldEvent, FieldSession, Given, Kept, KeptBundle, Receipt } from './types' */
import { keptBundle } from './bundle.js';
import { readable } from './outbox_shape.js';
import { OUTBOX, read } from './store.js';

/** @typedef {{hash: string, state: 'issued' | 'attended' | 'void' | 'unlisted', entry_at: string | null, here: boolean, kits: {item: string, at: string, here: boolean}[]}} Ticket */

/**
 * @typedef {object} View
 * @property {FieldSession | null} session as the bundle has it
 * @property {Cell[]} cells
 * @property {number} door
 * @property {number} entered tickets checked in
 * @property {number} refused people turned away at the door from this tablet, not yet in the bundle
 * @property {BagLine[]} bag
 * @property {Given[]} given kits handed out by community from this tablet in the last seven days, in the bundle or not
 * @property {Ticket[]} tickets
 * @property {boolean} closed
 * @property {number} unsent events of this session that the server has not confirmed
 */

/**
 * Whether the bundle holds an event already: by its number in this device's row, or, for one that was sent under an
 * earlier pairing, because it was confirmed before the bundle was made.
 * @param {KeptBundle | null} kept @returns {(event: Kept, receipt: Receipt | null) => boolean}
 */
function holds(kept) {
  if (!kept) return () => false;
  const { device, applied_seq: applied = 0, applied_beyond: beyond = [] } = kept.data;
  const more = new Set(beyond);
  const before = (/** @type {Receipt} */ { nr, at }) =>
    nr && kept.confirmed !== undefined ? nr <= kept.confirmed : at <= kept.fetched_at;
  return (event, receipt) =>
    event.device_id === device.id ? event.seq <= applied || more.has(event.seq) : receipt !== null && before(receipt);
}

/**
 * What was done on this tablet for a session: unsent, and sent in the last seven days.
 * @param {string} sessionId @returns {Promise<{waiting: Kept[], sent: Receipt[]}>}
 */
async function doneHere(sessionId) {
  return read(OUTBOX, async (base) => {
    const tx = base.transaction(['events', 'receipts']);
    const [waiting, sent] = /** @type {[Kept[], Receipt[]]} */ (
      await Promise.all([
        tx.objectStore('events').index('session').getAll(sessionId),
        tx.objectStore('receipts').index('session').getAll(sessionId),
      ])
    );
    return { waiting: waiting.filter((event) => readable(event) && event.state === 'pending'), sent };
  });
}

/**
 * A session as this tablet sees it.
 * @param {string} sessionId @returns {Promise<View>}
 */
export async function sessionView(sessionId) {
  const kept = await keptBundle();
  const session = kept?.data.sessions.find(({ id }) => id === sessionId) ?? null;
  const { waiting, sent } = await doneHere(sessionId);
  const inside = holds(kept);
  const all = [...sent.map((receipt) => ({ event: receipt.event, receipt })), ...waiting.map((event) => ({ event, receipt: null }))];
  const sum = new Sum(session);
  for (const { event, receipt } of all) {
    if (inside(event, receipt)) continue;
    if (event.kind !== 'void') sum.add(event, 1);
    // What is taken back was added above, or stands in the bundle: either way it goes.
    else if (event.target && event.target.kind !== 'void') sum.add(event.target, -1);
  }
  return { session, ...sum.result(), given: givenHere(all.map(({ event }) => event)), unsent: waiting.length };
}

/** Hand-outs by community, without those taken back. @param {Kept[]} events @returns {Given[]} */
function givenHere(events) {
  /** @type {Map<string, Given>} */
  const sums = new Map();
  for (const { kind, payload, voided_by: voided } of events) {
    if (kind !== 'kit' || voided || !payload.community) continue;
    const { item, community, sex = 'ns', quantity } = payload;
    const key = `${item}/${community}/${sex}`;
    sums.set(key, { item, community, sex, count: (sums.get(key)?.count ?? 0) + quantity });
  }
  return [...sums.values()];
}

/** Adds events to what a bundle says. */
class Sum {
  /** @param {FieldSession | null} session */
  constructor(session) {
    /** @type {Map<string, Cell>} */
    this.cells = new Map();
    for (const cell of session?.counts.cells ?? []) this.cells.set(cellKey(cell), { ...cell });
    /** @type {Map<string, BagLine>} */
    this.bag = new Map((session?.bag ?? []).map((line) => [line.item, { ...line }]));
    /** @type {Map<string, Ticket>} */
    this.tickets = new Map();
    for (const mark of session?.tickets ?? []) {
      this.tickets.set(mark.hash, { ...mark, here: false, kits: mark.kits.map((kit) => ({ ...kit, here: false })) });
    }
    this.listed = session?.counts.tickets ?? 0;
    this.entriesInBundle = [...this.tickets.values()].filter((ticket) => ticket.entry_at).length;
    this.door = session?.counts.door ?? 0;
    this.refused = 0;
    this.closed = session?.closed ?? false;
  }

  /** @param {string} item */
  line(item) {
    const line = this.bag.get(item) ?? { item, loaded: 0, given: 0, returned: 0, damaged: 0, remains: 0 };
    this.bag.set(item, line);
    return line;
  }

  /** @param {string} hash @returns {Ticket} */
  ticket(hash) {
    const ticket = this.tickets.get(hash) ?? { hash, state: 'unlisted', entry_at: null, here: true, kits: [] };
    this.tickets.set(hash, ticket);
    return ticket;
  }

  /** @param {FieldEvent} event @param {1 | -1} sign */
  add(event, sign) {
    const { payload: told, occurred_at_device: at } = event;
    if (event.kind === 'count') {
      const key = cellKey(/** @type {any} */ (told));
      const cell = this.cells.get(key) ?? { community: told.community, sex: told.sex, age_band: told.age_band, count: 0 };
      this.cells.set(key, { ...cell, count: cell.count + sign * told.delta });
    } else if (event.kind === 'door') {
      this.door += sign * told.delta;
    } else if (event.kind === 'check_in') {
      this.checkIn(told.ticket, at, sign);
    } else if (event.kind === 'kit') {
      const line = this.line(told.item);
      line.given += sign * told.quantity;
      line.remains -= sign * told.quantity;
      if (told.ticket) this.kit(told.ticket, told.item, at, sign);
    } else if (event.kind === 'load') {
      const line = this.line(told.item);
      line.loaded += sign * told.quantity;
      line.remains += sign * told.quantity;
    } else if (event.kind === 'till') {
      const line = this.line(told.item);
      const [back, broken, lost] = [told.returned ?? 0, told.damaged ?? 0, told.unexplained ?? 0];
      line.returned += sign * back;
      line.damaged += sign * broken;
      line.remains -= sign * (back + broken + lost);
    } else if (event.kind === 'refused_at_door') {
      this.refused += sign;
    } else if (event.kind === 'close') {
      this.closed = sign > 0 || this.closed;
    }
  }

  /** @param {string} hash @param {string} at @param {1 | -1} sign */
  checkIn(hash, at, sign) {
    const ticket = this.ticket(hash);
    if (sign > 0 && !ticket.entry_at) Object.assign(ticket, { entry_at: at, here: true });
    if (sign > 0 && ticket.state === 'issued') ticket.state = 'attended';
    if (sign < 0 && (ticket.here || ticket.entry_at === at)) {
      Object.assign(ticket, { entry_at: null, here: false });
      if (ticket.state === 'attended') ticket.state = 'issued';
    }
  }

  /** @param {string} hash @param {string} item @param {string} at @param {1 | -1} sign */
  kit(hash, item, at, sign) {
    const ticket = this.ticket(hash);
    if (sign > 0) {
      ticket.kits.push({ item, at, here: true });
    } else {
      const place = ticket.kits.findLastIndex((kit) => kit.item === item);
      if (place >= 0) ticket.kits.splice(place, 1);
    }
  }

  result() {
    const tickets = [...this.tickets.values()].filter((ticket) => ticket.state !== 'unlisted' || ticket.entry_at || ticket.kits.length);
    const entries = tickets.filter((ticket) => ticket.entry_at).length;
    return {
      cells: [...this.cells.values()].filter(({ count }) => count !== 0),
      door: this.door,
      entered: this.listed + entries - this.entriesInBundle,
      refused: this.refused,
      bag: [...this.bag.values()],
      tickets,
      closed: this.closed,
    };
  }
}

/** @param {{community: string, sex: string, age_band: string}} cell */
const cellKey = ({ community, sex, age_band }) => `${community}/${sex}/${age_band}`;
