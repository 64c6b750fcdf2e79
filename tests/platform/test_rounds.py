from __future__ import annotations

import logging
import threading

import pytest

from app.platform.rounds import Round


def test_a_round_that_fails_is_told_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    walked: list[int] = []

    def step() -> None:
        walked.append(len(walked))
        if len(walked) == 1:
            raise RuntimeError
        stop.set()

    with caplog.at_level(logging.ERROR):
        walker = Round("sealer", 0.0, step).in_the_background(stop)
        walker.start()
        walker.join(timeout=30)
    assert walked == [0, 1]
    assert [record.message for record in caplog.records] == ["a round of the sealer failed"]
