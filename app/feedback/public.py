"""What the measures may read of feedback."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Table

from app.feedback.rules import QUESTIONS
from app.feedback.tables import FeedbackSheet, FeedbackTally

__all__ = ["GOOD_ANSWERS", "sheets_table", "tallies_table"]

sheets_table: Final[Table] = FeedbackSheet.__table__  # type: ignore[attr-defined]
tallies_table: Final[Table] = FeedbackTally.__table__  # type: ignore[attr-defined]
"""For reading only."""

GOOD_ANSWERS: Final = {question.key: question.good for question in QUESTIONS if question.good}
"""Question → the answers that are a good sign, of the questions that have any."""
