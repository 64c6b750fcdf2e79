"""A pytest plugin: on a fresh clone the first worker compiles Karama, its tests and what they use; the others wait.

All workers begin at once, and where nothing is compiled yet each of them compiled everything: three times half a
minute of work, of which two were for nothing. Named in pyproject.toml, to be there before anything large is imported.

PYTEST_DONT_REWRITE: nothing is asserted here.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import sys
import tempfile
from pathlib import Path
from typing import IO

import pytest

LATE = Path(__file__).parent / "world.py"
"""Imported when nearly everything else has been; where it was compiled, so was the rest."""

_door = pytest.StashKey[IO[str]]()


def _nothing_is_compiled() -> bool:
    return not (sys.dont_write_bytecode or Path(importlib.util.cache_from_source(str(LATE))).exists())


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """The first at the door shuts it until it has collected; whoever comes later goes straight in."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None or not _nothing_is_compiled():
        return
    door = (Path(tempfile.gettempdir()) / f"karama-compiles-{run}").open("w")
    fcntl.flock(door, fcntl.LOCK_EX)
    if _nothing_is_compiled():
        early_config.stash[_door] = door
    else:
        door.close()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Everything is compiled now."""
    door = session.config.stash.get(_door, None)
    if door is not None:
        Path(door.name).unlink()
        door.close()
        del session.config.stash[_door]
