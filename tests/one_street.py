"""A pytest plugin: all clients of one process speak to their applications in one event loop, as in a served process.

A client without a life of its own began a thread, an event loop and a pool of threads for every single request, and
ended them after it: a third of the time of a small test. A server has one loop for all that it is asked, at once too.

PYTEST_DONT_REWRITE: nothing is asserted here, and conftest may import it before pytest does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.testclient import TestClient

_street = pytest.StashKey[ExitStack]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """The loop runs before the first request and after the last."""
    session.config.stash[_street] = life = ExitStack()
    shared = life.enter_context(start_blocking_portal())

    @contextmanager
    def portal(client: TestClient) -> Iterator[BlockingPortal]:
        yield client.portal or shared

    TestClient._portal_factory = portal  # type: ignore[assignment, method-assign]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """No thread outlives the tests."""
    session.config.stash[_street].close()
