"""What is done again and again in the background while the house serves: seals, reminders, the post."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """A small piece of work and the seconds between its ends and beginnings."""

    name: str
    every_seconds: float
    step: Callable[[], object]

    def walk_until(self, stop: threading.Event) -> None:
        """Do the work until `stop` is set. A step that fails is told in the log; the next one comes all the same."""
        while not stop.wait(self.every_seconds):
            try:
                self.step()
            except Exception:
                log.exception("a round of the %s failed", self.name)

    def in_the_background(self, stop: threading.Event) -> threading.Thread:
        """A thread that walks the round, not yet started; it never keeps the process alive."""
        return threading.Thread(target=self.walk_until, args=(stop,), name=self.name, daemon=True)
