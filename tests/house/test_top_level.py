"""What stands at the top of the repository, and what stands nowhere in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from pip._internal.models import index as package_index

HOUSE = Path(__file__).parents[2]
TOP_LEVEL = {
    "app", "migrations", "templates", "tests", "alembic.ini", "pyproject.toml", "Dockerfile", "README.md",
    "Makefile", "requirements", "compose.yaml", "bench", "CHANGELOG.md", "LICENSE",
    ".ci", ".gitignore", ".dockerignore", ".readme",  # dot files; .readme holds the README's pictures
}  # fmt: skip
# Folders of the machines that Karama is written on; spelled in pieces so that this file does not name them.
MACHINE_FOLDERS = re.compile(r"(?:^|[^a-z])/(?:" + "wo" + "rk|" + "fa" + "rm)/")
UNFINISHED = re.compile(r"\b(?:" + "TO" + "DO|" + "FIX" + "ME|" + "XX" + r"X)\b")
# The registry of npm packages has no constant to borrow; same trick.
REGISTRIES = (
    package_index.PyPI.netloc,
    package_index.PyPI.file_storage_domain,
    "registry." + "npmjs" + ".org",
)


def tracked() -> list[Path]:
    """Every file that belongs to the repository, relative to its top; one about to be removed is left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout
    return [Path(name) for name in listed.split("\0") if name and (HOUSE / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    """The files that are text, with what they say."""
    found = []
    for path in tracked():
        content = (HOUSE / path).read_bytes()
        if b"\0" not in content:
            found.append((path, content.decode("utf-8", errors="replace")))
    return found


def test_the_top_level_is_the_agreed_one() -> None:
    assert {path.parts[0] for path in tracked()} == TOP_LEVEL
    assert [path.as_posix() for path in tracked() if path.parts[0] == ".ci"] == [".ci/run"]


def test_no_file_names_a_package_registry() -> None:
    assert [(str(path), host) for path, text in texts() for host in REGISTRIES if host in text] == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    assert [str(path) for path, text in texts() if MACHINE_FOLDERS.search(text)] == []


def test_nothing_in_the_application_says_that_it_is_unfinished() -> None:
    application = ("app", "templates", "migrations")
    ours = [
        (path, text) for path, text in texts() if path.parts[0] in application and "vendor" not in path.parts
    ]
    assert [str(path) for path, text in ours if UNFINISHED.search(text)] == []


def test_the_lock_of_the_tests_contains_the_lock_of_the_application() -> None:
    def pins(name: str) -> set[str]:
        lines = (HOUSE / "requirements" / name).read_text().splitlines()
        return {line.rstrip(" \\") for line in lines if line[:1].isalnum()}

    assert pins("run.txt")
    assert pins("run.txt") - pins("dev.txt") == set()


def test_every_locked_package_has_a_hash() -> None:
    for name in ("run.txt", "dev.txt", "pip.txt"):
        blocks = re.split(r"\n(?=\w)", (HOUSE / "requirements" / name).read_text())
        assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_machine_that_is_said_to_keep_a_law_is_there() -> None:
    named = re.compile(r"`((?:tests|bench|migrations)/[\w/.-]+)`")
    gone = [
        (path.name, place)
        for path in (HOUSE / "app/ARCHITECTURE.md", *(HOUSE / "app/decisions").glob("*.md"))
        for place in named.findall(path.read_text("utf-8"))
        if not (HOUSE / place).exists()
    ]
    assert gone == []
