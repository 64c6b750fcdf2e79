// @ts-check
/** What goes on while the page is open: looks for work to send at every sign of life. */
import { refreshBundle } from './bundle.js';
import { drain, networkChanged } from './drain.js';
import { wiped } from './marker.js';
import { rhythm } from './rhythm.js';
import { letIn, shell, whenOnline } from './shell.js';
import { recount, tell, whenSaved } from './state.js';

/** Send, then bring what is new: sessions when all is sent, and a new version of the page. */
async function look(deed = drain) {
  if (document.visibilityState === 'hidden') return;
  const end = await deed();
  if (end === 'away') await whenOnline();
  if (end === 'empty') await refreshBundle();
  await letIn();
}

/** Begin. The first look happens at once. */
export async function beat() {
  whenSaved(() => void drain().then((end) => (end === 'away' ? whenOnline() : letIn())));
  document.addEventListener('visibilitychange', () => void look());
  addEventListener('pageshow', () => void look());
  addEventListener('online', () => void look(networkChanged));
  setInterval(() => void look(), rhythm.beat);
  void shell();
  try {
    tell({ wiped: await wiped() });
    await recount();
  } catch {
    // Prepare says that this tablet's storage does not work
  }
  await look();
}
