"""Sheets of feedback straight in the tables, where the way they came there is not what is tested."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from app.feedback.rules import WhyWrong
from app.feedback.tables import FeedbackSheet, FeedbackTally


def a_sheet(
    db: Session,
    session_id: UUID,
    whom: tuple[str, str, str],
    *,
    asked: int,
    said: Mapping[tuple[str, str], int],
    taken_back: bool = False,
) -> UUID:
    """A sheet of a session with (question, answer) → people; answers its id."""
    community, sex, age_band = whom
    facts: dict[str, Any] = {
        "session_id": session_id,
        "asked_on": date(2022, 8, 20),
        "community": community,
        "sex": sex,
        "age_band": age_band,
        "asked": asked,
        "recorded_at": datetime(2022, 8, 21, 9, tzinfo=UTC),
    }
    identity = uuid4()
    db.add(FeedbackSheet(id=identity, **facts))
    db.flush()
    db.add_all(
        FeedbackTally(sheet_id=identity, question=question, answer=answer, count=count)
        for (question, answer), count in said.items()
    )
    if taken_back:
        db.add(FeedbackSheet(id=uuid4(), reverses=identity, why=WhyWrong.TYPED_TWICE.value, **facts))
    db.flush()
    return identity
