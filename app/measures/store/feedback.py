"""Tallies of what people said after a distribution, of sheets that stand: neither taken back nor taking back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, literal, select

from app.feedback.public import GOOD_ANSWERS, sheets_table, tallies_table
from app.measures.rules import Dimension
from app.measures.rules.feedback import question_of
from app.measures.store.ledgers import sessions_table

D = Dimension
ASKED = "feedback_asked"
ANSWERS = "feedback_answers"

_sheet = sheets_table.c
_tally = tallies_table.c
_back = sheets_table.alias("taken_back")
_STANDS = (
    _sheet.reverses.is_(None),
    ~select(literal(1)).where(_back.c.reverses == _sheet.id).correlate(sheets_table).exists(),
)
_TALLIES = sheets_table.join(tallies_table, _tally.sheet_id == _sheet.id)
_GROUP: dict[Dimension, ColumnElement[Any]] = {
    D.COMMUNITY: _sheet.community,
    D.SEX: _sheet.sex,
    D.AGE_BAND: _sheet.age_band,
}

PARTS: dict[str, tuple[str, frozenset[str] | None]] = {
    f"feedback_{question}.{part}": (question, good if part == "good" else None)
    for question, good in GOOD_ANSWERS.items()
    for part in ("good", "n")
}
"""Each part of a share: its question, and which answers count (None: all)."""


@dataclass(frozen=True, slots=True)
class Told:
    """Where a figure of feedback is kept, beside its session; `point` is the column of the distribution point."""

    rows: FromClause
    value: ColumnElement[Any]
    columns: Mapping[Dimension, ColumnElement[Any]]
    conditions: tuple[ColumnElement[bool], ...]
    of_session: ColumnElement[bool] = _sheet.session_id == sessions_table.c.id
    point: ColumnElement[Any] = _sheet.point_id


def knows(measure: str) -> bool:
    """Whether a measure, or a part of a share, is one of feedback."""
    return measure in {ASKED, ANSWERS} or question_of(measure) is not None


def told(measure: str) -> Told:
    """The rows of one of them."""
    if measure == ASKED:
        return Told(sheets_table, _sheet.asked, _GROUP, _STANDS)
    if measure == ANSWERS:
        columns = {**_GROUP, D.QUESTION: _tally.question, D.ANSWER: _tally.answer}
        return Told(_TALLIES, _tally.count, columns, _STANDS)
    question, answers = PARTS[measure]
    wanted = [_tally.question == question]
    if answers is not None:
        wanted.append(_tally.answer.in_(sorted(answers)))
    return Told(_TALLIES, _tally.count, _GROUP, (*_STANDS, *wanted))


def parts_of(answers: Mapping[tuple[Any, ...], tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Every part of every share from the answers by question and answer: the value, and what is not verified of it."""
    found = dict.fromkeys(PARTS, (0, 0))
    for part, (question, wanted) in PARTS.items():
        for (asked, answer), (value, unverified) in answers.items():
            if asked == question and (wanted is None or answer in wanted):
                before = found[part]
                found[part] = (before[0] + value, before[1] + unverified)
    return found
