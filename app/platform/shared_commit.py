"""Works that wait for the one writer of a database go in together: one transaction, one commit, one wait for the disk.

SQLite lets one write at a time, and most of a small write is its commit. Whoever comes while another one writes waits
in a list; the next to write takes the whole list along, one work after the other as if each were alone, and all are
answered once the commit is in. When anything in it fails, nothing of it stays and each goes by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
Tx = TypeVar("Tx")

MOST = 16
"""Works in one transaction: beyond that the commit costs little of it, and the first would wait for the last."""


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Tx]):
    """A work in line. `answer` stays empty when it did not go in; `leads` once it has to write for the others."""

    work: Callable[[Tx], object]
    context: Context
    turn: threading.Event = field(default_factory=threading.Event)
    answer: list[object] = field(default_factory=list)
    leads: bool = False


class SharedCommit(Generic[Tx]):
    """The line before one writer. `begin` opens a transaction that commits at its end."""

    def __init__(self, begin: Callable[[str], AbstractContextManager[Tx]]) -> None:
        self._begin = begin
        self._lock = threading.Lock()
        self._line: list[_Waiting[Tx]] = []
        self._somebody_writes = False

    def attempt(self, work: Callable[[Tx], T], *, housekeeping: str) -> list[T]:
        """The answer of `work`, committed, as a list of one; empty when it failed here, and nothing of it was kept.

        Then the caller does it in a transaction of its own, and meets there whatever is wrong with it. It must
        be safe to do twice.
        """
        mine: _Waiting[Tx] = _Waiting(work, copy_context())
        with self._lock:
            self._line.append(mine)
            mine.leads = not self._somebody_writes
            self._somebody_writes = True
        if not mine.leads:
            mine.turn.wait()
        if mine.leads:
            self._write_together(housekeeping)
        return mine.answer  # type: ignore[return-value]  # what `work` answered

    def _write_together(self, housekeeping: str) -> None:
        """One round: everybody in line, then somebody who came meanwhile leads the next one."""
        with self._lock:
            group, self._line = self._line[:MOST], self._line[MOST:]
        try:
            with self._begin(housekeeping) as tx:
                answers = [one.context.run(one.work, tx) for one in group]
            for one, answer in zip(group, answers, strict=True):
                one.answer.append(answer)
        except Exception:  # noqa: BLE001, S110 - each meets its own fault alone, where it is raised
            pass
        finally:
            with self._lock:
                self._somebody_writes = bool(self._line)
                if self._line:
                    self._line[0].leads = True
                    self._line[0].turn.set()
            for one in group:
                one.turn.set()
