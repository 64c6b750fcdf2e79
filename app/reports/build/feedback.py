"""What people said after the distributions of a report, question by question, small numbers protected."""

from __future__ import annotations

from app.kernel.words import _
from app.measures import public as measures
from app.platform.unit_of_work import ReadTx
from app.reports.build.asking import Asked
from app.reports.lens_rules import Part
from app.reports.schemas import COMPLEMENTARY, Feedback, FeedbackLine

SHARES_OF_ANSWERS = _(
    "What people said: of those who answered a question, the share who gave a good answer; who was asked and did not "
    "answer is not counted. The answers of all distributions are added before they are divided."
)


def feedback(look: ReadTx, asked: Asked) -> Feedback:
    """The share of good answers to each question that people answer once, with its n.

    Questions about each thing in a kit are left out: their n counts answers, so a small number of people would not
    be seen.
    """
    people = 0 if Part.FEEDBACK in asked.left_out else asked.count(look, "feedback_asked")
    if not people:
        return Feedback()
    lines = [_line(look, asked, people, one) for one in measures.FEEDBACK_SHARES if not one.of_things]
    return Feedback(asked=asked.shown(people), lines=tuple(line for line in lines if line is not None))


def _line(look: ReadTx, asked: Asked, people: int, measure: measures.Measure) -> FeedbackLine | None:
    """One question; of the `people` asked, those who did not answer are people too."""
    found = asked.total(look, measure.key)
    n, good = found.denominator or 0, found.numerator or 0
    if not n:
        return None
    shown = asked.shown(n, people)
    hidden = isinstance(shown, str) or asked.is_small(good) or asked.is_small(n - good)
    return FeedbackLine(
        key=measure.key,
        label=str(measure.title),
        good=COMPLEMENTARY if hidden else good,
        n=shown,
        percent=None if hidden else round(100 * good / n, 1),
    )
