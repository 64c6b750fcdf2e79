"""The ledgers below, as tables to read. Nothing here is ever written to."""

from app.attendance.public import totals_table
from app.closing.public import referrals_table, reports_table
from app.distributions.public import hand_outs_table, points_table
from app.kits.public import locations_table, lots_table, movements_table
from app.projects.public import project_donors_table
from app.sessions.public import (
    session_facilitators_table,
    session_partners_table,
    session_projects_table,
    session_topics_table,
    sessions_table,
)

__all__ = [
    "hand_outs_table",
    "locations_table",
    "lots_table",
    "movements_table",
    "points_table",
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
