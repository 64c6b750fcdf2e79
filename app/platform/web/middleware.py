"""What happens to every request before and after its route: id, language, origin check, headers, one log line."""

from __future__ import annotations

import logging
import time
from urllib.parse import urlsplit
from uuid import uuid4

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kernel.errors import Forbidden
from app.kernel.words import _
from app.platform import catalogues
from app.platform.settings import Settings
from app.platform.web.deps import LANGUAGE_COOKIE, SAFE_METHODS
from app.platform.web.errors import Broken, answer

log = logging.getLogger("karama.requests")

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def comes_from_elsewhere(headers: Headers, hosts: frozenset[str]) -> bool:
    """Whether a browser says this unsafe request was started by another site.

    Sec-Fetch-Site decides where the browser sends it; else Origin must name one of our hosts. A client
    without either is no browser (or an old one that sends neither on same-origin posts) and passes;
    the sign-in cookie is SameSite=Lax besides. No token sits in any form, so a form may wait for days.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc.lower() not in hosts


class Household:
    """ASGI middleware around everything: see the module's first line."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.public_host = urlsplit(settings.base_url).netloc.lower()
        self.strict_transport = settings.secure_cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        request = Request(scope, receive)
        headers = request.headers
        request.state.request_id = uuid4().hex[:12]
        wanted = request.cookies.get(LANGUAGE_COOKIE, "")
        if wanted in catalogues.LANGUAGES and not scope["path"].startswith("/api/"):
            request.state.language = wanted
        else:
            request.state.language = catalogues.asked_for(
                headers.get("accept-language", ""), self.settings.language
            )
        status = 500
        answered = False

        async def send_with_headers(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = True
                out = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    out.setdefault(name, value)
                if self.strict_transport:
                    out.setdefault("Strict-Transport-Security", "max-age=31536000")
                out["X-Request-Id"] = request.state.request_id
                if not scope["path"].startswith("/static/"):
                    out.setdefault("Cache-Control", "no-store")
                    out.add_vary_header("Accept-Language, Cookie")
            await send(message)

        try:
            hosts = frozenset({self.public_host, headers.get("host", "").lower()})
            if (
                request.method not in SAFE_METHODS
                and "authorization" not in headers
                and comes_from_elsewhere(headers, hosts)
            ):
                refusal = Forbidden("origin.foreign", _("This request was started by another site."))
                await answer(request, refusal)(scope, receive, send_with_headers)
            else:
                await self.app(scope, receive, send_with_headers)
        except Exception as fault:
            log.exception("unhandled %s id=%s", type(fault).__name__, request.state.request_id)
            if not answered:
                await answer(request, Broken())(scope, receive, send_with_headers)
        finally:
            actor = getattr(request.state, "actor", None)
            log.info(
                "%s %s %d %.0fms id=%s person=%s",
                request.method,
                _without_secrets(scope["path"]),
                status,
                (time.perf_counter() - started) * 1000,
                request.state.request_id,
                actor.person_id if actor else "-",
            )


_SECRET_BELOW = (
    "/book/",
    "/welcome/",
    "/reset/",
    "/api/v1/calendar/",
    "/calendar/feed/",
    "/api/v1/bookings/",
)


def _without_secrets(path: str) -> str:
    """An address without the one-time link, booking token or feed token it may carry."""
    for prefix in _SECRET_BELOW:
        if path.startswith(prefix):
            return f"{prefix}…"
    return path.encode("unicode_escape").decode()[:200]
