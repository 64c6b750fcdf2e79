// @ts-check
/** Says in words what an event recorded: "Ethiopian · Women, girls, 18–59 +1". */
import { age, knows, named, num, signed, word } from './dom.js';

/** @typedef {import('../types').Bundle} Bundle */

/** Names of what codes stand for, on this tablet. @param {Bundle | null | undefined} bundle */
export function names(bundle) {
  /** @param {import('../types').Named[] | undefined} list @param {string} code */
  const of = (list, code) => named(list?.find((one) => one.code === code)?.names, code);
  return {
    community: (/** @type {string} */ code) => of(bundle?.communities, code),
    item: (/** @type {string} */ code) => of(bundle?.items, code),
    session: (/** @type {string} */ id) => bundle?.sessions.find((one) => one.id === id)?.title ?? '',
  };
}

/** What this whole tablet needs before anything else, in words; or null. @param {import('../types').Status} status */
export const alarm = ({ signIn, saved, wiped, blocked, level }) =>
  wiped ? word('wiped')
    : signIn ? word(saved ? 'sign-in' : 'sign-in-none', { n: num(saved) })
      : blocked ? word('blocked')
        : level === 'red' ? word('old-work') : null;

/** In words that a session does not take place, or is closed; or null. @param {import('../local.js').View} view */
export const over = ({ session, closed }) =>
  ['cancelled', 'postponed'].includes(session?.status ?? '') ? word('session-cancelled') : closed ? word('session-closed') : null;

/** One event in words. @param {{kind: string, payload: import('../types').Payload, target?: any}} event @param {ReturnType<typeof names>} known @returns {string} */
export function tellEvent({ kind, payload, target }, known) {
  const { community, sex, age_band: band, delta, item, quantity } = payload;
  const who = [community && known.community(community), sex && word(`sex-${sex}`), band && age(band)].filter(Boolean);
  const what = knows(`kind-${kind}`) ? word(`kind-${kind}`) : kind;
  if (kind === 'count') return `${who.join(' · ')} ${signed(delta)}`;
  if (kind === 'door') return `${word('door')} ${signed(delta)}`;
  if (kind === 'kit' || kind === 'load') return [`${what}: ${known.item(item)} × ${num(quantity)}`, ...who].join(' · ');
  if (kind === 'till') return `${what}: ${known.item(item)} · ${word('till-said', { returned: num(payload.returned ?? 0), damaged: num(payload.damaged ?? 0) })}`;
  if (kind === 'void' && target) return `${what}: ${tellEvent(target, known)}`;
  return what;
}
