"""HTML face of registration, one file an idea."""

from app.registration.pages import tickets

routers = (tickets.router,)
"""To be hung on the app by main."""

panels = (tickets.panel,)
"""Sections of the session page."""
