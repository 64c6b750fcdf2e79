"""A connection to a database in which the things of these tests can be kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from app.platform.unit_of_work import UnitOfWork
from tests.platform.things import THINGS


@pytest.fixture
def connection(lone_uow: UnitOfWork) -> Iterator[Connection]:
    """Writing, with the table of things in it."""
    with lone_uow.database.writer.begin() as opened:
        THINGS.create(opened)
        yield opened
        THINGS.drop(opened)
