"""Seats booked, and who came to the sessions for which there were any."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_

from app.measures.store.ledgers import sessions_table
from app.registration.public.bookings import seats_table

_seats = seats_table.c

BOOKED: tuple[FromClause, ColumnElement[bool]] = (
    seats_table,
    and_(_seats.session_id == sessions_table.c.id, _seats.confirmed > 0),
)
"""The counter of confirmed seats, to join to its session; one row a session at most."""

OF_BOOKINGS: dict[str, ColumnElement[Any]] = {
    "seats_booked": _seats.confirmed,
    "came_where_booked": sessions_table.c.reached_count,
}
"""Measures of the sessions for which seats were booked."""
