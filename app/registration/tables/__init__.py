"""Tables of registration, one idea a file."""

from app.registration.tables.bookings import Booking, BookingLine, BookingLink, SessionSeats
from app.registration.tables.tickets import Redemption, Ticket, TicketBatch, TicketUse, UnlistedTicket

__all__ = [
    "Booking",
    "BookingLine",
    "BookingLink",
    "Redemption",
    "SessionSeats",
    "Ticket",
    "TicketBatch",
    "TicketUse",
    "UnlistedTicket",
]
