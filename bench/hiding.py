"""How long a three-way table with all its totals takes to be protected and proved."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from app.reports.disclosure.linked_hiding import LinkedGuard
from app.reports.disclosure.proving import audit_linked
from app.reports.disclosure.shapes import Table, cube
from bench.asking import cpu_of
from bench.questions import Line

SHAPE = (12, 3, 5)
PROTECT_MS = 10_000
"""Specified for two slow cores."""

THRESHOLD = 5


def hiding() -> Iterator[Line]:
    """A table as it is met: many small counts, a few large ones, a tenth of the cells empty."""
    chance = random.Random(1)
    counts = {
        (f"C{c}", f"S{s}", f"A{a}"): max(0, int(chance.lognormvariate(2.2, 1.3)) - 1)
        for c, s, a in itertools.product(*map(range, SHAPE))
    }
    system = cube(Table(counts), THRESHOLD)
    guards: list[LinkedGuard] = []

    def protect() -> None:
        guard = LinkedGuard(system, THRESHOLD)
        guard.defend()
        assert not audit_linked(system, THRESHOLD, guard.published(), found_by=guard)
        guards.append(guard)

    cpu, wall = cpu_of(protect, times=1)
    last = guards[-1]
    note = f"{cpu:.0f} ms CPU, {int(last.primary.sum())} small, {int(last.hidden.sum())} hidden, {last.ask.asked} questions"
    shape = " x ".join(map(str, SHAPE))
    yield Line(f"{shape} with all totals, hidden and proved", wall, "ms", PROTECT_MS, None, note)
