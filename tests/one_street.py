"""A pytest plugin: all clients of one process speak to their applications in one event loop, as in a served process.

A client without a life of its own began a thread, an event loop and a pool of threads for every single request, and
ended them after it: a third of the time of a small test. A server has one loop for all that it is asked, at once too.
And it went over to that loop and back eight times a request, for each piece of the answer; here it goes once, and
the answer is there as a whole.

PYTEST_DONT_REWRITE: nothing is asserted here, and conftest may import it before pytest does.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import anyio
import httpx2
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette import testclient
from starlette.types import ASGIApp, Message, Scope

_street = pytest.StashKey[ExitStack]()


@dataclass
class Asked:
    """One request on its way through an application, and what has come back of its answer."""

    body: bytes
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    _read: bool = False

    async def receive(self) -> Message:
        """The body in one piece; then nothing more, for whoever asked stays until the end."""
        if self._read:
            await anyio.sleep_forever()
        self._read = True
        return {"type": "http.request", "body": self.body}

    async def send(self, message: Message) -> None:
        """Keep what the application says."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self.pieces.append(bytes(message.get("body", b"")))


class Doorway(httpx2.BaseTransport):
    """Takes the requests of one client to its application."""

    def __init__(
        self,
        app: ASGIApp,
        portal_factory: Callable[[], AbstractContextManager[BlockingPortal]],
        raise_server_exceptions: bool = True,  # noqa: FBT001, FBT002 - Starlette's own names and order
        root_path: str = "",
        *,
        client: tuple[str, int],
        app_state: dict[str, Any],
    ) -> None:
        self._app = app
        self._portal = portal_factory
        self._raises = raise_server_exceptions
        self._root_path = root_path
        self._client = client
        self._state = app_state

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The whole answer. Raises what the application raised, where the client wants to see it."""
        asked = Asked(request.read())
        scope = self._scope(request)

        async def through() -> None:
            await self._app(scope, asked.receive, asked.send)

        with self._portal() as portal:
            try:
                portal.call(through)
            except Exception:
                if self._raises:
                    raise
        if not asked.status:
            if self._raises:
                message = "the application ended without an answer"
                raise AssertionError(message)
            asked.status = 500
        body = b"" if request.method == "HEAD" else b"".join(asked.pieces)
        return httpx2.Response(
            asked.status, headers=asked.headers, stream=httpx2.ByteStream(body), request=request
        )

    def _scope(self, request: httpx2.Request) -> Scope:
        url = request.url
        return {
            "type": "http",
            "http_version": "1.1",
            "method": request.method,
            "path": unquote(url.path),
            "raw_path": url.raw_path.split(b"?", 1)[0],
            "root_path": self._root_path,
            "scheme": url.scheme,
            "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": self._client,
            "server": [url.host, url.port or (443 if url.scheme == "https" else 80)],
            "state": self._state.copy(),
        }


def pytest_sessionstart(session: pytest.Session) -> None:
    """The loop runs before the first request and after the last."""
    session.config.stash[_street] = life = ExitStack()
    shared = life.enter_context(start_blocking_portal())

    def portal(client: testclient.TestClient) -> AbstractContextManager[BlockingPortal]:
        return nullcontext(client.portal or shared)

    testclient.TestClient._portal_factory = portal  # type: ignore[assignment, method-assign]
    testclient._TestClientTransport = Doorway  # type: ignore[assignment, misc]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """No thread outlives the tests."""
    session.config.stash[_street].close()
