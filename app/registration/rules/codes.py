"""The code on a ticket: ten signs of Crockford's base 32 and a check sign. Pure; the tablet has a twin of this.

Alphabet: https://www.crockford.com/base32.html (no I, L, O, U). Crockford's own check sign (modulo 37) needs
five signs more, of which `*~$=` cannot be typed on every keyboard. Ours stays inside the alphabet: the eleven
signs are numbers d0 … d10 of the field GF(32) (polynomial x^5 + x^2 + 1), and a code is whole when

    ((d0·x + d1)·x + d2)·x … + d10 = 0

Multiplying by x is invertible and x^i ≠ x^j for |i - j| < 31, so *every* single wrong sign and *every* swap of two
signs, neighbours or not, is caught (tests/registration/test_codes.py tries them all). Both sides test against
tests/registration/ticket_examples.json.
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from app.kernel.types import western_digits

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
"""Signs before the check sign: 50 bits."""

_VALUES = {sign: value for value, sign in enumerate(ALPHABET)} | {"I": 1, "L": 1, "O": 0}
_LEFT_OUT = frozenset(
    " -\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\u200e\u200f\u202f\u2066\u2067\u2068\u2069_."
)
"""What people and keyboards put between the groups: spaces, dashes of all kinds, marks of direction."""


def _times_x(value: int) -> int:
    """Multiply by x in GF(32)."""
    value <<= 1
    return value ^ 0x25 if value & 0x20 else value


def _sum(code: str) -> int:
    total = 0
    for sign in code:
        total = _times_x(total) ^ _VALUES[sign]
    return total


def check_sign(code: str) -> str:
    """The check sign of any number (below 30) of signs of the alphabet."""
    return ALPHABET[_times_x(_sum(code))]


def normalise(typed: str) -> str:
    """Upper case, digits of any script as 0-9, I and L as 1, O as 0, without spaces and dashes; anything else stays."""
    signs = (sign for sign in western_digits(typed).upper() if sign not in _LEFT_OUT)
    return "".join({"I": "1", "L": "1", "O": "0"}.get(sign, sign) for sign in signs)


def read_code(typed: str) -> str | None:
    """The eleven signs of a ticket as typed or scanned, or None when a sign is wrong or missing."""
    code = normalise(typed[:80])
    if len(code) != LENGTH + 1 or any(sign not in _VALUES for sign in code) or _sum(code):
        return None
    return code


def show_code(code: str) -> str:
    """Eleven signs as people read them: `7Q2M9-XKD4P-H`."""
    return f"{code[:5]}-{code[5:10]}-{code[10:]}"


def draw_code(key: bytes, seed: bytes, number: int) -> str:
    """The code of one ticket of a batch: 50 bits of HMAC-SHA256 under the house's key over a random seed.

    Without `key` (which is not in the database) or without `seed` (which is destroyed when the batch is sealed) the
    result cannot be told from chance; with both it can be printed once more (app/decisions/0012).
    """
    words = hmac.digest(key, b"karama-ticket-code:" + seed + number.to_bytes(4, "big"), "sha256")
    value = int.from_bytes(words[:8], "big") >> 14
    code = "".join(ALPHABET[(value >> shift) & 31] for shift in range(45, -1, -5))
    return code + check_sign(code)


def hash_of(session_id: UUID, code: str) -> str:
    """What is kept of a ticket: 32 hex signs of SHA-256, bound to its session. `code` is the eleven signs."""
    return hashlib.sha256(f"karama-ticket:{session_id}:{code}".encode()).hexdigest()[:32]


def ticket_hash(session_id: UUID, typed: str) -> str | None:
    """The hash of a ticket as typed or scanned, or None when a sign is wrong or missing."""
    code = read_code(typed)
    return None if code is None else hash_of(session_id, code)
