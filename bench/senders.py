"""Tablets that send one batch after another over a line each, in one thread and with bodies made beforehand.

Server and senders share two cores: what a sender needs is taken from what is measured. So nothing here is parsed but
the length of an answer, and a line that waits costs nothing.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

PATIENCE_SECONDS = 60.0
_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


class _Line:
    """One kept connection: what is still to be sent over it, and what has come of the answer."""

    def __init__(self, port: int, requests: Sequence[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = iter(requests)
        self._come = b""

    def send_next(self) -> bool:
        """False when everything is sent."""
        request = next(self._requests, None)
        if request is not None:
            self.socket.sendall(request)
        return request is not None

    def listen(self) -> bool:
        """Take what has come; whether the answer is complete. Raises when it is anything but success for each event."""
        piece = self.socket.recv(1 << 18)
        assert piece, "the server hung up"
        self._come += piece
        head, end, said = self._come.partition(_END)
        if not end:
            return False
        lower = head.lower()
        begins = lower.index(_LENGTH) + len(_LENGTH)
        if len(said) < int(lower[begins:].split(b"\r\n", 1)[0]):
            return False
        assert head.startswith(b"HTTP/1.1 200 "), head[:200]
        assert said.count(b'"outcome":"applied"') == said.count(b'"outcome"') > 0, said[:200]
        self._come = b""
        return True


def request_of(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST as it goes over the line."""
    told = {"host": "127.0.0.1", **headers, "content-length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def send_all(port: int, loads: Sequence[Sequence[bytes]]) -> float:
    """Seconds until each has sent all its requests, one after another, all at the same time.

    Raises AssertionError when an answer is not 200 with every event applied, or none comes for a minute.
    """
    with ExitStack() as stack:
        ears = stack.enter_context(selectors.DefaultSelector())
        lines = [_Line(port, requests) for requests in loads]
        for line in lines:
            stack.enter_context(line.socket)
            ears.register(line.socket, selectors.EVENT_READ, line)
        started = time.perf_counter()
        busy = sum(line.send_next() for line in lines)
        while busy:
            for line in _heard(ears):
                if line.listen() and not line.send_next():
                    ears.unregister(line.socket)  # nobody minds when the server hangs up on it now
                    busy -= 1
        return time.perf_counter() - started


def _heard(ears: selectors.BaseSelector) -> Iterator[_Line]:
    found = ears.select(PATIENCE_SECONDS)
    assert found, "no answer came"
    for key, _mask in found:
        yield key.data
