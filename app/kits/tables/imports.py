"""Sheets of opening stock that were sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from app.kits.rules.imports import ImportState
from app.platform.db import one_of


class StockImport(SQLModel, table=True):
    """A sheet that somebody sent: the file until it is imported, what it would do, and what was wrong with it.

    `problems` are at most a thousand of {row, column, code, message}; `counts` what was (or would be) done.
    """

    __tablename__ = "stock_import"
    __table_args__ = (
        one_of("state", ImportState),
        Index("ix_stock_import_person", "person_id", "created_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    file_name: str = Field(max_length=200)
    content_hash: str = Field(max_length=64)
    content: bytes | None = None
    state: str = Field(max_length=20)
    rows_total: int = 0
    counts: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    problems: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime
    touched_at: datetime
