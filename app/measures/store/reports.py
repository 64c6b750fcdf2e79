"""What the reports of sessions tell, added up: the quiz and the referrals, all in one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.schemas import Cut
from app.measures.store.conditions import VERIFIED, narrowed
from app.measures.store.ledgers import referrals_table, reports_table, sessions_table

_session = sessions_table.c
_report = reports_table.c

ASKED_BOTH: tuple[ColumnElement[bool], ...] = (
    _report.quiz_asked > 0,
    _report.quiz_before.is_not(None),
    _report.quiz_after.is_not(None),
)
"""The quiz counts where people were asked before and after."""

QUIZ: dict[str, ColumnElement[Any]] = {
    "quiz_asked": _report.quiz_asked,
    "quiz_before": _report.quiz_before,
    "quiz_after": _report.quiz_after,
    "quiz_gained": _report.quiz_after - _report.quiz_before,
}
OF_REPORTS = frozenset({*QUIZ, "referrals"})
"""Measures that stand in the last report of a session."""


def last_reports() -> tuple[FromClause, ColumnElement[bool]]:
    """The report that counts, to join to its session: the one with the highest number."""
    later = reports_table.alias("later_report")
    newer = (
        select(literal(1))
        .select_from(later)
        .where(later.c.session_id == _report.session_id, later.c.number > _report.number)
        .correlate(reports_table)
        .exists()
    )
    return reports_table, and_(_report.session_id == _session.id, ~newer)


def totals_of_reports(
    db: Session, scope: Scope, cut: Cut, *, provisional: bool
) -> dict[str, tuple[int, int]]:
    """Each of `OF_REPORTS` in all: the value, and the part that is not verified; one statement for all of them."""
    rows, of_session = last_reports()
    held = sessions_table.join(rows, of_session)
    quiz = [case((and_(*ASKED_BOTH), value), else_=0) for value in QUIZ.values()]
    referred = referrals_table.c.count, referrals_table.c.report_id == _report.id
    nothing = literal(0)

    def added_up(where: FromClause, *values: ColumnElement[Any]) -> Select[Any]:
        sums = (value if value is nothing else func.coalesce(func.sum(value), 0) for value in values)
        query = select(_session.status, *sums).select_from(where)
        return narrowed(query, scope, cut, provisional=provisional).group_by(_session.status)

    question: Select[Any] | CompoundSelect[Any]
    if db.get_bind().dialect.name == "sqlite":
        # SQLite goes from report to report in any case: to look at the referrals of each on the way is least.
        of_report = (
            select(func.coalesce(func.sum(referred[0]), 0)).where(referred[1]).correlate(reports_table)
        )
        question = added_up(held, *quiz, of_report.scalar_subquery())
    else:
        # PostgreSQL takes tables as wholes: asked 100,000 times for referrals, it takes five times as long.
        question = union_all(
            added_up(held, *quiz, nothing),
            added_up(held.join(referrals_table, referred[1]), *(nothing for _value in quiz), referred[0]),
        )
    found = dict.fromkeys((*QUIZ, "referrals"), (0, 0))
    for status, *row in db.connection().execute(question):
        for name, value in zip(found, row, strict=True):
            before, unverified = found[name]
            found[name] = before + int(value), unverified + (int(value) if status != VERIFIED else 0)
    return found
