"""What the reports of sessions tell, added up: the quiz and the referrals, all in one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.schemas import Cut
from app.measures.store.conditions import VERIFIED, narrowed
from app.measures.store.ledgers import referrals_table, reports_table, sessions_table

MANY_DAYS = 100

_session = sessions_table.c
_report = reports_table.c

ASKED_BOTH: tuple[ColumnElement[bool], ...] = (
    _report.quiz_asked
    > literal_column("0"),  # as the index says it: a value to come would not be known to be 0
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


def _is_long(cut: Cut) -> bool:
    """Whether a cut is of more than a quarter of a year."""
    return cut.from_date is None or cut.to_date is None or (cut.to_date - cut.from_date).days > MANY_DAYS


def totals_of_reports(
    db: Session, scope: Scope, cut: Cut, *, provisional: bool
) -> dict[str, tuple[int, int]]:
    """Each of `OF_REPORTS` in all: the value, and the part that is not verified; one statement for all of them.

    Two questions put together: few reports tell of a quiz and few of referrals, and the others are not looked at.
    """
    rows, of_session = last_reports()
    held = sessions_table.join(rows, of_session)
    referred = held.join(referrals_table, referrals_table.c.report_id == _report.id)
    nothing = literal(0)

    def added_up(where: FromClause, *values: ColumnElement[Any]) -> Select[Any]:
        sums = (value if value is nothing else func.coalesce(func.sum(value), 0) for value in values)
        query = select(_session.status, *sums).select_from(where)
        return narrowed(query, scope, cut, provisional=provisional).group_by(_session.status)

    with_referrals = added_up(referred, *(nothing for _value in QUIZ), referrals_table.c.count)
    if db.get_bind().dialect.name == "sqlite" and _is_long(cut):
        # SQLite goes from session to session: of very many, only to those in whose reports somebody was referred.
        told = select(_report.session_id).join(referrals_table, referrals_table.c.report_id == _report.id)
        with_referrals = with_referrals.where(_session.id.in_(told))
    question = union_all(added_up(held, *QUIZ.values(), nothing).where(*ASKED_BOTH), with_referrals)
    found = dict.fromkeys((*QUIZ, "referrals"), (0, 0))
    for status, *row in db.connection().execute(question):
        for name, value in zip(found, row, strict=True):
            before, unverified = found[name]
            found[name] = before + int(value), unverified + (int(value) if status != VERIFIED else 0)
    return found
