"""HTML face of the kit ledger, below /kits."""

from __future__ import annotations

from fastapi import APIRouter

from app.kits.pages import (
    assembling,
    counts,
    entries,
    imports,
    lists_sent,
    moving,
    oddities,
    papers,
    pipeline,
    places,
    receiving,
    statement,
    waybills,
    where,
)

routers: tuple[APIRouter, ...] = (
    where.router,
    pipeline.router,
    entries.router,
    oddities.router,
    lists_sent.router,
    imports.router,
    statement.router,
    places.router,
    receiving.router,
    moving.router,
    papers.router,
    waybills.router,
    assembling.router,
    counts.router,
)

__all__ = ["routers"]
