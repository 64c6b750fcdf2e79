"""Works that wait for a writer go in together: one transaction, one set of statements, one wait for the disk.

Most of a small write is what each costs whatever it holds: its statements and its commit. Whoever comes while another
one writes waits in a list; the next to write takes the whole list along, and all are answered once the commit is in.
When anything in it fails, nothing of it stays and each goes by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Tx = TypeVar("Tx")
Work = TypeVar("Work")

MOST = 16
"""Works in one transaction: beyond that the commit costs little of it, and the first would wait for the last."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A work in line. `answer` stays empty when it did not go in; `leads` once it has to write for the others."""

    work: Any
    write: Callable[[Any, Sequence[Any]], Sequence[Any]]
    turn: threading.Event = field(default_factory=threading.Event)
    answer: list[Any] = field(default_factory=list)
    leads: bool = False


class SharedCommit(Generic[Tx]):
    """The line before one writer. `begin` opens a transaction that commits at its end."""

    def __init__(self, begin: Callable[[str], AbstractContextManager[Tx]]) -> None:
        self._begin = begin
        self._lock = threading.Lock()
        self._line: list[_Waiting] = []
        self._somebody_writes = False

    def attempt(
        self, work: Work, write: Callable[[Tx, Sequence[Work]], Sequence[T | None]], *, housekeeping: str
    ) -> list[T]:
        """The answer to this work, committed, as a list of one; empty when it failed here, and nothing of it was kept.

        `write` is given all works that wait to be written by it and answers each, None for one it left out. Who gets
        no answer writes in a transaction of its own, and meets there whatever is wrong; so it must be safe to do twice.
        """
        mine = _Waiting(work, write)
        with self._lock:
            self._line.append(mine)
            mine.leads = not self._somebody_writes
            self._somebody_writes = True
        if not mine.leads:
            mine.turn.wait()
        if mine.leads:
            self._write_together(housekeeping)
        return mine.answer

    def _write_together(self, housekeeping: str) -> None:
        """One round: those in line, then somebody who came meanwhile leads the next one."""
        with self._lock:
            write = self._line[0].write
            group = [one for one in self._line if one.write is write][:MOST]
            self._line = [one for one in self._line if one not in group]
        try:
            with self._begin(housekeeping) as tx:
                answers = write(tx, [one.work for one in group])
            for one, answer in zip(group, answers, strict=True):
                if answer is not None:
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
