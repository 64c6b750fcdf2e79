"""JSON face of sessions."""

from __future__ import annotations

from fastapi import APIRouter

from app.sessions.api import checking, feeds, imports, series, sessions, templates

router = APIRouter()
router.include_router(checking.router)
router.include_router(feeds.router)
router.include_router(imports.router)
router.include_router(series.router)
router.include_router(templates.router)
router.include_router(sessions.router)

__all__ = ["router"]
