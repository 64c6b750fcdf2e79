"""A line before one thread that writes: all who wait are written as one set, and each is told what became of his work.

Most of a small write is what each costs whatever it holds: its statements, its commit, the way into a thread and back.
Whoever comes while a set is written waits; the next set takes the whole line along. Nobody waits for a set to grow.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Work = TypeVar("Work")
Answer = TypeVar("Answer")

MOST = 16
"""Works in one set: beyond that the commit costs little of it, and the first would wait for the last."""


class Line(Generic[Work, Answer]):
    """The line before one writer.

    `write` commits a set and answers each of its works, None for one that it left out. When it raises, nothing of the
    set was kept and all are answered None: who gets no answer goes by himself, and meets there whatever is wrong.
    """

    def __init__(self, write: Callable[[Sequence[Work]], Sequence[Answer | None]]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Work, Future[Answer | None]]] = deque()
        self._somebody_writes = False
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="line")

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def join(self, work: Work) -> Future[Answer | None]:
        """Stand in line. A future that is cancelled while it waits leaves the line; afterwards it is too late for that."""
        told: Future[Answer | None] = Future()
        with self._lock:
            self._waiting.append((work, told))
            begins, self._somebody_writes = not self._somebody_writes, True
        if begins:
            self._writer.submit(self._until_nobody_waits)
        return told

    def _until_nobody_waits(self) -> None:
        while taken := self._next():
            works = [work for work, _told in taken]
            try:
                answered = list(zip(taken, self._write(works), strict=True))
            except Exception:  # noqa: BLE001 - each meets its own fault alone, where it is raised
                answered = [(one, None) for one in taken]
            for (_work, told), answer in answered:
                told.set_result(answer)

    def _next(self) -> list[tuple[Work, Future[Answer | None]]]:
        """The next set; when there is none, the next to come begins again."""
        taken: list[tuple[Work, Future[Answer | None]]] = []
        with self._lock:
            while self._waiting and len(taken) < MOST:
                one = self._waiting.popleft()
                if one[1].set_running_or_notify_cancel():
                    taken.append(one)
            self._somebody_writes = bool(taken)
        return taken
