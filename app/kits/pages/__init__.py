"""HTML face of the kit ledger, below /kits."""

from __future__ import annotations

from fastapi import APIRouter

from app.kits.pages import moving, places, receiving, where

__all__ = ["router"]

router = APIRouter()
router.include_router(where.router)
router.include_router(places.router)
router.include_router(receiving.router)
router.include_router(moving.router)
