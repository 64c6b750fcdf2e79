"""HTML faces of the tablet's package."""

from __future__ import annotations

from app.field.pages import devices, exceptions, tablet

routers = (tablet.router, devices.router, exceptions.router)
