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
        for _warm_up in range(min(2, times)):
            self._ask(path, headers)
        spent, waited, statements, size = [], [], 0, 0
        for _time in range(times):
            before, started, begun = self._counter.seen, time.process_time(), time.perf_counter()
            size = self._ask(path, headers)
            spent.append(time.process_time() - started)
            waited.append(time.perf_counter() - begun)
            statements = self._counter.seen - before
        return Cost(
            statistics.median(spent) * 1000,
            min(spent) * 1000,
            statements,
            size,
            statistics.median(waited) * 1000,
        )

    def cost_of_each(self, path: str, headers: Headers, kinds: Sequence[Sequence[bytes]]) -> list[Cost]:
        """The median cost of posting the bodies of each kind, all kinds in turn; the first two are not counted."""
        spent: list[list[float]] = [[] for _kind in kinds]
        statements, sizes = [0] * len(kinds), [0] * len(kinds)
        for bodies in zip(*kinds, strict=True):
            for place, body in enumerate(bodies):
                before, started = self._counter.seen, time.process_time()
                sizes[place] = self._ask(path, headers, body)
                spent[place].append(time.process_time() - started)
                statements[place] = self._counter.seen - before
        return [
            Cost(statistics.median(one[2:]) * 1000, min(one[2:]) * 1000, statements[place], sizes[place])
            for place, one in enumerate(spent)
        ]

    def _ask(self, path: str, headers: Headers, body: bytes | None = None) -> int:
        status, size = self._loop.run_until_complete(_request(self._app, path, headers, body))
        assert status == 200, f"{path} answered {status}"
        return size


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
