"""Asks the application in its own process and says what an answer cost: CPU and SQL statements.

The request goes straight into the ASGI application, so nothing of a client or a socket is measured, and
everything of Karama is: middleware, routing, threads, templates.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from sqlalchemy import event

from app.platform.unit_of_work import UnitOfWork

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What something cost: median and least milliseconds of CPU, SQL statements, bytes that came out, and the
    median milliseconds it took in all (a database apart works in a process of its own).
    """

    cpu_ms: float
    least_ms: float
    statements: int
    size: int
    wall_ms: float = 0.0


class StatementCounter:
    """Counts the statements that reach the database."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.seen = 0
        hands = uow.database
        # On PostgreSQL both hands are one engine: listened to by either, a look would be counted twice.
        for engine in {hands.writer, hands.reader} if hands.is_sqlite else {hands.writer}:
            event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_about: object) -> None:
        self.seen += 1


class Asker:
    """Sends requests to an application, one after another."""

    def __init__(self, app: FastAPI, counter: StatementCounter, loop: asyncio.AbstractEventLoop) -> None:
        self._app, self._counter, self._loop = app, counter, loop

    def cost(self, path: str, headers: Headers, *, times: int) -> Cost:
        """The median over `times` requests after two that are not counted (one for one). Raises when the answer is not 200."""
        warm_up = min(2, times)
        return _summed_up(self._run(path, headers, [None] * (warm_up + times))[warm_up:])

    def cost_of_each(self, path: str, headers: Headers, kinds: Sequence[Sequence[bytes]]) -> list[Cost]:
        """The median cost of posting the bodies of each kind, all kinds in turn; the first two are not counted."""
        in_turn = [body for bodies in zip(*kinds, strict=True) for body in bodies]
        asked = self._run(path, headers, in_turn)
        return [_summed_up(asked[place :: len(kinds)][2:]) for place in range(len(kinds))]

    def _run(self, path: str, headers: Headers, bodies: Sequence[bytes | None]) -> list[_Asked]:
        return self._loop.run_until_complete(self._one_after_another(path, headers, bodies))

    async def _one_after_another(
        self, path: str, headers: Headers, bodies: Sequence[bytes | None]
    ) -> list[_Asked]:
        """All in one task: threads live as long as what began them, and in a server that is the server."""
        asked = []
        for body in bodies:
            before, started, begun = self._counter.seen, time.process_time(), time.perf_counter()
            status, size = await _request(self._app, path, headers, body)
            spent, waited = time.process_time() - started, time.perf_counter() - begun
            assert status == 200, f"{path} answered {status}"
            asked.append(_Asked(spent, waited, self._counter.seen - before, size))
        return asked


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one request cost: seconds of CPU, seconds by the clock, statements, bytes."""

    spent: float
    waited: float
    statements: int
    size: int


def _summed_up(asked: Sequence[_Asked]) -> Cost:
    spent = [one.spent for one in asked]
    return Cost(
        statistics.median(spent) * 1000,
        min(spent) * 1000,
        asked[-1].statements,
        asked[-1].size,
        statistics.median(one.waited for one in asked) * 1000,
    )


async def _request(app: FastAPI, path: str, headers: Headers, body: bytes | None) -> tuple[int, int]:
    """Status and number of body bytes of the answer to a POST of `body`, or a GET when there is none."""
    plain, _mark, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET" if body is None else "POST",
        "scheme": "http",
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"testserver"), *headers],
        "client": ("127.0.0.1", 50_000),
        "server": ("testserver", 80),
    }
    status, size, said = 0, 0, False

    async def receive() -> dict[str, Any]:
        nonlocal said
        if said:
            await asyncio.Event().wait()  # the client stays and says nothing more
        said = True
        return {"type": "http.request", "body": body or b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, size
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            size += len(message.get("body", b""))

    await app(scope, receive, send)
    return status, size


def yardstick() -> float:
    """Milliseconds of CPU for a fixed piece of Python, to tell a slow machine (or busy neighbours) from slow code."""
    cpu, _wall = cpu_of(lambda: sum(number * number % 7 for number in range(100_000)), times=15)
    return cpu


def cpu_of(work: Callable[[], object], *, times: int) -> tuple[float, float]:
    """Median milliseconds of CPU and of the clock on the wall that `work` takes."""
    cpu, wall = [], []
    for _time in range(times):
        cpu_started, wall_started = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - cpu_started)
        wall.append(time.perf_counter() - wall_started)
    return statistics.median(cpu) * 1000, statistics.median(wall) * 1000


@contextmanager
def asker(app: FastAPI, counter: StatementCounter) -> Iterator[Asker]:
    """An asker with an event loop of its own."""
    loop = asyncio.new_event_loop()
    try:
        yield Asker(app, counter, loop)
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
