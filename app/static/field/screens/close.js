// @ts-check
/** Close a session: three counts side by side, the till, topics, quiz, referrals, note, witness; asks once about blanks. */
import { sessionView } from '../local.js';
import { dirty } from '../shell.js';
import { sure } from './ask.js';
import { whole } from './digits.js';
import { field, fill, make, named, num, one, option, word } from './dom.js';
import { personalData } from './guard.js';
import { write } from './saving.js';
import { over } from './telling.js';

/** @typedef {import('./main.js').Session} Session */
/** @typedef {import('./main.js').Bundle} Bundle */

/** What was typed and not sent yet, by session and field: who looks at another screen finds it again. @type {Map<string, Map<string, string>>} */
const drafts = new Map();
const ASKED_OF = ['f', 'm'];
const MOST_LISTED = 8;

/** Whether the grid and the door differ so much that a reason is needed, as app/closing/rules.py has it. @param {number} grid @param {number} door */
const gapNeedsReason = (grid, door) => door > 0 && Math.abs(grid - door) > 2 && Math.abs(grid - door) * 20 > grid;

/** @param {HTMLElement} root @param {Session} session @param {Bundle} bundle */
export async function close(root, session, bundle) {
  let view = await sessionView(session.id);
  const form = /** @type {HTMLFormElement} */ (one(root, 'form'));
  const itemName = (/** @type {string} */ code) => named(bundle.items.find((item) => item.code === code)?.names, code);
  const reached = () => view.cells.reduce((sum, { count }) => sum + count, 0);
  const lines = () => view.bag.filter((line) => line.loaded || line.given);

  /** @param {HTMLInputElement} input @returns {number | null} a blank is 0 here, and asked about */
  const typed = (input) => {
    const many = input.value.trim() === '' ? 0 : whole(input.value);
    input.setAttribute('aria-invalid', String(many === null));
    return many;
  };

  /** @param {import('../types').BagLine} line */
  const tillOf = (line) => {
    const piece = make('t-till', { name: itemName(line.item) });
    const [returned, damaged] = [field(piece, 'returned'), field(piece, 'damaged')];
    for (const input of piece.querySelectorAll('input')) input.dataset.key = `${line.item}/${input.name}`;
    if (line.returned) returned.value = String(line.returned);
    if (line.damaged) damaged.value = String(line.damaged);
    const missing = () => line.loaded - line.given - (typed(returned) ?? 0) - (typed(damaged) ?? 0);
    const draw = () => {
      const left = missing();
      fill(piece, {
        facts: word('till-facts', { loaded: num(line.loaded), given: num(line.given) }),
        sum: left === 0 ? word('till-even') : word(left > 0 ? 'till-missing' : 'till-extra', { n: num(Math.abs(left)) }),
      });
      one(piece, '[data-t=sum]').className = `note ${left === 0 ? 'ok' : 'warn'}`;
      one(piece, '[data-at=reason]').hidden = left === 0;
    };
    piece.addEventListener('input', draw);
    draw();
    one(root, '[data-at=till]').append(piece);
    return { line, piece, returned, damaged, missing, redraw: draw, reason: field(piece, 'reason') };
  };
  const till = lines().map(tillOf);
  one(root, '#till-reasons').append(...bundle.till_reasons.map(({ code, names }) => option(named(names, code), named(names, code))));

  const topics = bundle.topics.map(({ code, names }) => {
    const piece = make('t-choice', { name: named(names, code) });
    const box = /** @type {HTMLInputElement} */ (one(piece, 'input'));
    box.value = code;
    box.dataset.key = `topic/${code}`;
    box.checked = session.topics.includes(code);
    one(root, '[data-at=topics]').append(piece);
    return box;
  });
  const referrals = bundle.services.map(({ code, names }) => {
    const piece = make('t-referral', { name: named(names, code) });
    one(root, '[data-at=referrals]').append(piece);
    const input = /** @type {HTMLInputElement} */ (one(piece, 'input'));
    input.dataset.key = `referral/${code}`;
    return { code, input };
  });
  const gap = /** @type {HTMLSelectElement} */ (one(root, '[name=gap_reason]'));
  gap.append(...bundle.gap_reasons.map(({ code, names }) => option(named(names, code), code)));
  const witness = /** @type {HTMLSelectElement} */ (one(root, '[name=witness]'));
  const partners = session.witnesses ?? [];
  witness.append(...partners.map(({ code, names }) => option(named(names, code), code)));
  one(root, '[data-at=witness]').hidden = partners.length === 0;

  const draw = () => {
    const { closed } = view;
    const here = closed && !view.session?.closed;
    fill(root, { reached: reached(), door: view.door, tickets: view.entered, closed: here ? word('closed') : over(view) });
    one(root, '[data-t=closed]').className = `note ${here ? 'ok' : 'warn'}`;
    one(root, '[data-at=gap]').hidden = !gapNeedsReason(reached(), view.door);
    form.hidden = closed;
    one(root, '[data-do=send]').hidden = closed;
  };

  const note = field(root, 'note');
  const noteReason = field(root, 'note_reason');
  const guard = () => {
    const [found] = personalData([note.value, ...till.map(({ reason }) => reason.value)].join('\n'));
    fill(root, { personal: found ? word('personal', { kind: word(`personal-${found.kind}`), text: found.text }) : null });
    one(root, '[data-at=note-reason]').hidden = !found;
    return found;
  };
  form.addEventListener('change', guard);
  const draftOf = `close/${session.id}`;
  const draft = drafts.get(session.id) ?? new Map();
  drafts.set(session.id, draft);
  const keyOf = (/** @type {HTMLInputElement} */ input) => input.dataset.key ?? input.name;
  for (const input of /** @type {Iterable<HTMLInputElement>} */ (form.elements)) {
    const typed = draft.get(keyOf(input));
    if (typed === undefined) continue;
    if (input.type === 'checkbox') input.checked = Boolean(typed);
    else input.value = typed;
    input.closest('details')?.setAttribute('open', '');
  }
  for (const { redraw } of till) redraw();
  guard();
  form.addEventListener('input', ({ target }) => {
    const input = /** @type {HTMLInputElement} */ (target);
    draft.set(keyOf(input), input.type === 'checkbox' ? (input.checked ? 'on' : '') : input.value);
    dirty(draftOf, true);
  });

  /** What is not right, in words, and where; or null. @returns {[string, HTMLElement] | null} */
  const wrong = () => {
    const numbers = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll('[inputmode=numeric]')]);
    const bad = numbers.filter((input) => typed(input) === null)[0];
    if (bad) return [word('number-please'), bad];
    if (gapNeedsReason(reached(), view.door) && !gap.value) return [word('gap-why'), gap];
    const silent = till.find(({ missing, reason }) => missing() !== 0 && !reason.value.trim());
    if (silent) return [word('till-why'), silent.reason];
    const [asked, before, after] = ['asked', 'before', 'after'].map((name) => typed(field(root, name)) ?? 0);
    if (before > asked || after > asked) return [word('quiz-more'), field(root, 'asked')];
    if (guard() && !noteReason.value.trim()) return [word('personal-stop'), noteReason];
    const [told] = guard() ? personalData(noteReason.value) : [];
    if (told) return [word('personal', { kind: word(`personal-${told.kind}`), text: told.text }), noteReason];
    return null;
  };

  /** What was left blank and would count as 0. */
  const blanks = () => {
    const said = new Set(view.cells.filter(({ count }) => count).map(({ community, sex }) => `${community}/${sex}`));
    const counted = bundle.communities.filter(({ code }) => [...said].some((one) => one.startsWith(`${code}/`)));
    return [
      ...(view.cells.some(({ count }) => count) ? [] : [word('nobody-counted')]),
      ...counted.flatMap(({ code, names }) =>
        ASKED_OF.filter((sex) => !said.has(`${code}/${sex}`)).map((sex) => `${named(names, code)}, ${word(`sex-${sex}`)}`)),
      ...till.flatMap(({ line, returned, damaged }) =>
        [returned, damaged].filter(({ value }) => !value.trim())
          .map((input) => `${itemName(line.item)}, ${input.labels?.[0]?.textContent?.trim() ?? ''}`)),
    ];
  };

  const report = () => {
    const number = (/** @type {string} */ name) => whole(field(root, name).value) ?? 0;
    const asked = number('asked');
    return {
      gap_reason: gapNeedsReason(reached(), view.door) ? gap.value : null,
      topics_covered: topics.filter(({ checked }) => checked).map(({ value }) => value),
      till: till.map(({ line, returned, damaged, missing, reason }) => ({
        item: line.item,
        returned: whole(returned.value) ?? 0,
        damaged: whole(damaged.value) ?? 0,
        unexplained: missing(),
        reason: missing() ? reason.value.trim() : null,
      })),
      quiz: asked ? { asked, before: number('before'), after: number('after') } : null,
      referrals: referrals.map(({ code, input }) => ({ service: code, count: whole(input.value) ?? 0 })).filter(({ count }) => count),
      note: note.value.trim(),
      note_reason: guard() ? noteReason.value.trim() : '',
      witness: witness.value || null,
    };
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const problem = wrong();
    fill(root, { wrong: problem?.[0] });
    if (problem) return problem[1].focus();
    const blank = blanks();
    const listed = blank.slice(0, MOST_LISTED).join(' · ') + (blank.length > MOST_LISTED ? ' …' : '');
    if (blank.length && !(await sure(word('blanks'), word('blanks-zero'), listed))) return;
    const filed = await write('close', session.id, { report: report() });
    fill(root, { wrong: filed ? null : word('not-saved') });
    if (!filed) return;
    // What was typed stays at hand: a report that does not add up at the server is filled in once more.
    dirty(draftOf, false);
    await refresh();
  });

  /** What other tablets loaded and gave meanwhile belongs to the till too; what was typed stays. */
  const follow = () => {
    for (const line of lines()) {
      const mine = till.find((one) => one.line.item === line.item);
      if (!mine) {
        till.push(tillOf(line));
        continue;
      }
      if (JSON.stringify(mine.line) === JSON.stringify(line)) continue;
      Object.assign(mine.line, line);
      for (const input of [mine.returned, mine.damaged]) {
        const known = input === mine.returned ? line.returned : line.damaged;
        if (!draft.has(keyOf(input))) input.value = known ? String(known) : '';
      }
      mine.redraw();
    }
  };

  const refresh = async () => {
    view = await sessionView(session.id);
    follow();
    draw();
  };
  draw();
  return { refresh };
}
