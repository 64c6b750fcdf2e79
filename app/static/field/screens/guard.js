// @ts-check
/** The personal-data guard of app/kernel/guard.py on the tablet: a soft stop before a note leaves the hand. */
import { western } from './digits.js';

const W = '[\\p{L}\\p{N}_]';
/** @param {string} words separated by | */
const wordsOf = (words) => `(?<!${W})(?:${words})(?!${W})`;
const MARKER = '(?:\\s|:|#|\\.|°|-|n[o°r]\\.?|num(?:ber|ero|éro)|رقم){0,4}\\s*';
const GAP = '[ .()/-]{0,2}';

const EMAIL = /[^\s@<>,;]+\s?(?:@|\(at\)|\[at\])\s?[^\s@<>,;]+\.[a-z]{2,}/giu;
const UNHCR = new RegExp(`(?<!${W})\\d{3}-?\\d{2}[CRI]\\d{5}(?!${W})`, 'giu');
const CASE = new RegExp(`${wordsOf('case|dossier|file|ملف|قضية')}${MARKER}[a-z]{0,4}[-/]?\\d[\\d/-]{3,}`, 'giu');
const DOCUMENT = new RegExp(
  `(?:passports?|passeports?|iqama|resid${W}+|identit${W}+|${wordsOf('id|cni')}|جواز(?: السفر)?|إقامة|اقامة|هوية|بطاقة)` +
    `${MARKER}[a-z]{0,3}[-/]?\\d[\\d/-]{3,}`,
  'giu',
);
const DATES = new RegExp(
  '(?<!\\d)(?:\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?:-\\d{2})?|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{4})(?!\\d)' +
    '|(?<!\\d)\\d{1,2}:\\d{2}(?!\\d)',
  'gu',
);
const PASSPORT = new RegExp(`(?<!${W})[A-Z]{1,2}[ -]?\\d{6,9}[A-Z]?(?!${W})`, 'giu');
const PHONE = new RegExp(
  '(?<![\\p{L}\\p{N}_,])(?:' +
    `(?:\\+|00)${GAP}[1-9](?:${GAP}\\d){6,13}` +
    `|0[1-9]\\d{0,3}(?:${GAP}\\d{2,7}){1,4}` +
    `|(?:7[01689]|8[168])${GAP}\\d{3}${GAP}\\d{3}` +
    '|\\d{8,15}|\\d{3,4}(?:[ .-]\\d{3,4}){2,3})' +
    '(?![\\p{L}\\p{N}_,]*\\d)',
  'gu',
);

/** @typedef {{kind: 'email' | 'case' | 'document' | 'phone', text: string}} Finding */

/** What in a text looks personal, first kinds first. @param {string} text @returns {Finding[]} */
export function personalData(text) {
  let rest = western(text).normalize('NFKC').replace(/\p{Cf}/gu, '');
  /** @type {Finding[]} */
  const found = [];
  /** @param {Finding['kind']} kind @param {RegExp} pattern */
  const take = (kind, pattern) => {
    rest = rest.replace(pattern, (piece) => {
      if (kind !== 'phone' || piece.replace(/\D/g, '').length >= 7) found.push({ kind, text: piece.trim() });
      return ' ';
    });
  };
  take('email', EMAIL);
  take('case', UNHCR);
  take('case', CASE);
  take('document', DOCUMENT);
  rest = rest.replace(DATES, ' … ');
  take('document', PASSPORT);
  take('phone', PHONE);
  return found;
}
