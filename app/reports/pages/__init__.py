"""Pages of reports: choose and look, lenses, and reports through a lens."""

from fastapi import APIRouter

from app.reports.pages import choosing, lenses, reports

routers: tuple[APIRouter, ...] = (choosing.router, lenses.router, reports.router)
