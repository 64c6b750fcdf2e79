"""How many rows a short list has, for the page of settings."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import SQLModel, select

from app.platform.unit_of_work import ReadTx


def rows_in(look: ReadTx, table: type[SQLModel]) -> int:
    """The number of rows; one statement. For lists of reference data, not for ledgers."""
    return look.db.exec(select(func.count()).select_from(table)).one()
