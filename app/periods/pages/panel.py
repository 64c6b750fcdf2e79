"""What the session page says of the period its day lies in, when that is not open."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.periods.use_cases.looking import period_of_session
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.panels import Panel


def panel(actor: Actor, session_id: UUID, uow: UnitOfWork) -> Panel | None:
    """A line, only while the period is closing, closed or reopened."""
    found = period_of_session(actor, session_id, uow=uow)
    return Panel("periods/_panel.html", {"period": found}) if found else None
