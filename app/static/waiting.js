// @ts-check
/** A page that waits for long work looks again by itself. Without this script there is its button "Look again". */

const EVERY = 2000;
const WAITING = '[data-waiting]';

/** Show how far the work is now; once it has ended, the page as it is then. */
async function look() {
  const here = document.querySelector(WAITING);
  if (!here) return;
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const now = page.querySelector(WAITING);
    if (answer.ok && !now) return location.reload();
    if (now) here.replaceChildren(...now.childNodes);
  } catch {
    // no network: the next look tells
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
