"""JSON face of kits: the ledger, and the papers that go with it."""

from __future__ import annotations

from fastapi import APIRouter

from app.kits.api import assemblies, imports, ledger, stock_counts, views, waybills

__all__ = ["router"]

router = APIRouter(tags=["kits"])
router.include_router(ledger.router)
router.include_router(views.router)
router.include_router(imports.router)
router.include_router(waybills.router)
router.include_router(assemblies.router)
router.include_router(stock_counts.router)
