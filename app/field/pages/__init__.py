"""HTML faces of the tablet's package."""

from __future__ import annotations

from app.field.pages import tablet

routers = (tablet.router,)
