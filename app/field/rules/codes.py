"""Pairing codes: eight signs of Crockford's base 32 and a check sign, as people copy them from a screen.

The check sign (weights 1 … 8, modulo 31) tells a slip of the finger at once; the code itself is the secret
(40 bits, one use, one hour).
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from app.kernel.types import western_digits

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
GOOD_FOR = timedelta(hours=1)
CREDENTIAL_DAYS = 90

_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})


def _check_sign(signs: str) -> str:
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, start=1))
    return ALPHABET[total % 31]


def new_code() -> str:
    """Nine signs: eight by chance and the check sign."""
    signs = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return signs + _check_sign(signs)


def read_code(typed: str) -> str | None:
    """The nine signs of a code as typed (any script's digits, any case, spaces and dashes), or None when it slipped."""
    kept = "".join(sign for sign in str(western_digits(typed[:60])).upper() if sign.isalnum())
    code = kept.translate(_ALIKE)
    if len(code) != LENGTH + 1 or any(sign not in ALPHABET for sign in code):
        return None
    return code if _check_sign(code[:LENGTH]) == code[LENGTH] else None


def show_code(code: str) -> str:
    """Nine signs as people read them: `7Q2M-9XKD-4`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
