"""The PostgreSQL of the tests itself: one for all workers, forgetful, gone when its pytest is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.postgres import PostgresServer
from tests.postgres_plugin import postgres_server

HOUSE = Path(__file__).parents[2]

# Only Linux tells a child that its parent was killed; elsewhere a killed pytest leaves its server behind.
WAYS = [signal.SIGINT, signal.SIGKILL] if sys.platform == "linux" else [signal.SIGINT]

# A pytest of its own, in which one test tells where its server is and then waits to be interrupted.
WAITING_TEST = """
import os, pathlib, time

def test_waits():
    pathlib.Path(os.environ["TOLD"]).write_text(os.environ["KARAMA_TEST_POSTGRES"])
    time.sleep(60)
"""

# Whoever is started in the background of a shell does not hear SIGINT, and neither would its children.
INTERRUPTED = """
import signal, sys
import pytest

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(pytest.main(sys.argv[1:]))
"""


@pytest.fixture
def server() -> PostgresServer:
    return postgres_server()


@pytest.fixture
def database(server: PostgresServer) -> Iterator[str]:
    name = f"house_{uuid.uuid4().hex}"
    server.create_database(name)
    yield name
    server.drop_database(name)


def ask(engine: Engine, statement: str) -> object:
    with engine.begin() as connection:
        return connection.execute(text(statement)).scalar()


def test_it_forgets_on_purpose_and_has_room_for_all_workers(server: PostgresServer) -> None:
    engine = create_engine(server.url("postgres"))
    told = {name: ask(engine, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")}
    assert set(told.values()) == {"off"}
    assert ask(engine, "SHOW max_connections") == "200"
    assert ask(engine, "SHOW listen_addresses") == "127.0.0.1"
    engine.dispose()


def test_letters_follow_unicode_whatever_the_machine_speaks(server: PostgresServer, database: str) -> None:
    engine = create_engine(server.url(database))
    assert ask(engine, "SELECT lower('ÉCOLE')") == "école"
    assert ask(engine, "SHOW server_encoding") == "UTF8"
    engine.dispose()


def test_a_database_is_copied_from_a_template(server: PostgresServer, database: str) -> None:
    engine = create_engine(server.url(database))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kit (code text)"))
        connection.execute(text("INSERT INTO kit VALUES ('DK')"))
    engine.dispose()
    copy = f"{database}_copy"
    server.create_database(copy, template=database)
    copied = create_engine(server.url(copy))
    assert ask(copied, "SELECT code FROM kit") == "DK"
    server.drop_database(copy)  # although `copied` still holds a connection
    with pytest.raises(OperationalError):
        create_engine(server.url(copy)).connect()
    copied.dispose()


def test_dropping_what_is_not_there_is_no_trouble(server: PostgresServer) -> None:
    server.drop_database("never_made")


def test_stopping_an_attached_server_leaves_it_running(server: PostgresServer) -> None:
    PostgresServer.attach(server.prefix).stop()
    engine = create_engine(server.url("postgres"))
    assert ask(engine, "SELECT 1") == 1
    engine.dispose()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the server's user may enter too, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="karama-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def answers(server: PostgresServer) -> bool:
    try:
        create_engine(server.url("postgres"), poolclass=NullPool).connect().close()
    except OperationalError:
        return False
    return True


def until(happened: Callable[[], bool]) -> None:
    """Wait for another process: at most 30 s."""
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline, "nothing happened in 30 s"
        time.sleep(0.05)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_the_server_goes_with_its_pytest(
    open_folder: Path, server: PostgresServer, way: signal.Signals
) -> None:
    told = open_folder / "told"
    (open_folder / "test_waits.py").write_text(WAITING_TEST)
    command = [sys.executable, "-c", INTERRUPTED, "-p", "no:cacheprovider", "-p", "tests.postgres_plugin"]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    with subprocess.Popen(
        [*command, "-c", os.devnull, "--rootdir", open_folder, open_folder / "test_waits.py"],
        cwd=HOUSE,
        env=surroundings | {"TOLD": str(told), "TMPDIR": str(open_folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            until(lambda: told.exists() and told.read_text() != "")
            other = PostgresServer.attach(told.read_text())
            assert other.prefix != server.prefix
            assert answers(other)
            process.send_signal(way)
            process.wait(timeout=20)
            until(lambda: not answers(other))
        finally:
            process.kill()
    if way is signal.SIGINT:
        assert not list(open_folder.glob("karama-postgres-*"))
