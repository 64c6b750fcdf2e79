"""JSON face of sessions."""

from __future__ import annotations

from fastapi import APIRouter

from app.sessions.api import checking, feeds, imports, series, sessions, several, templates

_the_list, *_one_session = sessions.router.routes

router = APIRouter()
# One flat row of doors: FastAPI tries a router inside another one several times over. The list is asked for most.
router.routes.extend(
    [
        _the_list,
        *checking.router.routes,
        *feeds.router.routes,
        *imports.router.routes,
        *series.router.routes,
        *several.router.routes,
        *templates.router.routes,
        *_one_session,
    ]
)

__all__ = ["router"]
