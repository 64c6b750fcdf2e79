"""Sheets and results as plain views."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.feedback.rules import QUESTIONS, Answering, Question, WhyWrong
from app.feedback.rules.protecting import SMALL, THRESHOLD, protect, protect_each
from app.feedback.schemas import AnswerView, CutBy, GroupView, ResultView, SheetView
from app.feedback.store import Tally
from app.feedback.tables import FeedbackSheet
from app.kernel.types import Names, Sex

Group = tuple[str, str, str]


def view(sheet: FeedbackSheet, *, is_reversed: bool = False) -> SheetView:
    """The plain view of a sheet."""
    return SheetView(
        id=sheet.id,
        session=sheet.session_id,
        distribution_point=sheet.point_id,
        asked_on=sheet.asked_on,
        community=sheet.community,
        sex=Sex(sheet.sex),
        age_band=sheet.age_band,
        asked=sheet.asked,
        recorded_at=sheet.recorded_at,
        reverses=sheet.reverses,
        reversed=is_reversed,
        why=WhyWrong(sheet.why) if sheet.why else None,
    )


_PLACE = {CutBy.COMMUNITY: 0, CutBy.SEX: 1, CutBy.AGE_BAND: 2}


def grouped(
    asked: Sequence[tuple[str, str, str, int]],
    tallies: Sequence[Tally],
    by: CutBy | None,
    contents: Mapping[str, Names],
    *,
    protected: bool,
) -> list[GroupView]:
    """The results of each group in order of its code; of everybody when `by` is None."""
    people: Counter[str | None] = Counter()
    answers: dict[str | None, Counter[tuple[str, str, str]]] = {}
    for *group, count in asked:
        people[str(group[_PLACE[by]]) if by else None] += count
    for tally in tallies:
        code = str(tally[_PLACE[by]]) if by else None
        cells = answers.setdefault(code, Counter())
        cells[tally.question, tally.item, tally.answer] += tally.people
    codes = sorted(people, key=lambda code: code or "") or ([] if by else [None])
    return [
        _group(code, people[code], answers.get(code, Counter()), contents, protected=protected)
        for code in codes
    ]


def _group(
    code: str | None,
    asked: int,
    cells: Mapping[tuple[str, str, str], int],
    contents: Mapping[str, Names],
    *,
    protected: bool,
) -> GroupView:
    results = [
        result
        for question in QUESTIONS
        for item in _things(question, cells)
        if (result := _result(question, item, asked, cells, contents, protected=protected)) is not None
    ]
    hidden = protected and 0 < asked < THRESHOLD
    return GroupView(code=code, asked=SMALL if hidden else asked, results=tuple(results))


def _things(question: Question, cells: Iterable[tuple[str, str, str]]) -> list[str]:
    """Of which things a question was answered; one nameless thing for a question that is not asked of each."""
    if not question.per_item:
        return [""]
    return list(dict.fromkeys(sorted(item for key, item, _answer in cells if key == question.key)))


def _result(
    question: Question,
    item: str,
    asked: int,
    cells: Mapping[tuple[str, str, str], int],
    contents: Mapping[str, Names],
    *,
    protected: bool,
) -> ResultView | None:
    counts = {code: cells.get((question.key, item, code), 0) for code, _words in question.answers}
    told = sum(counts.values())
    if not told:
        return None
    several = question.answering is Answering.SEVERAL
    n = asked if several else told
    shown: Mapping[str, int | str] = counts
    if protected:
        shown = protect_each(counts, n) if several else protect(counts, n)
    hidden = protected and n < THRESHOLD
    return ResultView(
        question=question.key,
        words=str(question.words),
        item=item or None,
        item_names=contents.get(item, Names(en=item)) if item else None,
        n=SMALL if hidden else n,
        answers=tuple(
            AnswerView(
                answer=code,
                words=str(words),
                count=shown[code],
                percent=None if isinstance(shown[code], str) else round(counts[code] / n, 4),
            )
            for code, words in question.answers
        ),
    )
