/** The shapes that the modules share. Never served: only the type check reads it. */

export type Kind = 'count' | 'door' | 'check_in' | 'kit' | 'till' | 'load' | 'refused_at_door' | 'close' | 'void';
export type Payload = Record<string, any>;
export type Names = Record<string, string>;

/** What travels to the server. */
export interface FieldEvent {
  id: string;
  seq: number;
  kind: Kind;
  session_id: string;
  payload: Payload;
  payload_version: 1;
  occurred_at_device: string;
  tz_offset: number;
  actor_claimed: string | null;
}

/** What stands in the outbox: the event and what became of it so far. */
export interface Kept extends FieldEvent {
  device_id: string;
  state: 'pending' | 'attention' | 'withdrawn';
  attempts: number;
  first_attempt_at: number | null;
  saved_at: number;
  reason: string | null;
  /** Of a void: the event that it takes back. */
  target?: FieldEvent;
  /** The event that takes this one back. */
  voided_by?: string;
  withdrawn?: { at: number; reason: string; replaced_by?: string };
}

/** The server's word that it has an event. */
export interface Receipt {
  id: string;
  seq: number;
  device_id: string;
  event: Kept;
  outcome: 'applied' | 'duplicate' | 'conflict';
  reason: string | null;
  at: number;
  /** Which confirmation it was on this tablet, counted: clocks jump. Older receipts have none. */
  nr?: number;
  /** 1 until a person has seen it. */
  attention: 0 | 1;
}

/** Something to look at under "Needs attention". */
export interface Trouble {
  id: string;
  outcome: 'rejected' | 'conflict' | 'unreadable';
  reason: string;
  event: Kept;
  at: number;
}

export interface Result {
  id: string;
  outcome: string;
  reason?: string | null;
}

/** Who this tablet is. Without a token it has signed out. */
export interface Device {
  device_id: string;
  label: string;
  token: string | null;
  claimed_at: number;
  expires_at: string | null;
}

export interface Pin {
  salt: string;
  rounds: number;
  hash: string;
}

export interface FieldPerson {
  id: string;
  name: string;
  pin: Pin | null;
}

export interface Cell {
  community: string;
  sex: string;
  age_band: string;
  count: number;
}

/** Kits of an item into the hands of people of a community. */
export interface Given {
  item: string;
  community: string;
  sex: string;
  count: number;
}

export interface BagLine {
  item: string;
  loaded: number;
  given: number;
  returned: number;
  damaged: number;
  remains: number;
}

export interface TicketMark {
  hash: string;
  state: 'issued' | 'attended' | 'void';
  entry_at: string | null;
  kits: { item: string; at: string }[];
}

export interface FieldSession {
  id: string;
  code: string;
  title: string;
  status: string;
  starts_at: string;
  ends_at: string;
  time_zone: string;
  local_date: string;
  venue: string;
  language: string;
  capacity: number | null;
  expected: string[];
  topics: string[];
  planned_kits: { item: string; quantity: number }[];
  counts: { cells: Cell[]; door: number; tickets: number };
  bag: BagLine[];
  places: { id: string; name: string }[];
  witnesses: Named[];
  sheets: { id: string; number: number; entered: boolean }[];
  tickets: TicketMark[];
  closed: boolean;
  /** Partners who may witness the closing. */
  witnesses?: Named[];
}

export interface Named {
  code: string;
  names: Names;
}

/** What the server gave this tablet to work with. */
export interface Bundle {
  instance: string;
  server_time: string;
  token: string;
  good_until: string | null;
  /** `person`: whose work it is when nobody says who is recording; older bundles do not say. */
  device: { id: string; label: string; person?: string };
  people: FieldPerson[];
  communities: (Named & { never_alone?: boolean })[];
  age_bands: string[];
  topics: Named[];
  services: Named[];
  gap_reasons: Named[];
  refusal_reasons: Named[];
  till_reasons: Named[];
  items: (Named & { kind: string })[];
  sessions: FieldSession[];
  applied_seq: number;
  applied_beyond: number[];
}

/** The bundle and when it came. */
export interface KeptBundle {
  data: Bundle;
  fetched_at: number;
  /** How many events were confirmed when it was asked for: all of them are in it. */
  confirmed?: number;
  checked_at: number;
}

/** The one state of the page, see state.js. */
export interface Status {
  saved: number;
  sending: boolean;
  sentAt: number | null;
  attention: number;
  signIn: boolean;
  clockSkewMs: number;
  paused: number | null;
  oldest: number | null;
  level: 'ok' | 'amber' | 'red';
  paired: boolean;
  label: string;
  wiped: boolean;
  blocked: boolean;
  update: boolean;
  /** When the newest bundle came to this page: the screens read it then. */
  bundleAt: number;
  message: string;
}

/** An answer of the server, or of whoever stood in its place. */
export interface Answer {
  status: number;
  /** It carries our header and is JSON. */
  ours: boolean;
  data: any;
  /** Milliseconds that the server asks us to wait. */
  retryAfter: number | null;
}

declare global {
  interface SyncManager {
    register(tag: string): Promise<void>;
  }
  interface ServiceWorkerRegistration {
    readonly sync?: SyncManager;
  }
}
