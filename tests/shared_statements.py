"""A pytest plugin: engines of one process share the statements they have compiled, as one served engine does.

Each test has a database of its own and therefore an engine of its own, and every engine compiled the same
statements anew: nearly half of the time of a test that asks a database. Karama itself keeps one engine for its
whole life; so a statement whose cached form is wrong for other values shows itself here as it would there.

PYTEST_DONT_REWRITE: nothing is asserted here, and conftest may import it before pytest does.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from app.platform import db

ROOM = 10_000
"""Statements kept; a run has fewer, so that none is compiled twice for want of room."""

_lenders: dict[str, Engine] = {}
"""The first engine of each dialect that has met its database: whose dialect and statements the later ones use."""


def _engine(url: URL, **how: Any) -> Engine:
    """Like `create_engine`. The key of a kept statement holds the dialect itself, so that is shared too."""
    made = create_engine(url, query_cache_size=ROOM, **how)
    lender = _lenders.get(made.dialect.name)
    if lender is None:

        @event.listens_for(made, "connect", once=True)
        def met(_connection: object, _record: object) -> None:
            _lenders.setdefault(made.dialect.name, made)

    else:
        made.dialect = lender.dialect
        made.pool._dialect = lender.dialect
        made._compiled_cache = lender._compiled_cache
    return made


def pytest_configure() -> None:
    """From now on."""
    db.create_engine = _engine  # type: ignore[assignment, attr-defined]
