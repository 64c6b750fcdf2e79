"""So many at a time, a few in line, the others asked to come back: pressure that ends in 503, never in a timeout."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.kernel.errors import Unavailable


class Turns:
    """Lets `at_once` threads of this process through; one that waits longer than `patience` seconds is sent away."""

    def __init__(self, at_once: int, patience: float, retry_after: int) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._patience = patience
        self._retry_after = retry_after

    @contextmanager
    def take(self) -> Iterator[None]:
        """One's turn. Raises Unavailable (503 with Retry-After) when the line is too slow."""
        if not self._free.acquire(timeout=self._patience):
            raise Unavailable(self._retry_after)
        try:
            yield
        finally:
            self._free.release()
