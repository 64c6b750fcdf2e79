"""The ledgers below, as tables to read. Nothing here is ever written to."""

from app.attendance.public import totals_table
from app.closing.tables import Referral, SessionReport
from app.distributions.tables import HandOut
from app.kits.public import lots_table
from app.projects.public import project_donors_table
from app.sessions.public import (
    session_facilitators_table,
    session_partners_table,
    session_projects_table,
    session_topics_table,
    sessions_table,
)

reports_table = SessionReport.__table__  # type: ignore[attr-defined]
referrals_table = Referral.__table__  # type: ignore[attr-defined]
hand_outs_table = HandOut.__table__  # type: ignore[attr-defined]

__all__ = [
    "hand_outs_table",
    "lots_table",
    "project_donors_table",
    "referrals_table",
    "reports_table",
    "session_facilitators_table",
    "session_partners_table",
    "session_projects_table",
    "session_topics_table",
    "sessions_table",
    "totals_table",
]
