// @ts-check
/** The code on a ticket, as app/registration/rules/codes.py has it: ten signs and a check sign in GF(32). */
import { western } from './digits.js';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 11;
const LEFT_OUT = /[ \-\u2010-\u2014\u2212\u00a0\u200e\u200f\u202f\u2066-\u2069_.]/g;

/** Upper case, digits as 0-9, I and L as 1, O as 0, no spaces and dashes. @param {string} typed */
export const normalise = (typed) =>
  western(typed).toUpperCase().replace(LEFT_OUT, '').replace(/[IL]/g, '1').replace(/O/g, '0');

/** The eleven signs, or null when a sign is wrong or missing. @param {string} typed */
export function readCode(typed) {
  const code = normalise(typed.slice(0, 80));
  let sum = 0;
  for (const sign of code) {
    sum = (sum << 1) ^ (sum & 16 ? 0x25 : 0) ^ ALPHABET.indexOf(sign);
    if (sum < 0) return null;
  }
  return code.length === LENGTH && sum === 0 ? code : null;
}

/** Groups while typing: 7Q2M9-XKD4P-H. @param {string} typed */
export const group = (typed) => normalise(typed).slice(0, LENGTH).replace(/^(.{5})(.{1,5})?(.)?$/, (_all, one, two, three) =>
  [one, two, three].filter(Boolean).join('-'));

/**
 * What is kept of a ticket: 32 hex signs, bound to its session; null when the code is not whole.
 * @param {string} sessionId @param {string} typed
 */
export async function ticketHash(sessionId, typed) {
  const code = readCode(typed);
  if (code === null) return null;
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`karama-ticket:${sessionId}:${code}`));
  return Array.from(new Uint8Array(sum).slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
