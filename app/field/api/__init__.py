"""JSON faces of the tablets: what they send and fetch, the roster, exceptions."""

from __future__ import annotations

from app.field.api import devices, exceptions, tablet

tablet_router = tablet.router
line_of_batches = tablet.line_of_batches
routers = (devices.router, exceptions.router)
