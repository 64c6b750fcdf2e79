"""The one query path of all figures: which ledger, which sessions, cut by what."""

from app.measures.store.headline import by_area, by_month
from app.measures.store.involved import organisations_involved
from app.measures.store.points import kits_of_points_by_month
from app.measures.store.query import OF_SESSIONS, area_codes, count, kits_by_session, totals_of_sessions
from app.measures.store.reports import OF_REPORTS, totals_of_reports
from app.measures.store.sessions import (
    Part,
    any_session,
    parts,
    session_figures,
    shared_sessions,
)
from app.measures.store.shares import project_shares
from app.measures.store.stock import stock

__all__ = [
    "OF_REPORTS",
    "OF_SESSIONS",
    "Part",
    "any_session",
    "area_codes",
    "by_area",
    "by_month",
    "count",
    "kits_by_session",
    "kits_of_points_by_month",
    "organisations_involved",
    "parts",
    "project_shares",
    "session_figures",
    "shared_sessions",
    "stock",
    "totals_of_reports",
    "totals_of_sessions",
]
