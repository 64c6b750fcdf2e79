"""What can be done with feedback: one verb, one transaction."""

from __future__ import annotations

from app.feedback.use_cases.looking import (
    FeedbackPage,
    SheetForm,
    list_sheets,
    page_of,
    questions,
    results,
    sheet_form,
)
from app.feedback.use_cases.recording import record_sheet, take_back

__all__ = [
    "FeedbackPage",
    "SheetForm",
    "list_sheets",
    "page_of",
    "questions",
    "record_sheet",
    "results",
    "sheet_form",
    "take_back",
]
