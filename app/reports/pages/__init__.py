"""Pages of reports: choose and look, lenses, reports through a lens, and a month at a glance."""

from fastapi import APIRouter

from app.reports.pages import choosing, lenses, monthly, reports

routers: tuple[APIRouter, ...] = (choosing.router, lenses.router, reports.router, monthly.router)
