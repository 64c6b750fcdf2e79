"""One PostgreSQL server for a whole test run, thrown away afterwards.

It forgets everything at the end, so it never waits for the disk. It listens on the loopback address only, on a
port that the system had free, and dies with the process that started it.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.postgres_programs import NoPostgresError, Runner, find_programs, major_version

ROLE = "karama"
FIRST_DATABASE = "postgres"
START_SECONDS = 30
SETTINGS: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",  # databases live for seconds
    "max_connections": "200",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
    "timezone": "Asia/Kolkata",  # neither UTC nor a whole hour: code that leans on the server's zone shows itself
}


class PostgresServer:
    """A server that answers at `url(database)`."""

    def __init__(
        self, prefix: str, process: subprocess.Popen[bytes] | None = None, folder: Path | None = None
    ) -> None:
        """Use `start` to have a server of one's own, `attach` for one that somebody else started."""
        self.prefix = prefix
        self._process = process
        self._folder = folder
        self._desk: psycopg.Connection[tuple[object, ...]] | None = None

    @classmethod
    def start(cls, folder: Path) -> Self:
        """Start a server with its data below `folder` (which must not be inside somebody's private folder).

        Raises NoPostgresError when this machine has none, with the server's own words when it will not start.
        """
        runner = Runner.choose()
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        programs = find_programs(runner, folder)
        data = folder / "data"
        data.mkdir()
        runner.owns(data)
        _create_cluster(programs, data, runner)
        port = _free_port()
        log = folder / "server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port), *_as_arguments(SETTINGS, data)],
                user=runner.uid,
                group=runner.gid,
                extra_groups=None if runner.uid is None else [],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for pytest; pytest then stops the server
                preexec_fn=_die_with_parent,  # noqa: PLW1509  # started before any thread of ours
            )
        server = cls(f"postgresql+psycopg://{ROLE}@127.0.0.1:{port}/", process, folder)
        atexit.register(server.stop)
        try:
            server._wait_until_it_answers(log)
        except BaseException:
            server.stop()
            raise
        return server

    @classmethod
    def attach(cls, prefix: str) -> Self:
        """The server that another process started; `prefix` is its `prefix`. Stopping stays with the other."""
        return cls(prefix)

    def url(self, database: str) -> str:
        """The address of one database, for SQLAlchemy with psycopg 3."""
        return f"{self.prefix}{database}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database, empty or as a copy of `template` (to which nobody may be connected)."""
        # Copying files is three times quicker than logging pages; older servers know no other way.
        strategy = " STRATEGY file_copy" if self.desk.info.server_version >= 150_000 else ""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + strategy)
        self.desk.execute(statement.format(sql.Identifier(name), sql.Identifier(template or "template0")))

    def drop_database(self, name: str) -> None:
        """Remove a database if it is there, and whoever is still connected to it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self.desk.execute(statement.format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stop at once and delete the data; harmless when done twice. An attached one stays, and is spoken to no more."""
        atexit.unregister(self.stop)
        if self._desk is not None:
            self._desk.close()
            self._desk = None
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGQUIT)  # "immediate": nothing here is worth writing down
                try:
                    self._process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    @property
    def desk(self) -> psycopg.Connection[tuple[object, ...]]:
        """Where databases are ordered; kept, for a server begins a process of its own for every connection."""
        if self._desk is None or self._desk.closed:
            self._desk = self._connect()
        return self._desk

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        address = make_url(self.url(FIRST_DATABASE))
        return psycopg.connect(
            host=address.host,
            port=address.port,
            user=address.username,
            dbname=address.database,
            autocommit=True,
            connect_timeout=START_SECONDS,
        )

    def _wait_until_it_answers(self, log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            if self._process is not None and self._process.poll() is not None:
                message = f"PostgreSQL stopped while starting:\n{log.read_text(errors='replace')}"
                raise NoPostgresError(message)
            with contextlib.suppress(psycopg.OperationalError):
                self._connect().close()
                return
            if time.monotonic() > deadline:
                message = (
                    f"PostgreSQL did not answer in {START_SECONDS} s:\n{log.read_text(errors='replace')}"
                )
                raise NoPostgresError(message)
            time.sleep(0.02)


def _create_cluster(programs: Path, data: Path, runner: Runner) -> None:
    """Same order and case rules for letters everywhere: those of Unicode, not of the machine's language."""
    rules = ["--locale=C.UTF-8"]
    if major_version(programs, runner) >= 17:
        rules = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = runner.run(
        programs / "initdb",
        "-D",
        data,
        "-U",
        ROLE,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--no-instructions",
        *rules,
    )
    if done.returncode != 0:
        message = f"initdb failed:\n{done.stdout}{done.stderr}"
        raise NoPostgresError(message)


def _as_arguments(settings: Mapping[str, str], data: Path) -> list[str]:
    pairs = {**settings, "unix_socket_directories": str(data)} if len(str(data)) < 80 else settings
    return [argument for name, value in pairs.items() for argument in ("-c", f"{name}={value}")]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent() -> None:
    """Linux: ask for SIGQUIT when pytest is gone, however it went; elsewhere `atexit` must do."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        parent_is_gone = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)
        if os.getppid() == parent_is_gone:
            os._exit(1)
