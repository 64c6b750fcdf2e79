// @ts-check
/** Numbers as people type them: 12, ١٢ (Arabic-Indic) and ۱۲ (Persian, Urdu) are the same. */

import { num, word } from './dom.js';

const DIGIT = /\p{Nd}/u;

/** The most that one event may say, as app/attendance/rules.py has it: more would be saved here and refused there. */
const MOST = 10_000;

/** Any script's digits as 0-9: they stand in runs of ten, in order. @param {string} text */
export const western = (text) =>
  text.replace(/\p{Nd}/gu, (sign) => {
    const at = sign.codePointAt(0) ?? 0;
    let first = at;
    while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
    return String((at - first) % 10);
  });

/** A whole number of at least 0, or null for anything else (blank too). @param {string} text */
export function whole(text) {
  const plain = western(text).replace(/[\s\u200e\u200f]/g, '');
  return /^\d{1,6}$/.test(plain) ? Number(plain) : null;
}

/** Why a number cannot be told in one event, in words; or null. @param {number | null} many */
export const unfit = (many) => (many === null ? word('number-please') : many > MOST ? word('at-most', { n: num(MOST) }) : null);
