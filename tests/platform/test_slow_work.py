"""Work that takes long goes on behind: who asks is told how far it is, who asks again is handed the result once."""

from __future__ import annotations

import threading

import pytest

from app.kernel.errors import NotFound
from app.platform.slow_work import SlowWork, Underway, one_step_done


def test_who_asks_too_early_is_told_how_far_it_is_and_finds_it_done_later() -> None:
    slow = SlowWork(patience=0.05)
    stepped, go_on = threading.Event(), threading.Event()
    begun = []

    def work() -> str:
        begun.append("once")
        one_step_done()
        stepped.set()
        go_on.wait(10)
        return "the report"

    first = slow.ask("Amina", work)
    assert isinstance(first, Underway)
    assert stepped.wait(10)
    again = slow.ask("Amina", work)
    assert isinstance(again, Underway)
    assert again.steps == 1
    go_on.set()
    patient = SlowWork(patience=10)
    patient._jobs = slow._jobs
    assert patient.ask("Amina", work) == "the report"
    assert begun == ["once"]
    assert patient.ask("Amina", lambda: "anew") == "anew"


def test_a_refusal_reaches_who_asks() -> None:
    def work() -> str:
        raise NotFound

    with pytest.raises(NotFound):
        SlowWork(patience=10).ask("Amina", work)
    one_step_done()
