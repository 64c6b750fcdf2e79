"""HTML face of reporting periods."""

from __future__ import annotations

from app.periods.pages import downloads, showing
from app.periods.pages.panel import panel

routers = (downloads.router, showing.router)

__all__ = ["panel", "routers"]
