"""HTML face of sessions: the list and its export, the form, the page of one session."""

from __future__ import annotations

from fastapi import APIRouter

from app.sessions.pages import (
    calendar,
    detail,
    export,
    feeds,
    form,
    imports,
    inbox,
    listing,
    series,
    templates,
)

router = APIRouter()
# The export and the form come first: their addresses would else be read as the id of a session.
router.include_router(export.router)
router.include_router(calendar.router)
router.include_router(feeds.router)
router.include_router(inbox.router)
router.include_router(imports.router)
router.include_router(series.router)
router.include_router(templates.router)
router.include_router(listing.router)
router.include_router(form.router)
router.include_router(detail.router)

__all__ = ["router"]
