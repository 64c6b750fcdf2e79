"""One short message for the next page ("Saved."), in a signed cookie that lives for one page."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import NamedTuple

from fastapi import Request, Response

from app.kernel.words import Words

COOKIE = "karama_flash"


class Flash(NamedTuple):
    """`kind` is ok, warn or stop; `text` is a sentence."""

    kind: str
    text: str


def _signature(request: Request, payload: str) -> str:
    key = request.app.state.signing_key.encode()
    return hmac.new(key, payload.encode(), hashlib.sha256).hexdigest()


def leave(request: Request, response: Response, text: Words, kind: str = "ok") -> None:
    """Leave a message for the next page, already in the reader's language."""
    message = json.dumps([kind, str(text)])
    payload = base64.urlsafe_b64encode(message.encode()).decode()
    response.set_cookie(
        COOKIE,
        f"{payload}.{_signature(request, payload)}",
        max_age=120,
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.secure_cookies,
    )


def pick_up(request: Request) -> list[Flash]:
    """The message left for this page, if it is one of ours."""
    payload, _dot, signature = request.cookies.get(COOKIE, "").partition(".")
    if not payload or not hmac.compare_digest(signature.encode(), _signature(request, payload).encode()):
        return []
    try:
        kind, text = json.loads(base64.urlsafe_b64decode(payload))
    except ValueError:
        return []
    return [Flash(kind, text)]
