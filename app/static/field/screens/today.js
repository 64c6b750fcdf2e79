// @ts-check
/** Today: my sessions of today and the next days, big, each with its state. */
import { bundle, refreshBundle } from '../bundle.js';
import { state } from '../drain.js';
import { sessionView } from '../local.js';
import { day, daysAway, fill, make, num, on, one, span, word } from './dom.js';
import { askWho, recorder, recorderName } from './people.js';
import { alarm } from './telling.js';

const CLOSED = ['reported', 'verified', 'cancelled', 'postponed'];
const SIGNS = /** @type {Record<string, string>} */ ({ in_progress: '●', reported: '✓', verified: '✓', cancelled: '✕', postponed: '△' });

/** @param {HTMLElement} root */
export async function today(root) {
  const draw = async () => {
    const sessions = (await bundle())?.sessions ?? [];
    const parts = /** @type {Record<string, HTMLElement[]>} */ ({ before: [], today: [], soon: [] });
    for (const session of [...sessions].sort((a, b) => a.starts_at.localeCompare(b.starts_at))) {
      // One that goes on past midnight is still today's.
      const goesOn = Date.parse(session.ends_at) > Date.now();
      const part = ['before', 'today', 'soon'][Math.max(daysAway(session), goesOn ? 0 : -1) + 1];
      const view = await sessionView(session.id);
      const closed = view.closed || CLOSED.includes(session.status);
      if (part === 'before' && closed) continue;
      const people = view.cells.reduce((sum, { count }) => sum + count, 0);
      const given = view.bag.reduce((sum, line) => sum + line.given, 0);
      const zone = session.time_zone;
      const row = make('t-session', {
        title: session.title,
        when: `${part === 'today' ? '' : `${day(session.starts_at, zone)} · `}${span(session)}`,
        venue: session.venue,
        sign: closed ? (SIGNS[session.status] ?? '✓') : (SIGNS[session.status] ?? '○'),
        status: word(view.closed && !CLOSED.includes(session.status) ? 'status-closed' : `status-${session.status}`),
        people: people ? word('people-counted', { n: num(people) }) : null,
        kits: given ? word('kits-given', { n: num(given) }) : null,
      });
      /** @type {HTMLAnchorElement} */ (row).href = `#/session/${session.id}/${closed ? 'close' : 'count'}`;
      parts[part]?.push(row);
    }
    for (const [part, rows] of Object.entries(parts)) {
      const place = one(root, `[data-at=${part}]`);
      place.hidden = rows.length === 0 && !(part === 'today' && sessions.length === 0);
      // A row under a finger stays where it is, unless it says something new.
      const list = one(place, '[data-rows]');
      if (list.innerHTML !== rows.map((row) => row.outerHTML).join('')) list.replaceChildren(...rows);
    }
    fill(root, { none: sessions.length ? null : word('no-sessions'), who: await recorderName() });
    one(root, '[data-at=who]').hidden = !recorder();
  };

  const notes = state.subscribe((status) => {
    const minutes = Math.round((status.clockSkewMs ?? 0) / 60_000);
    fill(root, {
      'sign-in': alarm(status),
      clock: Math.abs(minutes) > 5 ? word(minutes > 0 ? 'clock-fast' : 'clock-slow', { n: num(Math.abs(minutes)) }) : null,
    });
  });
  on(root, '[data-do=who]', async () => {
    await askWho(true);
    await draw();
  });
  await draw();
  void refreshBundle().catch(() => null);
  return { refresh: draw, leave: notes };
}
