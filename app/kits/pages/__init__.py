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

__all__ = ["router"]

router = APIRouter()
router.include_router(where.router)
router.include_router(pipeline.router)
router.include_router(entries.router)
router.include_router(oddities.router)
router.include_router(lists_sent.router)
router.include_router(imports.router)
router.include_router(statement.router)
router.include_router(places.router)
router.include_router(receiving.router)
router.include_router(moving.router)
router.include_router(papers.router)
router.include_router(waybills.router)
router.include_router(assembling.router)
router.include_router(counts.router)
