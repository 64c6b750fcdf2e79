// @ts-check
/** A page that waits for long work looks again by itself. Without this script there is its button "Look again". */

const EVERY = 2000;
const WAITING = '[data-waiting]';

/** Show how far the work is now; once it has ended, what came of it. */
async function look() {
  const here = document.querySelector(WAITING);
  if (!here) return;
  try {
    const answer = await fetch(location.href);
    if (answer.redirected) return location.assign(answer.url);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const now = page.querySelector(WAITING);
    if (now) here.replaceChildren(...now.childNodes);
    else if (answer.ok) return show(page);
  } catch {
    // no network: the next look tells
  }
  setTimeout(look, EVERY);
}

/** The page that has come takes this one's place: asking for it once more might begin the work anew. @param {Document} page */
function show(page) {
  const [from, to] = [page.querySelector('main'), document.querySelector('main')];
  if (!from || !to) return location.reload();
  document.title = page.title;
  to.replaceWith(from);
}

setTimeout(look, EVERY);
