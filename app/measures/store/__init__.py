"""The one query path of all figures: which ledger, which sessions, cut by what."""

from app.measures.store.given import TOGETHER, hand_outs_by_session, totals_of_hand_outs
from app.measures.store.headline import by_area, by_month
from app.measures.store.involved import organisations_involved
from app.measures.store.points import kits_by_point, kits_of_points_by_month, totals_of_points
from app.measures.store.query import area_codes, count
from app.measures.store.reports import OF_REPORTS, totals_of_reports
from app.measures.store.session_sums import OF_THE_ROW, ON_THE_ROW, sums_of_sessions
from app.measures.store.sessions import (
    Part,
    any_session,
    parts,
    session_codes,
    session_figures,
)
from app.measures.store.shares import project_shares
from app.measures.store.stock import stock

__all__ = [
    "OF_REPORTS",
    "OF_THE_ROW",
    "ON_THE_ROW",
    "TOGETHER",
    "Part",
    "any_session",
    "area_codes",
    "by_area",
    "by_month",
    "count",
    "hand_outs_by_session",
    "kits_by_point",
    "kits_of_points_by_month",
    "organisations_involved",
    "parts",
    "project_shares",
    "session_codes",
    "session_figures",
    "stock",
    "sums_of_sessions",
    "totals_of_hand_outs",
    "totals_of_points",
    "totals_of_reports",
]
