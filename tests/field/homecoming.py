"""Tablets that were away all day and find the network at the same moment. They behave: one batch at a time, and who is
asked to come back later does so when told.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from tests.field.tablet import Tablet

_COME_BACK = {http.client.TOO_MANY_REQUESTS, http.client.SERVICE_UNAVAILABLE}
MOST_TRIES = 100


@dataclass(slots=True)
class Homecoming:
    """What the tablets met. Seconds of each batch that was accepted, and how many answers had each status."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    without_a_time: int = 0
    took: float = 0.0

    def percentile(self, share: float) -> float:
        """Seconds within which this share of the accepted batches was answered."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def all_at_once(port: int, loads: Sequence[tuple[Tablet, Mapping[str, Any]]]) -> Homecoming:
    """Each tablet sends its one batch, all released by one signal; returns when all are through."""
    home, guard, signal = Homecoming(), threading.Lock(), threading.Barrier(len(loads) + 1)

    def send(tablet: Tablet, body: bytes) -> None:
        signal.wait()
        for _try in range(MOST_TRIES):
            status, said, come_back, seconds = post(port, tablet.token, body)
            with guard:
                home.statuses[status] += 1
                if status in _COME_BACK:
                    home.without_a_time += come_back is None
                else:
                    home.seconds.append(seconds)
                    home.outcomes.update(one["outcome"] for one in said.get("results", ()))
                    return
            time.sleep(float(come_back or 1))

    threads = [
        threading.Thread(target=send, args=(tablet, json.dumps(body).encode())) for tablet, body in loads
    ]
    for thread in threads:
        thread.start()
    signal.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    home.took = time.perf_counter() - started
    return home


def post(port: int, token: str, body: bytes) -> tuple[int, Any, str | None, float]:
    """Status, answer, Retry-After and seconds of one batch."""
    started = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        line.request(
            "POST",
            "/api/v1/field/batches",
            body,
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        answer = line.getresponse()
        said = json.loads(answer.read())
        return answer.status, said, answer.getheader("Retry-After"), time.perf_counter() - started
