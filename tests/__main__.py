"""`python -m tests`: every check of the house, two at a time; the tests begin when the others are done or nearly so.

All checks run even when an early one fails, so that one run tells everything. Exit status 0 means all passed.
With `--only-reading` the checks that start nothing run alone. Further arguments go to pytest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One tool with its arguments, and what a person calls it."""

    name: str
    command: tuple[str, ...]


READING = (
    Check("types", ("mypy",)),
    Check("style", ("ruff", "check", ".")),
    Check("format", ("ruff", "format", "--check", ".")),
    Check("types of the tablet", ("python", "-m", "tests.javascript")),
    Check("import rules", ("lint-imports", "--no-logo")),
    Check("templates", ("djlint", "--quiet", "--lint", "templates")),
)
"""The checks that only read; the types take a core a minute, the others are done in seconds."""


def tests(arguments: list[str]) -> Check:
    """All tests, as many at once as there are cores: one more than that was a tenth slower, for each has to import
    Karama and has a browser of its own.
    """
    at_once = str(os.cpu_count() or 1)
    command = ("pytest", "-n", at_once, "--dist", "worksteal", "-o", "tmp_path_retention_policy=failed")
    return Check("tests", (*command, *arguments))


ROOMY = 6 * 2**30
"""Bytes that memory must have free to hold what the tests write."""


def quick_folder() -> str | None:
    """A folder in memory for databases that live for seconds: copying one there costs a twentieth. None without room."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp and pytest make folders of their own in it
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOMY:
        return str(memory)
    return None


def surroundings() -> dict[str, str]:
    """The environment of a check."""
    found = dict(os.environ)
    # The tools find each other and themselves beside this Python, whatever the reader's PATH says.
    found["PATH"] = f"{BIN}{os.pathsep}{found.get('PATH', '')}"
    # Every process of a run would compile Karama and its tests anew where this is set, as images like to do.
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    if "TMPDIR" not in found and (quick := quick_folder()) is not None:
        found["TMPDIR"] = quick
    return found


def passes(check: Check, *, at_once: bool = False) -> bool:
    """Run one check with its output on screen: all together when it has ended, or at once."""
    title = f"\n=== {check.name}: {' '.join(check.command)}"
    if at_once:
        print(title, flush=True)
    started = time.monotonic()
    tool, *arguments = check.command
    done = subprocess.run(
        [BIN / tool, *arguments],
        cwd=HOUSE,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=None if at_once else subprocess.PIPE,
        stderr=None if at_once else subprocess.STDOUT,
        check=False,
    )
    said = "" if at_once else f"{title}\n{done.stdout.decode(errors='replace')}"
    verdict = "passed" if done.returncode == 0 else "FAILED"
    print(f"{said}--- {check.name}: {verdict} in {time.monotonic() - started:.0f} s", flush=True)
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """Run all; the names of the failed ones stand at the end."""
    with ThreadPoolExecutor(2) as beside:
        verdicts = {check.name: beside.submit(passes, check) for check in READING}
        if "--only-reading" not in arguments:
            last = tests(arguments)
            verdicts[last.name] = beside.submit(passes, last, at_once=True)
    failed = [name for name, verdict in verdicts.items() if not verdict.result()]
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
