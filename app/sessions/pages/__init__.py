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

# The export and the form come first: their addresses would else be read as the id of a session.
routers: tuple[APIRouter, ...] = (
    export.router,
    calendar.router,
    feeds.router,
    inbox.router,
    imports.router,
    series.router,
    templates.router,
    listing.router,
    form.router,
    detail.router,
)

__all__ = ["routers"]
