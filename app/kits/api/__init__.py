"""JSON face of kits: the ledger, and the papers that go with it."""

from __future__ import annotations

from fastapi import APIRouter

from app.kits.api import assemblies, imports, ledger, stock_counts, views, waybills

routers: tuple[APIRouter, ...] = (
    ledger.router,
    views.router,
    imports.router,
    waybills.router,
    assemblies.router,
    stock_counts.router,
)

__all__ = ["routers"]
