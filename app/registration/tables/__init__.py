"""Tables of registration, one idea a file."""

from app.registration.tables.bookings import Booking, BookingLine, BookingLink, DrawnPlace, SessionSeats
from app.registration.tables.tickets import Redemption, Ticket, TicketBatch, TicketUse, UnlistedTicket

__all__ = [
    "Booking",
    "BookingLine",
    "BookingLink",
    "DrawnPlace",
    "Redemption",
    "SessionSeats",
    "Ticket",
    "TicketBatch",
    "TicketUse",
    "UnlistedTicket",
]
