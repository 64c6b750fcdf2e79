"""The PIN of a shared tablet: it says who is recording, without a network. It opens nothing.

PBKDF2-SHA256 because every browser has it (WebCrypto); four digits would fall to any hash, so the rounds only keep
the PIN from being read off a list. NIST SP 800-132, section 5.3.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from app.kernel.types import western_digits

ROUNDS = 100_000
"""A tenth of a second on a cheap tablet."""

_PIN = re.compile(r"[0-9]{4,6}")


@dataclass(frozen=True, slots=True)
class KeptPin:
    """What is kept: salt and hash in hex, and the rounds."""

    salt: str
    rounds: int
    hash: str


def read_pin(typed: str) -> str | None:
    """Four to six digits of any script as 0-9, or None."""
    digits = str(western_digits(typed.strip()))
    return digits if _PIN.fullmatch(digits) else None


def keep_pin(pin: str) -> KeptPin:
    """What to keep of a PIN."""
    salt = secrets.token_bytes(16)
    derived = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ROUNDS)
    return KeptPin(salt.hex(), ROUNDS, derived.hex())
