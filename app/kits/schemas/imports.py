"""What an import of opening stock answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.kernel.types import View
from app.kits.rules.imports import ImportState
from app.platform.sheets.problems import RowProblem


class StockImportCounts(View):
    """What was done, or would be: rows that are new, pieces in them, rows that are there already."""

    new: int = 0
    pieces: int = 0
    unchanged: int = 0


class StockImportView(View):
    """An import: what it did or would do, and what is wrong (the first thousand problems)."""

    id: UUID
    file_name: str
    state: ImportState
    rows: int = Field(description="Rows with something in them, the heading not counted")
    counts: StockImportCounts
    errors: list[RowProblem]
    created_at: datetime
