"""Pure rules of the start page: periods, how well three counts agree, what comes next, first steps of a role."""

from __future__ import annotations

from app.home.rules.agreement import Agreement, Verdict, agreement
from app.home.rules.first_steps import FIRST_STEPS, rights_of
from app.home.rules.next_step import NextStep, next_step
from app.home.rules.order import PARTS
from app.home.rules.periods import Quarter, months_ago, quarter_of

__all__ = [
    "FIRST_STEPS",
    "PARTS",
    "Agreement",
    "NextStep",
    "Quarter",
    "Verdict",
    "agreement",
    "months_ago",
    "next_step",
    "quarter_of",
    "rights_of",
]
