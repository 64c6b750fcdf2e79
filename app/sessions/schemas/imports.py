"""What an import of a schedule answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.kernel.types import View
from app.platform.sheets.problems import RowProblem
from app.sessions.rules.imports import ImportState


class ImportCounts(View):
    """What was done, or would be."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


class ImportView(View):
    """An import: how far it is, what it did or would do, and what is wrong (the first thousand problems)."""

    id: UUID
    file_name: str
    state: ImportState
    rows: int = Field(description="Rows with something in them, the heading not counted")
    rows_done: int
    counts: ImportCounts
    errors: list[RowProblem]
    created_at: datetime
    stopped: bool = Field(
        description="Nothing happened for two minutes though it is not finished: start again"
    )
