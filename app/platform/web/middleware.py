"""What happens to every request before and after its route: id, language, origin check, headers, one log line."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
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

_TO_TABLETS = ("/api/v1/field/", "/api/v1/devices/claim")
"""Every answer here, refusals too, says which Karama it comes from: a tablet believes no captive portal."""


def _as_sent(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_ON_EVERY_ANSWER = _as_sent(
    {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
_STRICT_TRANSPORT, _NO_STORE = _as_sent(
    {"Strict-Transport-Security": "max-age=31536000", "Cache-Control": "no-store"}
)


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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        request = Request(scope, receive)
        request.state.request_id = uuid4().hex[:12]
        request.state.language = self._language(request)
        out = _Answer(send, request, strict_transport=self.settings.secure_cookies)
        try:
            if self._foreign(request):
                refusal = Forbidden("origin.foreign", _("This request was started by another site."))
                await answer(request, refusal)(scope, receive, out)
            else:
                await self.app(scope, receive, out)
        except Exception as fault:
            log.exception("unhandled %s id=%s", type(fault).__name__, request.state.request_id)
            if not out.begun:
                await answer(request, Broken())(scope, receive, out)
        finally:
            actor = getattr(request.state, "actor", None)
            log.info(
                "%s %s %d %.0fms id=%s person=%s",
                request.method,
                _without_secrets(scope["path"]),
                out.status,
                (time.perf_counter() - started) * 1000,
                request.state.request_id,
                actor.person_id if actor else "-",
            )

    def _language(self, request: Request) -> str:
        chosen = request.cookies.get(LANGUAGE_COOKIE, "")
        if chosen in catalogues.LANGUAGES and not request.url.path.startswith("/api/"):
            return chosen
        return catalogues.asked_for(request.headers.get("accept-language", ""), self.settings.language)

    def _foreign(self, request: Request) -> bool:
        if request.method in SAFE_METHODS or "authorization" in request.headers:
            return False
        if request.url.path.startswith("/book/"):
            return (
                False  # the address is the key and no cookie counts; its no-referrer makes Origin say "null"
            )
        hosts = frozenset({self.public_host, request.headers.get("host", "").lower()})
        return comes_from_elsewhere(request.headers, hosts)


class _Answer:
    """The way out: adds the headers that every answer carries, and remembers the status."""

    def __init__(self, send: Send, request: Request, *, strict_transport: bool) -> None:
        self._send = send
        self._request = request
        self._strict_transport = strict_transport
        self.status = 500
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.begun = True
            self._arm(message)
        await self._send(message)

    def _arm(self, message: Message) -> None:
        path = self._request.scope["path"]
        wanted = list(_ON_EVERY_ANSWER)
        if self._strict_transport:
            wanted.append(_STRICT_TRANSPORT)
        if not path.startswith("/static/"):
            wanted.append(_NO_STORE)
        said = [*message["headers"]]
        names = {name for name, _value in said}
        message["headers"] = said + [one for one in wanted if one[0] not in names]
        headers = MutableHeaders(scope=message)
        headers["X-Request-Id"] = self._request.state.request_id
        if path.startswith(_TO_TABLETS):
            headers["X-Karama"] = self._request.app.state.instance
        if not path.startswith("/static/"):
            headers.add_vary_header("Accept-Language, Cookie")


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
