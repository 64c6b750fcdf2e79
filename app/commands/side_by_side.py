"""Several workers at one address, each with a listening socket of its own (Linux).

At a socket that all of them share, the worker that happens to wake up takes everybody who knocks at that moment: of thirty
tablets that come home together often all, while another one has nothing to do. Here the system deals the lines out.
"""

from __future__ import annotations

import contextlib
import socket
import sys
from typing import Any, cast

from uvicorn import Config
from uvicorn.supervisors import Multiprocess

POSSIBLE = sys.platform == "linux"
"""Elsewhere the newest of such sockets would get every line."""


class OwnSocket:
    """Stands for a socket until it arrives in a worker. Opened here it would go on listening after its worker died,
    and whoever was sent to it would wait for good.
    """

    def __init__(self, host: str, port: int) -> None:
        self.where = (host, port)

    def __reduce__(self) -> tuple[Any, ...]:
        """What a worker unpacks is a socket."""
        return opened, self.where


def opened(host: str, port: int) -> socket.socket:
    """A socket at this address, beside those of the other workers of the same person."""
    own = socket.socket(_family(host))
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    own.bind((host, port))
    return own


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def serve_side_by_side(config: Config) -> None:
    """Serve with `config.workers` processes until told to end; exits when somebody else is at the address."""
    try:
        socket.create_server((config.host, config.port), family=_family(config.host)).close()
    except OSError as taken:
        message = f"karama: {config.host}, port {config.port}: {taken.strerror}"
        raise SystemExit(message) from taken
    own = cast("socket.socket", OwnSocket(config.host, config.port))
    with contextlib.suppress(KeyboardInterrupt):
        Multiprocess(config, sockets=[own]).run()
