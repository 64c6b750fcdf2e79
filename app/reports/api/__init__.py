"""JSON faces of reports: of a project and its days, lenses, and reports through a lens."""

from fastapi import APIRouter

from app.reports.api import claims, lenses, monthly, projects, protection, reports

routers: tuple[APIRouter, ...] = (
    projects.router,
    lenses.router,
    reports.router,
    monthly.router,
    protection.router,
    claims.router,
)
