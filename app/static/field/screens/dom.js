// @ts-check
/** The page's own words and pieces: every text comes from its templates, none from a script. */

const page = document.documentElement;
const LOCALES = /** @type {Record<string, string>} */ ({ en: 'en-GB', fr: 'fr', ar: 'ar-LB-u-nu-latn' });
const locale = LOCALES[page.lang] ?? 'en-GB';
const figures = new Intl.NumberFormat(locale);

/** @typedef {Record<string, string>} Names a name in each language */
/** @typedef {string | number | null | undefined} Text null or undefined hides the place */

/** @param {string} id */
const template = (id) => /** @type {HTMLTemplateElement} */ (document.getElementById(id)).content;

/**
 * A sentence of the page, its {places} filled.
 * @param {string} key @param {Record<string, string | number>} [facts]
 */
export function word(key, facts = {}) {
  const said = template('words').querySelector(`[data-w="${key}"]`)?.textContent ?? key;
  return said.trim().replace(/\{(\w+)\}/g, (_all, name) => String(facts[name] ?? ''));
}

/** Whether the page knows a sentence. @param {string} key */
export const knows = (key) => template('words').querySelector(`[data-w="${key}"]`) !== null;

/** A fresh copy of a template's first element. @param {string} id @param {Record<string, Text>} [texts] */
export function make(id, texts = {}) {
  const root = /** @type {HTMLElement} */ (/** @type {Element} */ (template(id).firstElementChild).cloneNode(true));
  fill(root, texts);
  return root;
}

/** Write texts into their places (data-t). @param {ParentNode} root @param {Record<string, Text>} texts */
export function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const places = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(`[data-t="${name}"]`)]);
    if (root instanceof HTMLElement && root.dataset.t === name) places.push(root);
    for (const place of places) {
      place.hidden = text === null || text === undefined;
      place.textContent = place.hidden ? '' : typeof text === 'number' ? num(text) : String(text);
    }
  }
}

/** The one element there must be. @param {ParentNode} root @param {string} selector @returns {HTMLElement} */
export const one = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));

/** The field of a form. @param {ParentNode} root @param {string} name */
export const field = (root, name) => /** @type {HTMLInputElement} */ (root.querySelector(`[name="${name}"]`));

/** @param {ParentNode} root @param {string} selector @param {(event: Event) => unknown} deed @param {string} [event] */
export const on = (root, selector, deed, event = 'click') => one(root, selector).addEventListener(event, deed);

/** @param {string} text @param {string} value @param {boolean} [selected] */
export const option = (text, value, selected = false) => new Option(text, value, selected, selected);

/** @param {number} value */
export const num = (value) => figures.format(value);

/** A name in the page's language. @param {Names | undefined} names @param {string} [code] */
export const named = (names, code = '') => names?.[page.lang] || names?.en || code;

/** 10:42, on this tablet's clock or in a time zone. @param {string | number | Date} at @param {string} [timeZone] */
export const clock = (at, timeZone) =>
  new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(at));

/** Sat 30 July. @param {string | number | Date} at @param {string} [timeZone] */
export const day = (at, timeZone) =>
  new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'long', timeZone }).format(new Date(at));

/** An age band, kept in its own direction; "ns" in words. @param {string} band */
export const age = (band) => (band === 'ns' ? word('age-ns') : `\u2066${band}\u2069`);

/** +1, −12: kept in its own direction. @param {number} delta */
export const signed = (delta) => `\u2066${delta < 0 ? '−' : '+'}${num(Math.abs(delta))}\u2069`;

/** 09:30–11:00, in the session's own time; never broken over two lines. @param {{starts_at: string, ends_at: string, time_zone: string}} session */
export const span = ({ starts_at: from, ends_at: to, time_zone: zone }) => `\u2066${clock(from, zone)}\u2060–\u2060${clock(to, zone)}\u2069`;

/** -1, 0 or 1: a session is past, today or to come, where it is held. @param {{local_date: string, time_zone: string}} session */
export function daysAway({ local_date: date, time_zone: timeZone }) {
  const today = new Date().toLocaleDateString('sv', { timeZone });
  return Math.sign(date.localeCompare(today));
}
