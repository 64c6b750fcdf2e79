"""Processes that begin the same work at the same moment: each is a fork of one that has imported what they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection

Begin = Callable[[], object]
"""Returns once all of the crowd have come so far."""
Life = Callable[[int, Begin], Iterable[str]]
"""What the process with this number does, and what it has to tell."""

PATIENCE_SECONDS = 60
_fork = get_context("fork")


def told_by_each(processes: int, live: Life) -> list[str]:
    """What so many processes had to tell, in their order. For a process of one thread only.

    Raises EOFError when one of them ended before it told anything.
    """
    gate = _fork.Barrier(processes)
    begin = partial(gate.wait, PATIENCE_SECONDS)
    crowd = []
    for number in range(processes):
        ear, mouth = _fork.Pipe(duplex=False)
        one = _fork.Process(target=_live, args=(live, number, begin, mouth))
        one.start()
        mouth.close()  # so that the ear hears when its process ends
        crowd.append((one, ear))
    told = [line for _one, ear in crowd for line in ear.recv()]
    for one, _ear in crowd:
        one.join()
    return told


def _live(live: Life, number: int, begin: Begin, mouth: Connection) -> None:
    mouth.send(list(live(number, begin)))
