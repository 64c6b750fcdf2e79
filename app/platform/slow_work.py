"""Work that may take longer than a page may keep somebody waiting: it goes on behind, and whoever looks again finds it.

In the memory of one process. Another process that is asked the same does the work itself, so nothing depends on
which one answers; nothing is written by such work but what it may remember for the next one who asks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

_KEPT_SECONDS = 600.0
"""A finished piece of work that nobody looked at again is forgotten after so long."""

_AT_ONCE = 2


@dataclass(slots=True)
class Progress:
    """How far a piece of work is: steps done so far; how many there will be is not known."""

    steps: int = 0


_mine: ContextVar[Progress | None] = ContextVar("karama_progress", default=None)


def one_step_done() -> None:
    """Told by the work itself, wherever it is done; nothing happens where nobody watches."""
    progress = _mine.get()
    if progress is not None:
        progress.steps += 1


@contextmanager
def watched(progress: Progress) -> Iterator[None]:
    """Steps of the work within are counted here."""
    token = _mine.set(progress)
    try:
        yield
    finally:
        _mine.reset(token)


@dataclass(frozen=True, slots=True)
class Underway:
    """Not done yet: seconds since it began, and steps done."""

    seconds: int
    steps: int


@dataclass(slots=True)
class _Job:
    begun: float
    progress: Progress = field(default_factory=Progress)
    future: Future[Any] = field(default_factory=Future)


class SlowWork:
    """Pieces of work by name; the same name asked again while it is underway is the same work."""

    def __init__(self, patience: float) -> None:
        """`patience`: seconds that one who asks waits for the answer."""
        self._patience = patience
        self._jobs: dict[Hashable, _Job] = {}
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="slow-work")

    def ask(self, name: Hashable, work: Callable[[], T]) -> T | Underway:
        """The result, or how far it is. What the work raises is raised to whoever finds it done.

        A result is handed over once: who asks after that has the work done anew.
        """
        job = self._job(name, work)
        try:
            result: T = job.future.result(self._patience)
        except NotYet:
            if not job.future.done():
                return Underway(int(time.monotonic() - job.begun), job.progress.steps)
            self._forget(name, job)
            raise
        except BaseException:
            self._forget(name, job)
            raise
        self._forget(name, job)
        return result

    def _job(self, name: Hashable, work: Callable[[], T]) -> _Job:
        now = time.monotonic()
        with self._lock:
            for old, one in list(self._jobs.items()):
                if one.future.done() and now - one.begun > _KEPT_SECONDS:
                    del self._jobs[old]
            job = self._jobs.get(name)
            if job is None:
                job = self._jobs[name] = _Job(now)
                job.future = self._threads.submit(_watched, job.progress, work)
        return job

    def _forget(self, name: Hashable, job: _Job) -> None:
        with self._lock:
            if self._jobs.get(name) is job:
                del self._jobs[name]


def _watched(progress: Progress, work: Callable[[], T]) -> T:
    with watched(progress):
        return work()
