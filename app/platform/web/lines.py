"""Waiting in a line without a thread for each who waits."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from starlette.concurrency import run_in_threadpool as in_a_thread

from app.kernel.errors import Unavailable
from app.platform.line import Line

__all__ = ["in_a_thread", "stand_in"]

Work = TypeVar("Work")
Answer = TypeVar("Answer")


async def stand_in(
    line: Line[Work, Answer], work: Work, *, patience: float, retry_after: int
) -> Answer | None:
    """What the line answers to this work, None when it was left out.

    Raises Unavailable (503 with Retry-After) when its turn did not come within `patience` seconds; then nothing of it
    was done. Once it is its turn it is done and told, however long that takes.
    """
    waiting = line.join(work)
    is_sent_away = False

    def send_away() -> None:
        nonlocal is_sent_away
        is_sent_away = waiting.cancel()

    timer = asyncio.get_running_loop().call_later(patience, send_away)
    try:
        return await asyncio.wrap_future(waiting)
    except asyncio.CancelledError:
        if is_sent_away:
            raise Unavailable(retry_after) from None
        raise
    finally:
        timer.cancel()
