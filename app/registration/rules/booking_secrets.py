"""The two secrets of booking: the token in a link's address and the reference of a booking. Pure.

Both are drawn from the house's secret key, which is not in the database, and an id. So the poster of a link can be
printed again, and the same request gets the same reference again, while the database keeps only hashes. The hash of
a reference (50 bits) is keyed too: whoever has the database alone cannot try references against it.
"""

from __future__ import annotations

import hmac
from uuid import UUID

from app.kernel.ids import fingerprint
from app.registration.rules.codes import ALPHABET, draw_code, normalise, read_code, show_code


def token_of(secret: str, link_id: UUID) -> str:
    """The token of a link: 26 signs (130 bits) of Crockford's base 32 in lower case, easy to type from a poster."""
    words = hmac.digest(secret.encode(), b"karama-booking-link:" + link_id.bytes, "sha256")
    value = int.from_bytes(words[:17], "big") >> 6
    return "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5)).lower()


def token_hash(typed: str) -> str:
    """What is kept of a token, however it was typed (capitals, O for 0, I or L for 1)."""
    return fingerprint("karama-booking-link:" + normalise(typed[:80]).lower())


def reference_of(secret: str, booking_id: UUID) -> str:
    """The reference of a booking: ten signs and a check sign."""
    return draw_code(secret.encode(), b"booking-reference:" + booking_id.bytes, 0)


def reference_hash(secret: str, typed: str) -> str | None:
    """What is kept of a reference as typed, 64 hex signs, or None when a sign is wrong or missing."""
    code = read_code(typed)
    if code is None:
        return None
    return hmac.new(secret.encode(), f"karama-booking-reference:{code}".encode(), "sha256").hexdigest()


def form_mark(secret: str, link_id: UUID, form_id: str, shown_at: int) -> str:
    """Signs that a form was shown by us: `seconds.signature`; it names nobody and is bound to one form."""
    signed = f"karama-booking-form:{link_id}:{form_id}:{shown_at}".encode()
    return f"{shown_at}.{hmac.new(secret.encode(), signed, 'sha256').hexdigest()[:32]}"


def form_age(secret: str, link_id: UUID, form_id: str, mark: str, now: int) -> int | None:
    """Seconds since a form was shown, or None when the mark is not ours (or there is none)."""
    shown_at, _dot, _signature = mark.partition(".")
    if not (shown_at.isascii() and shown_at.isdigit() and len(shown_at) <= 12):
        return None
    ours = form_mark(secret, link_id, form_id, int(shown_at))
    return now - int(shown_at) if hmac.compare_digest(ours.encode(), mark.encode()) else None


__all__ = [
    "form_age",
    "form_mark",
    "reference_hash",
    "reference_of",
    "show_code",
    "token_hash",
    "token_of",
]
