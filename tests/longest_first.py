"""A pytest plugin: tests that ask for more time than others begin first, so that at the end no worker waits for one.

PYTEST_DONT_REWRITE: nothing is asserted here, and conftest may import it before pytest does.
"""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Otherwise the order stays as it was."""
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)
