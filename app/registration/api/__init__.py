"""JSON face of registration, one file an idea."""

from app.registration.api import bookings, tickets

routers = (tickets.router, bookings.router)
"""To be hung on the app by main."""
