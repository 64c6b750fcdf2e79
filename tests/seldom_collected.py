"""A pytest plugin: the garbage collector leaves alone what stays for the whole run, and comes round less often.

Application, tests and their modules are a million objects that live until the end; the collector walked through all
of them again and again, for a sixth of the run. `karama serve` sets its modules aside in the same way. What tests
leave behind is collected as before, only in larger heaps. Named in pyproject.toml, to be there before anything large
is imported; Karama sets a number of its own when it is.

PYTEST_DONT_REWRITE: nothing is asserted here.
"""

from __future__ import annotations

import gc

NEW_OBJECTS = 50_000
"""So many more objects begin a round through the youngest; Python's own 700 suit a small program."""

gc.set_threshold(NEW_OBJECTS, 10, 10)


def pytest_collection_finish() -> None:
    """Everything is imported now; from here on it is nobody's garbage."""
    gc.set_threshold(NEW_OBJECTS, 10, 10)
    gc.collect()
    gc.freeze()
