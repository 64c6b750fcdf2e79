"""A pytest plugin: starts one PostgreSQL before the tests and stops it after them, for all workers together.

The controller starts it; workers of pytest-xdist inherit its address in the environment. Where the machine has no
PostgreSQL, the reason stands in the environment instead, for the fixtures to skip with; where skips are forbidden,
the run ends at once.

PYTEST_DONT_REWRITE: nothing is asserted here, and conftest may import it before pytest does.
"""

from __future__ import annotations

import functools
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.no_skips import skips_forbidden
from tests.postgres import PostgresServer
from tests.postgres_programs import NoPostgresError

ADDRESS = "KARAMA_TEST_POSTGRES"
REASON = "KARAMA_TEST_POSTGRES_MISSING"

_server = pytest.StashKey[PostgresServer]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--sqlite-only`: the quick half of a run while developing."""
    group = parser.getgroup("karama")
    group.addoption("--sqlite-only", action="store_true", help="leave PostgreSQL out (quicker; never in CI)")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server, in the controller only."""
    if hasattr(config, "workerinput"):
        return
    os.environ.pop(ADDRESS, None)
    os.environ.pop(REASON, None)
    if config.getoption("--sqlite-only") or config.option.collectonly:
        os.environ[REASON] = "--sqlite-only was asked for"
        return
    folder = Path(tempfile.mkdtemp(prefix="karama-postgres-"))
    try:
        server = PostgresServer.start(folder)
    except NoPostgresError as trouble:
        shutil.rmtree(folder, ignore_errors=True)
        if skips_forbidden():
            raise pytest.UsageError(str(trouble)) from trouble
        os.environ[REASON] = str(trouble).splitlines()[0]
        return
    config.stash[_server] = server
    os.environ[ADDRESS] = server.prefix


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and delete its data; runs after Ctrl-C too."""
    if (prefix := os.environ.get(ADDRESS)) is not None:
        _attached(prefix).stop()
    server = config.stash.get(_server, None)
    if server is not None:
        server.stop()
        del config.stash[_server]
        os.environ.pop(ADDRESS, None)


def postgres_server() -> PostgresServer:
    """The server of this run, for fixtures in any worker; skips the test, with the reason, when there is none."""
    prefix = os.environ.get(ADDRESS)
    if prefix is None:
        pytest.skip(f"no PostgreSQL: {os.environ.get(REASON, 'the plugin is not loaded')}")
    return _attached(prefix)


@functools.cache
def _attached(prefix: str) -> PostgresServer:
    """One for all fixtures of this process."""
    return PostgresServer.attach(prefix)
