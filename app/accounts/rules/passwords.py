"""What a password must be, and how its hash is made and checked.

Argon2id with 19 MiB, two passes and one lane: the first profile of the OWASP Password Storage Cheat Sheet.
Length and a list of worn-out words, no rules about signs: NIST SP 800-63B, 3.1.1.2.
"""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from app.kernel.errors import Unavailable
from app.kernel.words import Words, _

SHORTEST = 12
LONGEST = 200

_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
_AT_ONCE = BoundedSemaphore(max(2, os.cpu_count() or 2))
"""A flood of sign-ins must not take all memory (19 MiB each) or every thread."""
_PATIENCE_SECONDS = 10

_LETTERS = str.maketrans("013457@$!", "oieastasi")
_WORN_OUT = frozenset(
    [
        "password",
        "passwort",
        "motdepasse",
        "parola",
        "contrasena",
        "administrator",
        "administrateur",
        "admin",
        "welcome",
        "bienvenue",
        "letmein",
        "iloveyou",
        "jetaime",
        "changeme",
        "changeit",
        "trustnoone",
        "sunshine",
        "princess",
        "football",
        "basketball",
        "monkey",
        "dragon",
        "superman",
        "batman",
        "starwars",
        "whatever",
        "internet",
        "computer",
        "michael",
        "jessica",
        "secret",
        "topsecret",
        "master",
        "shadow",
        "karama",
        "dignity",
        "dignite",
        "migration",
        "beirut",
        "beyrouth",
        "lebanon",
        "liban",
        "caritas",
        "unicef",
        "facilitator",
        "coordinator",
        "habibi",
        "habibti",
        "mahabba",
        "allahuakbar",
        "bismillah",
        "inshallah",
        "ahlanwasahlan",
        "marhaba",
        "qwertyuiop",
        "qwertyuiopasdf",
        "azertyuiop",
        "asdfghjkl",
        "qazwsxedc",
        "qweasdzxc",
        "correcthorsebatterystaple",
        "passphrase",
        "mypassword",
        "newpassword",
    ]
)
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
)


def prepared(typed: str) -> str:
    """The same password for the same typing on every keyboard: NFKC, no blanks around it."""
    return unicodedata.normalize("NFKC", typed).strip()


def _is_worn_out(password: str) -> bool:
    plain = password.casefold()
    if any(plain in row or plain in row[::-1] for row in _ROWS):
        return True
    stem = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    letters = re.sub(r"[^a-z]", "", stem.translate(_LETTERS))
    bare = re.sub(r"[^a-z]", "", plain)
    for word in (letters, bare):
        for times in range(1, 5):
            piece = word[: len(word) // times]
            if piece and piece * times == word and piece in _WORN_OUT:
                return True
    return False


def _repeats(password: str) -> bool:
    """Whether a piece of at most four signs, said again and again, is all there is."""
    return any(
        (password[:size] * (len(password) // size + 1))[: len(password)] == password for size in range(1, 5)
    )


def weakness(typed: str, email: str) -> Words | None:
    """Why this password will not do for this person, or None when it will."""
    password = prepared(typed)
    if len(password) < SHORTEST:
        return _("Please use at least %(shortest)s characters; four or five words are easy to remember.") % {
            "shortest": SHORTEST
        }
    if len(password) > LONGEST:
        return _("Please use at most %(max_length)s characters.") % {"max_length": LONGEST}
    folded = password.casefold()
    if folded in {email.casefold(), email.casefold().split("@")[0]}:
        return _("Your e-mail address is the first thing anybody would try. Please choose something else.")
    if _repeats(folded):
        return _("The same signs again and again are easy to guess. Please choose something else.")
    if _is_worn_out(password):
        return _("This is among the first passwords anybody would try. Please choose something else.")
    return None


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_PATIENCE_SECONDS):
        raise Unavailable(retry_after=5)
    try:
        yield
    finally:
        _AT_ONCE.release()


def hashed(typed: str) -> str:
    """The argon2id hash to keep."""
    with _in_turn():
        return _HASHER.hash(prepared(typed))


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe(24))


def matches(typed: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether the password is right, and a newer hash to keep when the profile has changed since.

    Without a hash (nobody by that e-mail, no password yet) the same work is done for nothing, so that the
    time it takes tells nothing.
    """
    with _in_turn():
        try:
            right, renewed = _HASHER.verify_and_update(prepared(typed)[: LONGEST * 4], kept or _nobodys())
        except UnknownHashError:
            return False, None
    return (right, renewed) if kept else (False, None)
