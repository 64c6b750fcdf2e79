"""Six digits of an authenticator app: TOTP, RFC 6238 (SHA-1, 30 seconds), one step of drift either way."""

from __future__ import annotations

import hmac
import re
from datetime import datetime

import pyotp

from app.access.permissions import Role
from app.kernel.types import western_digits

STEP_SECONDS = 30
DEMANDING_ROLES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
"""Roles that must use codes where the house requires them."""

_SECRET = re.compile(r"^[A-Z2-7]{32}$")


def new_secret() -> str:
    """A secret of 160 bits in base32 (32 signs), as RFC 4226 recommends."""
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    """Whether a text could be one of our secrets."""
    return bool(_SECRET.match(text))


def address(secret: str, email: str) -> str:
    """The otpauth: address that the QR code carries."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Karama")


def step_of(secret: str, typed: str, now: datetime, *, after: int | None) -> int | None:
    """The time step whose code this is, or None. A step at or before `after` was used and is not taken again."""
    digits = re.sub(r"\s", "", str(western_digits(typed)))
    present = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in (present - 1, present, present + 1):
        right = hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), digits.encode())
        if right and (after is None or step > after):
            found = step
    return found
