"""JSON face of registration, one file an idea."""

from app.registration.api import tickets

routers = (tickets.router,)
"""To be hung on the app by main."""
