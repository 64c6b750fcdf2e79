"""Imports every package's tables, so that Alembic and the tests see the whole schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import SQLModel

import app.accounts.tables
import app.attendance.tables
import app.audit.tables
import app.closing.tables
import app.distributions.tables
import app.feedback.tables
import app.field.tables
import app.items.tables
import app.kits.tables
import app.measures.tables
import app.notices.tables
import app.organisations.tables
import app.periods.tables
import app.places.tables
import app.platform.once
import app.projects.tables
import app.registration.tables
import app.reports.tables
import app.sessions.tables
import app.vocabularies.tables  # noqa: F401 - each import registers its tables

metadata = SQLModel.metadata

ASKED_ONCE = frozenset({"count_entry", "field_event"})
"""Ledgers whose references PostgreSQL asks for once a statement, by a trigger, and not by foreign keys row by row."""


def stands_in(dialect: str) -> Callable[..., bool]:
    """For Alembic: what of the schema is expected to be found in a database of this kind."""

    def is_expected(thing: Any, _name: str | None, kind: str, is_found: bool, _beside: Any) -> bool:  # noqa: FBT001 - Alembic's five
        by_trigger = dialect == "postgresql" and kind == "foreign_key_constraint" and not is_found
        return not (by_trigger and thing.table.name in ASKED_ONCE)

    return is_expected
