"""`python -m tests`: every check of the house, one after another, pytest last.

All checks run even when an early one fails, so that one run tells everything. Exit status 0 means all passed.
With `--only-reading` the checks that start nothing run alone. Further arguments go to pytest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
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
    Check("style", ("ruff", "check", ".")),
    Check("format", ("ruff", "format", "--check", ".")),
    Check("types", ("mypy",)),
    Check("types of the tablet", ("python", "-m", "tests.javascript")),
    Check("import rules", ("lint-imports", "--no-logo")),
    Check("templates", ("djlint", "--quiet", "--lint", "templates")),
)


def checks(arguments: list[str]) -> Iterator[Check]:
    """The checks asked for, in the order in which a person wants to hear of them."""
    yield from READING
    if "--only-reading" not in arguments:
        yield Check(
            "tests",
            (
                "pytest",
                "-n",
                "auto",
                "--dist",
                "worksteal",
                "-o",
                "tmp_path_retention_policy=failed",
                *arguments,
            ),
        )


ROOMY = 6 * 2**30
"""Bytes that memory must have free to hold what the tests write."""


def quick_folder() -> str | None:
    """A folder in memory for databases that live for seconds: copying one there costs a twentieth. None without room."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp and pytest make folders of their own in it
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOMY:
        return str(memory)
    return None


def passes(check: Check) -> bool:
    """Run one check with its output on screen."""
    print(f"\n=== {check.name}: {' '.join(check.command)}", flush=True)
    started = time.monotonic()
    tool, *arguments = check.command
    # The tools find each other and themselves beside this Python, whatever the reader's PATH says.
    surroundings = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    if "TMPDIR" not in surroundings and (quick := quick_folder()) is not None:
        surroundings["TMPDIR"] = quick
    done = subprocess.run(
        [BIN / tool, *arguments], cwd=HOUSE, env=surroundings, stdin=subprocess.DEVNULL, check=False
    )
    print(
        f"--- {check.name}: {'passed' if done.returncode == 0 else 'FAILED'}"
        f" in {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """Run all; the names of the failed ones stand at the end."""
    failed = [check.name for check in checks(arguments) if not passes(check)]
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
