"""The network between tablet and server, as bad as a test wants it."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BATCHES = "/api/v1/field/batches"

Body = dict[str, Any]
Turn = Callable[["Weather", Body], Response | None]
"""What happens to one batch: an answer in the server's place, or None: the server gets it and the answer is lost."""


def lost_on_the_way(_weather: Weather, _body: Body) -> None:
    """The server commits; the tablet hears nothing."""


def proxy_error(_weather: Weather, _body: Body) -> Response:
    """A proxy says in HTML that the server is away."""
    return HTMLResponse("<h1>502 Bad Gateway</h1>", status_code=502)


def log_in_to_the_cafe(_weather: Weather, _body: Body) -> Response:
    """The network answers 200 itself: please accept our terms."""
    return HTMLResponse("<h1>Welcome to the Wi-Fi</h1>")


def json_of_a_stranger(_weather: Weather, body: Body) -> Response:
    """JSON that says all is well, from somebody who is not Karama."""
    return JSONResponse({"results": [{"id": event["id"], "outcome": "applied"} for event in body["events"]]})


def refused(weather: Weather, _body: Body) -> Response:
    """The credential does not hold."""
    return JSONResponse({"code": "device.unknown"}, 401, {"X-Karama": weather.name})


def answers(status: int) -> Turn:
    """The server answers so, in its own name."""

    def turn(weather: Weather, _body: Body) -> Response:
        return JSONResponse({"code": "so"}, status, {"X-Karama": weather.name})

    return turn


def come_back_later(weather: Weather, _body: Body) -> Response:
    """Too many at once."""
    return JSONResponse({"code": "busy"}, 429, {"X-Karama": weather.name, "Retry-After": "120"})


def too_large(weather: Weather, _body: Body) -> Response:
    """More than the server takes."""
    return JSONResponse({"code": "too_large"}, 413, {"X-Karama": weather.name})


def says(outcome: str, reason: str | None = None, place: int = 0) -> Turn:
    """The server takes a batch and judges one event of it so."""

    def turn(weather: Weather, body: Body) -> Response:
        results = [{"id": event["id"], "outcome": "applied"} for event in body["events"]]
        results[place] = {"id": body["events"][place]["id"], "outcome": outcome, "reason": reason}
        return weather.ours(body, results)

    return turn


class Weather:
    """Stands before the application. Each batch takes the next turn of `turns`; without one it passes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.name = "weather"
        self.turns: deque[Turn] = deque()
        self.batches: list[Body] = []
        self.paths: list[str] = []
        self.bytes: Counter[str] = Counter()
        """What was sent, by address."""
        self.spoiled: set[str] = set()
        self.stuck: set[str] = set()
        """Addresses whose answer never comes."""

    def clear(self) -> None:
        """Sun."""
        self.turns.clear()
        self.batches.clear()
        self.paths.clear()
        self.bytes.clear()
        self.spoiled.clear()
        self.stuck.clear()

    def ours(self, body: Body, results: list[Body], server_time: str = "") -> Response:
        """An answer such as the server gives."""
        told = {
            "results": results,
            "next_expected_seq": max(event["seq"] for event in body["events"]) + 1,
            "server_time": server_time or body["sent_at_device"],
            "message": None,
        }
        return JSONResponse(told, headers={"X-Karama": self.name})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what asks for a spoiled address gets the page of the café."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.paths.append(scope["path"])
        send = self._counted(scope["path"], send)
        if any(part in scope["path"] for part in self.spoiled):
            await HTMLResponse("<h1>Welcome to the Wi-Fi</h1>")(scope, receive, send)
        elif scope["path"] in self.stuck:
            while (await receive())["type"] != "http.disconnect":
                pass
        elif scope["path"] == BATCHES:
            await self._batch(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _counted(self, path: str, send: Send) -> Send:
        async def counted(message: Message) -> None:
            self.bytes[path] += len(message.get("body", b""))
            await send(message)

        return counted

    async def _batch(self, scope: Scope, receive: Receive, send: Send) -> None:
        content = await _whole(receive)
        body = json.loads(content)
        self.batches.append(body)
        turn = self.turns.popleft() if self.turns else None
        answer = turn(self, body) if turn else None
        if answer is not None:
            await answer(scope, receive, send)
        elif turn is None:
            await self.app(scope, _once_more(content, receive), send)
        else:
            await self.app(scope, _once_more(content, receive), _nowhere)
            # The tablet loses patience and hangs up.
            while (await receive())["type"] != "http.disconnect":
                pass


async def _whole(receive: Receive) -> bytes:
    """The body of a request."""
    content, more = b"", True
    while more:
        message = await receive()
        content += message.get("body", b"")
        more = message.get("more_body", False)
    return content


def _once_more(content: bytes, receive: Receive) -> Receive:
    """The same body for whoever reads it next."""
    parts = deque([content])

    async def again() -> Message:
        return (
            {"type": "http.request", "body": parts.popleft(), "more_body": False}
            if parts
            else await receive()
        )

    return again


async def _nowhere(_message: Message) -> None:
    """An answer that arrives nowhere."""
