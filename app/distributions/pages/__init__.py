"""HTML face of distributions: the kits of one session, and distribution points."""

from __future__ import annotations

from fastapi import APIRouter

from app.distributions.pages.one_point import router as one_point_router
from app.distributions.pages.papers import router as papers_router
from app.distributions.pages.plans import router as plans_router
from app.distributions.pages.points import router as points_router
from app.distributions.pages.sessions import panel
from app.distributions.pages.sessions import router as sessions_router

routers: tuple[APIRouter, ...] = (
    sessions_router,
    plans_router,
    points_router,
    one_point_router,
    papers_router,
)

__all__ = ["panel", "routers"]
