"""What a sheet of tallies may say: nobody answers twice, nobody answers who was not asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.feedback.rules.questions import Answering, question_named
from app.kernel.errors import FieldError
from app.kernel.words import _


@dataclass(frozen=True, slots=True)
class Said:
    """So many people gave this answer; `item` is the code of the thing for questions asked of each."""

    question: str
    answer: str
    count: int
    item: str = ""


def problems_of(asked: int, said: Sequence[Said], items: Collection[str]) -> list[FieldError]:
    """What cannot be, at `answers.<n>.<name>`. `items` are the codes of what may be in the kit."""
    found: list[FieldError] = []
    sums: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, str, str]] = set()
    for number, one in enumerate(said):
        question = question_named(one.question)
        field = f"answers.{number}"
        if question is None:
            found.append(
                FieldError(f"{field}.question", "feedback.question", _("There is no such question."))
            )
            continue
        if one.answer not in question.codes:
            found.append(
                FieldError(f"{field}.answer", "feedback.answer", _("This question has no such answer."))
            )
        if bool(one.item) is not question.per_item or (one.item and one.item not in items):
            found.append(FieldError(f"{field}.item", "feedback.item", _("This is not asked of this item.")))
        if (one.question, one.item, one.answer) in seen:
            found.append(FieldError(field, "feedback.twice", _("This answer is there twice.")))
        seen.add((one.question, one.item, one.answer))
        alone = question.answering is Answering.SEVERAL
        sums[one.question, one.item] += one.count
        told = one.count if alone else sums[one.question, one.item]
        if told > asked:
            found.append(
                FieldError(
                    f"{field}.count",
                    "feedback.more_than_asked",
                    _("%(told)s answers, but only %(asked)s were asked.") % {"told": told, "asked": asked},
                    {"told": told, "asked": asked},
                )
            )
    return found
