"""Three cookies: signed in, halfway in (password right, code to come), and known here before.

The first holds a random secret; the other two are signed by the house and hold no secret at all.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.accounts.use_cases.coming_in import Entered, Halfway, Step
from app.kernel import clock
from app.kernel.errors import TooMany
from app.kernel.ids import new_id
from app.platform.web.deps import SIGN_IN_COOKIE, settings_of

HALFWAY_COOKIE = "karama_halfway"
KNOWN_COOKIE = "karama_known_"
"""Followed by a mark of the person, for several people share a tablet or an office computer."""

_HALFWAY_SECONDS = 600
_KNOWN_SECONDS = 180 * 86_400
_TRIES_OF_KNOWN_PER_MINUTE = 10


def _signature(request: Request, kind: str, payload: str) -> str:
    key = str(request.app.state.signing_key).encode()
    return hmac.new(key, f"{kind}\n{payload}".encode(), hashlib.sha256).hexdigest()


def _sealed(request: Request, kind: str, content: dict[str, Any]) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
    return f"{payload}.{_signature(request, kind, payload)}"


def _opened(request: Request, kind: str, cookie: str, lives: int) -> dict[str, Any] | None:
    payload, _dot, signature = cookie.partition(".")
    if not payload or not hmac.compare_digest(
        signature.encode(), _signature(request, kind, payload).encode()
    ):
        return None
    content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload))
    age = clock.now().timestamp() - float(content["at"])
    return content if age <= lives else None


def _set(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=settings_of(request).secure_cookies,
    )


def _known_name(person_id: UUID) -> str:
    return KNOWN_COOKIE + hashlib.sha256(person_id.bytes).hexdigest()[:12]


def keep_signed_in(request: Request, response: Response, entered: Entered) -> None:
    """Set the sign-in cookie and note that this browser is known to that person."""
    lives = max(1, int((entered.until - clock.now()).total_seconds()))
    _set(request, response, SIGN_IN_COOKIE, entered.secret, lives)
    seal = {"who": str(entered.person_id), "nonce": str(new_id()), "at": clock.now().timestamp()}
    _set(request, response, _known_name(entered.person_id), _sealed(request, "known", seal), _KNOWN_SECONDS)
    response.delete_cookie(HALFWAY_COOKIE)


def forget_signed_in(response: Response) -> None:
    """Take the sign-in cookie away."""
    response.delete_cookie(SIGN_IN_COOKIE)
    response.delete_cookie(HALFWAY_COOKIE)


def known_here(request: Request) -> Callable[[UUID], bool]:
    """Whether this browser proved an earlier sign-in of a person, and has not tried too often just now."""

    def known(person_id: UUID) -> bool:
        seal = _opened(request, "known", request.cookies.get(_known_name(person_id), ""), _KNOWN_SECONDS)
        if seal is None or seal.get("who") != str(person_id):
            return False
        try:
            request.app.state.rates.hit("known browser", str(seal["nonce"]), _TRIES_OF_KNOWN_PER_MINUTE)
        except TooMany:
            return False
        return True

    return known


def keep_halfway(request: Request, response: Response, halfway: Halfway, target: str) -> None:
    """Remember for ten minutes that the password was right."""
    seal = {
        "who": str(halfway.person_id),
        "mark": halfway.mark,
        "step": halfway.step.value,
        "next": target,
        "at": clock.now().timestamp(),
    }
    _set(request, response, HALFWAY_COOKIE, _sealed(request, "halfway", seal), _HALFWAY_SECONDS)


def halfway_of(request: Request) -> tuple[Halfway, str] | None:
    """Who is halfway in, and where to go on to; None when nobody is."""
    seal = _opened(request, "halfway", request.cookies.get(HALFWAY_COOKIE, ""), _HALFWAY_SECONDS)
    if seal is None:
        return None
    return Halfway(UUID(seal["who"]), seal["mark"], Step(seal["step"])), str(seal["next"])
