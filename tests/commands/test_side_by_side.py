"""Workers that listen side by side, each at a socket of its own."""

from __future__ import annotations

import pickle
import socket
from contextlib import ExitStack
from typing import cast

import pytest
import uvicorn

from app.commands.side_by_side import POSSIBLE, OwnSocket, opened, serve_side_by_side

HERE = "127.0.0.1"
KNOCKING = 64

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="only Linux deals lines out among sockets")


def arrived(port: int) -> socket.socket:
    """What a worker gets of what its parent hands over."""
    return cast("socket.socket", pickle.loads(pickle.dumps(OwnSocket(HERE, port))))  # noqa: S301 - ours


def waiting_at(listening: socket.socket) -> int:
    """How many knocked there."""
    listening.setblocking(False)
    found = 0
    while True:
        try:
            listening.accept()[0].close()
        except BlockingIOError:
            return found
        found += 1


def test_who_knocks_is_dealt_out_among_the_workers() -> None:
    with ExitStack() as stack:
        first = stack.enter_context(opened(HERE, 0))
        second = stack.enter_context(arrived(first.getsockname()[1]))
        for one in (first, second):
            one.listen(KNOCKING)
        for _ in range(KNOCKING):
            stack.enter_context(socket.create_connection(first.getsockname()))
        shares = waiting_at(first), waiting_at(second)
    assert sum(shares) == KNOCKING
    assert min(shares) > KNOCKING // 8


def test_when_a_worker_is_gone_the_other_gets_everybody() -> None:
    with ExitStack() as stack:
        first = stack.enter_context(opened(HERE, 0))
        first.listen(KNOCKING)
        second = arrived(first.getsockname()[1])
        second.listen(KNOCKING)
        second.close()
        for _ in range(8):
            stack.enter_context(socket.create_connection(first.getsockname()))
        assert waiting_at(first) == 8


def test_it_does_not_creep_in_where_somebody_else_serves() -> None:
    with opened(HERE, 0) as somebody:
        somebody.listen()
        port = somebody.getsockname()[1]
        with pytest.raises(SystemExit, match=f"port {port}: Address already in use"):
            serve_side_by_side(uvicorn.Config("app.main:served", host=HERE, port=port, workers=2))
