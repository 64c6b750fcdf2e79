// @ts-check
/** The way from screen to screen: the address after # says which, so that Back, reload and links work. */
import { bundle } from '../bundle.js';
import { device } from '../device.js';
import { state } from '../drain.js';
import { attention } from './attention.js';
import { chip } from './chip.js';
import { close } from './close.js';
import { count } from './count.js';
import { day, daysAway, fill, make, one, span } from './dom.js';
import { kits } from './kits.js';
import { paper } from './paper.js';
import { askWho, recorderName } from './people.js';
import { prepare } from './prepare.js';
import { ticket } from './ticket.js';
import { today } from './today.js';

/** @typedef {import('../types').Bundle} Bundle */
/** @typedef {import('../types').FieldSession} Session */
/** @typedef {{refresh?: () => unknown, leave?: () => unknown}} Screen what a screen does when work was sent, and when it goes */

/** @type {Record<string, (root: HTMLElement, bundle: Bundle | null) => Promise<Screen>>} */
const ALONE = { today, prepare, attention };
/** @type {Record<string, (root: HTMLElement, session: Session, bundle: Bundle) => Promise<Screen>>} */
const OF_A_SESSION = { count, ticket, kits, close, paper };

/** @type {Screen} */
let here = {};
let step = 0;

/** The screen an address asks for, as far as this tablet can show it. */
async function asked() {
  const hash = location.hash;
  const [, first = 'today', id = '', doing = ''] = hash.split('/');
  // A browser that keeps nothing comes to Prepare, which says so.
  const held = await bundle().catch(() => null);
  const paired = await device().catch(() => null);
  if (hash.startsWith('#pair=') || ((!paired || !held) && first !== 'attention')) return { name: 'prepare', held };
  const session = held?.sessions.find((one) => one.id === id);
  if (first === 'session' && session && doing in OF_A_SESSION) return { name: doing, held, session };
  return { name: first in ALONE ? first : 'today', held };
}

/** Show the screen of the address. */
async function go() {
  step += 1;
  const mine = step;
  const { name, held, session } = await asked();
  if (session) await askWho();
  const root = make(`s-${name}`);
  if (session) dress(root, session, name);
  const screen = session && held ? await OF_A_SESSION[name](root, session, held) : await ALONE[name](root, held);
  if (mine !== step) return void screen.leave?.();
  here.leave?.();
  here = screen;
  one(document, '#screen').replaceChildren(root);
  const title = one(root, 'h1');
  document.title = `${title.textContent?.trim()} · Karama`;
  scrollTo(0, 0);
  title.focus({ preventScroll: true });
}

/** What every screen of a session carries: its title, its place and time, its four ways. @param {HTMLElement} root @param {Session} session @param {string} name */
function dress(root, session, name) {
  fill(root, {
    title: session.title,
    place: [session.venue, daysAway(session) ? day(session.starts_at, session.time_zone) : '', span(session)].filter(Boolean).join(' · '),
  });
  for (const way of /** @type {NodeListOf<HTMLAnchorElement>} */ (root.querySelectorAll('[data-go]'))) {
    way.href = `#/session/${session.id}/${way.dataset.go}`;
    if (way.dataset.go === name) way.setAttribute('aria-current', 'page');
  }
}

let refreshing = false;
let again = false;

/** Let the screen read anew, one reading after the other, so that an old one never overtakes a new one. */
async function refresh() {
  again = true;
  if (refreshing) return;
  refreshing = true;
  while (again) {
    again = false;
    await here.refresh?.();
  }
  refreshing = false;
}

/** Show the page, and keep it true while work is saved and sent. */
export async function show() {
  chip();
  addEventListener('hashchange', go);
  // Somebody else may have taken over in another tab.
  document.addEventListener('visibilitychange', () => void recorderName().catch(() => {}));
  state.subscribe(() => void refresh());
  await go();
}

