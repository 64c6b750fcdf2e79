"""Disclosure control: nothing that leaves the house points at a few people.

`protect` for the people reached, `protect_activity` for sessions, areas and months, `protect_series` for
any other list with a published sum. Pure: counts in, counts and signs out.
"""

from app.reports.disclosure.activity import (
    ProtectedActivity,
    SessionCount,
    protect_activity,
    protect_series,
)
from app.reports.disclosure.protection import Protected, protect
from app.reports.disclosure.shapes import Counts, Place

__all__ = [
    "Counts",
    "Place",
    "Protected",
    "ProtectedActivity",
    "SessionCount",
    "protect",
    "protect_activity",
    "protect_series",
]
