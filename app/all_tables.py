"""Imports every package's tables, so that Alembic and the tests see the whole schema."""

from __future__ import annotations

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
