"""The one query path of all figures: which ledger, which sessions, cut by what."""

from app.measures.store.headline import by_month, headline
from app.measures.store.query import area_codes, count, lots_items
from app.measures.store.sessions import (
    any_session,
    participations,
    session_figures,
    shared_sessions,
    status_counts,
)

__all__ = [
    "any_session",
    "area_codes",
    "by_month",
    "count",
    "headline",
    "lots_items",
    "participations",
    "session_figures",
    "shared_sessions",
    "status_counts",
]
