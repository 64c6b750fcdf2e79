"""`karama` as real processes that can be killed at any instant, and started again at once.

Importing Karama takes longer than a storm should wait ten times. So a starter imports it once and forks for each
command: every life is a process of its own, with its own memory, threads and connections, in which the command line
runs from its first word. A server that has one life is a plain `python -m app serve`.
"""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

START_SECONDS = 120
_FOLLOW_THE_PARENT = 1
"""Linux: prctl's PR_SET_PDEATHSIG."""
NEEDED = (
    "app.main",
    "app.commands",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "uvicorn.lifespan.on",
)
"""What every life of a server imports."""


_GROUP, _USER_TIME, _SYSTEM_TIME = 2, 11, 12
"""Places in /proc/PID/stat after the name (proc_pid_stat(5))."""


class Karama:
    """Commands of one house, each in a process of its own; `port` is where its server listens."""

    def __init__(self, folder: Path, environment: Mapping[str, str], *, again: bool) -> None:
        self.port = _free_port()
        self._again = again
        self.lives = 0
        self._folder = folder
        self._server: int | None = None
        self._starter = subprocess.Popen(
            [sys.executable, "-m", "tests.field.karama_process"],
            env={**os.environ, **environment},
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def serve(self, workers: int = 1) -> None:
        """A life of the server begins; returns once it answers."""
        arguments = ["serve", "--port", str(self.port), "--workers", str(workers)]
        told = str(self._folder / f"server-{self.lives}.log")
        order = "run" if self._again else "exec"
        self._server = int(self._ask({order: arguments, "told": told, "more_will_follow": self._again}))
        self.lives += 1
        self._until_it_answers()

    def kill(self) -> None:
        """End it with -9: nothing is finished, nothing is said."""
        if self._server is not None:
            os.killpg(self._server, signal.SIGKILL)
            self._ended(self._server)
            self._server = None

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit status and output of a command."""
        told = self._folder / "told.txt"
        status = self._ended(int(self._ask({"run": arguments, "told": str(told), "more_will_follow": True})))
        return status, told.read_text()

    def log(self) -> str:
        """What all lives of the server wrote."""
        return "".join(file.read_text() for file in sorted(self._folder.glob("server-*.log")))

    def cpu_seconds(self) -> float:
        """CPU that all processes of the running server have used: what a busy machine cannot falsify."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # a process may end while we look
                told = stat.read_text().rpartition(")")[2].split()
                if int(told[_GROUP]) == self._server:
                    ticks += int(told[_USER_TIME]) + int(told[_SYSTEM_TIME])
        return ticks / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End everything that was started here."""
        with contextlib.suppress(BrokenPipeError, ValueError):  # a starter that fell over has nothing to say
            self.kill()
        with contextlib.suppress(BrokenPipeError):
            if self._starter.stdin is not None:
                self._starter.stdin.close()
        self._starter.wait(timeout=START_SECONDS)
        if self._starter.stdout is not None:
            self._starter.stdout.close()

    def _ended(self, process: int) -> int:
        return int(self._ask({"wait": process}))

    def _ask(self, order: Mapping[str, object]) -> str:
        assert self._starter.stdin is not None
        assert self._starter.stdout is not None
        self._starter.stdin.write(json.dumps(order) + "\n")
        self._starter.stdin.flush()
        return self._starter.stdout.readline()

    def _until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError, http.client.HTTPException),
                closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as line,
            ):
                line.request("GET", "/healthz")
                answer = line.getresponse()
                answer.read()
                if answer.status == http.client.OK:
                    return
            time.sleep(0.02)
        raise AssertionError(f"the server did not answer:\n{self.log()}")


@contextmanager
def karama(database_url: str, folder: Path, *, again: bool = False, **settings: str) -> Iterator[Karama]:
    """A house on this database whose processes end with the block. `settings` are named without their prefix.

    `again`: more lives and commands will follow the first one, so that they should begin at once.
    """
    environment = {
        "KARAMA_DATABASE_URL": database_url,
        "KARAMA_DATA_DIR": str(folder / "data"),
        "KARAMA_API_RATE_PER_MINUTE": "1000000",
        **{f"KARAMA_{name.upper()}": value for name, value in settings.items()},
    }
    house = Karama(folder, environment, again=again)
    try:
        yield house
    finally:
        house.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_on_demand() -> None:
    """The starter: one order a line, one answer a line, until nobody can give orders any more."""
    running: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _process, status = os.waitpid(order["wait"], 0)
            running.discard(order["wait"])
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        if order["more_will_follow"]:
            for name in NEEDED:  # once for all that are forked from now on
                import_module(name)
        process = os.fork()
        if not process:
            _live(order)
        running.add(process)
        print(process, flush=True)
    for process in running:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _live(order: Mapping[str, Any]) -> None:
    """What a new process does with its life: it leads a group of its own, and dies with the starter."""
    status = 1
    try:
        os.setsid()
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_FOLLOW_THE_PARENT, signal.SIGKILL)
        output = os.open(order["told"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        silence = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((silence, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        if "exec" in order:
            os.execv(sys.executable, [sys.executable, "-m", "app", *order["exec"]])  # noqa: S606
        sys.argv = ["karama", *order["run"]]
        import_module("app.commands").main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    start_on_demand()
