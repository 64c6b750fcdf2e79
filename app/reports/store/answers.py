"""SQL of what looks have found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.reports.tables import LookAnswer


def answer(db: Session, name: str) -> str | None:
    """The answer of that name, JSON."""
    return db.exec(select(LookAnswer.answer).where(LookAnswer.name == name)).first()


def keep(db: Session, answers: Mapping[str, str], at: datetime) -> None:
    """Keep new answers; those that somebody else kept meanwhile are the same."""
    rows = [{"name": name, "answer": text, "at": at} for name, text in answers.items()]
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    db.connection().execute(insert(LookAnswer).on_conflict_do_nothing(index_elements=["name"]), rows)


def forget(db: Session, before: datetime) -> None:
    """Answers of that long ago are destroyed."""
    db.connection().execute(delete(LookAnswer).where(col(LookAnswer.at) < before))
