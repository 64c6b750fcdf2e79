"""`python -m tests.javascript`: the types of the tablet's modules, for the page and for the service worker.

Says loudly when it could not look, and fails then where nothing may be left out (`KARAMA_FORBID_SKIPS`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.no_skips import skips_forbidden

FOLDER = Path(__file__).resolve().parent.parent / "requirements" / "javascript"
COMPILER = FOLDER / "node_modules" / "typescript" / "bin" / "tsc"
PROJECTS = ("tsconfig.json", "tsconfig.worker.json")


def node() -> str | None:
    """The program that runs the compiler, if the compiler is there."""
    return shutil.which("node") if COMPILER.exists() else None


def main() -> int:
    """0: all types agree, or (where that is allowed) nobody could look."""
    program = node()
    if program is None:
        print("!!! NOT RUN HERE: no node, or its packages are not installed (requirements/javascript/set-up)")
        return 1 if skips_forbidden() else 0
    failed = [
        project
        for project in PROJECTS
        if subprocess.run(
            [program, COMPILER, "--project", FOLDER / project], stdin=subprocess.DEVNULL, check=False
        ).returncode
    ]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
