"""The network of a storm: requests that never leave, answers that never arrive, everything twice and out of order."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

from app.field.schemas.events import MOST_EVENTS
from tests.field.tablet import Event, Tablet

_STORED = {"applied", "duplicate", "conflict"}
_COME_BACK = {http.client.TOO_MANY_REQUESTS, http.client.SERVICE_UNAVAILABLE}
LOST_ON_THE_WAY = 0.08
ANSWER_LOST = 0.12
SENT_AGAIN = 0.10
OUT_OF_ORDER = 0.35
IN_PARALLEL = 0.15


class Progress:
    """How many events all tablets know to be safe; wakes who waits for more, and those who wait for the server."""

    def __init__(self) -> None:
        self._safe = 0
        self._changed = threading.Condition()
        self.server_is_up = threading.Event()
        self.faults: list[str] = []

    def more(self, many: int) -> None:
        """So many more are safe."""
        with self._changed:
            self._safe += many
            self._changed.notify_all()

    def fail(self, fault: str) -> None:
        """Something that must never happen: everybody stops."""
        with self._changed:
            self.faults.append(fault)
            self._changed.notify_all()

    def wait_for(self, many: int, seconds: float) -> bool:
        """Until so many are safe; False when they are not in time, or something went wrong."""
        with self._changed:
            done = self._changed.wait_for(lambda: bool(self.faults) or self._safe >= many, seconds)
            return done and not self.faults


class Sender:
    """Sends what a tablet saw until every event was answered for, through whatever weather."""

    def __init__(
        self, tablet: Tablet, told: Sequence[Event], port: int, progress: Progress, seed: object
    ) -> None:
        self._tablet, self._port, self._progress = tablet, port, progress
        self._lot = Random(str(seed))
        self._unsent = {event["id"]: event for event in told}
        self._safe: list[Event] = []
        self._guard = threading.Lock()

    def send_all(self) -> None:
        """Returns when nothing waits any more, or when something went wrong anywhere."""
        try:
            with ThreadPoolExecutor(2) as hands:
                while self._unsent and not self._progress.faults:
                    self._progress.server_is_up.wait(30)
                    batch = self._choose()
                    second = self._choose() if self._lot.random() < IN_PARALLEL else None
                    fates = [self._lot.random() for _batch in (batch, second)]
                    for sent in [
                        hands.submit(self._send, one, fate)
                        for one, fate in zip((batch, second), fates, strict=True)
                        if one
                    ]:
                        sent.result()
        except Exception as fault:  # noqa: BLE001 - told by the test, whatever it is
            self._progress.fail(f"{self._tablet.label}: {fault!r}")

    def _choose(self) -> list[Event]:
        """Mostly the oldest in order; often anything from anywhere; sometimes what was answered for long ago."""
        lot = self._lot
        size = lot.choice((1, 20, *[MOST_EVENTS] * 6))
        with self._guard:
            waiting, safe = list(self._unsent.values()), list(self._safe)
        if lot.random() < OUT_OF_ORDER:
            chosen = lot.sample(waiting, min(size, len(waiting)))
        else:
            chosen = waiting[:size]
        if safe and lot.random() < SENT_AGAIN:
            again = lot.sample(safe, min(10, len(safe)))
            chosen = [*chosen[: MOST_EVENTS - len(again)], *again]
            lot.shuffle(chosen)
        return chosen

    def _send(self, batch: list[Event], fate: float) -> None:
        if fate < LOST_ON_THE_WAY:
            return
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            line.request(
                "POST",
                "/api/v1/field/batches",
                json.dumps(self._tablet.body(*batch)),
                {"Authorization": f"Bearer {self._tablet.token}", "Content-Type": "application/json"},
            )
            if fate < LOST_ON_THE_WAY + ANSWER_LOST:
                return  # the server may well have taken it; the tablet never hears
            answer = line.getresponse()
            self._hear(batch, answer.status, json.loads(answer.read()), answer.getheader("Retry-After"))
        except (OSError, http.client.HTTPException):
            return  # killed in the middle: nobody knows what became of it
        finally:
            line.close()

    def _hear(self, batch: list[Event], status: int, said: Any, come_back: str | None) -> None:
        if status in _COME_BACK and come_back:
            return
        results = said.get("results", ()) if status == http.client.OK else ()
        if [one["id"] for one in results] != [event["id"] for event in batch]:
            self._progress.fail(f"{self._tablet.label} was answered {status}: {said}")
            return
        bad = [one for one in results if one["outcome"] not in _STORED]
        if bad:
            self._progress.fail(f"{self._tablet.label} was refused {bad[:3]}")
        new = 0
        with self._guard:
            for event in batch:
                if self._unsent.pop(event["id"], None) is not None:
                    self._safe.append(event)
                    new += 1
        self._progress.more(new)
