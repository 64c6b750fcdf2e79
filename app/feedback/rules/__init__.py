"""Pure rules of after-distribution feedback: the questions, what a sheet of tallies may say, what is shown to whom.

The set of questions follows the post-distribution monitoring of dignity kits (IOM, CWG; research/standards.md §5.3).
Every answer is a number of people; there is no question that could be answered in words.
"""

from __future__ import annotations

from app.feedback.rules.questions import QUESTIONS, Answering, Question, question_named
from app.feedback.rules.sheets import Said, problems_of
from app.feedback.rules.wrong import WRONG_NAMES, WhyWrong

__all__ = [
    "QUESTIONS",
    "WRONG_NAMES",
    "Answering",
    "Question",
    "Said",
    "WhyWrong",
    "problems_of",
    "question_named",
]
