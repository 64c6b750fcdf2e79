"""Assemblies."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session

from app.kits.tables import Assembly


def add(db: Session, row: Assembly) -> Assembly:
    """Insert an assembly."""
    db.add(row)
    db.flush()
    return row


def find(db: Session, assembly_id: UUID) -> Assembly | None:
    """The assembly, whoever asks."""
    return db.get(Assembly, assembly_id)
