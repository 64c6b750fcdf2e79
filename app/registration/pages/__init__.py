"""HTML face of registration, one file an idea."""

from app.registration.pages import booking_manage, booking_page, bookings, tickets

routers = (tickets.router, bookings.router, booking_page.router, booking_manage.router)
"""To be hung on the app by main."""

panels = (bookings.panel, tickets.panel)
"""Sections of the session page."""
