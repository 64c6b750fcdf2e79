"""What people said after a distribution: tallies, and of each question the share of good answers with its n."""

from __future__ import annotations

from app.kernel.words import Words, _
from app.measures.rules.shape import PEOPLE_DIMENSIONS, SESSION_DIMENSIONS, D, Kind, Measure

_BY = (*PEOPLE_DIMENSIONS, *SESSION_DIMENSIONS)

_SHARE = _(
    "%(title)s: of the people who answered this question after a distribution, the share who said so. People are asked "
    "without their names; the answers of all distributions are added before they are divided."
)
_THINGS = _(
    "%(title)s: of all answers about the things in a kit, the share that found a thing useful. One person answers for "
    "several things, so these are answers and not people."
)

_TITLES: dict[str, Words] = {
    "full_kit": _("Got the whole kit"),
    "useful": _("Things found useful (3 or 4 of 4)"),
    "quality": _("Found the quality good (3 or 4 of 4)"),
    "waiting": _("Waited an hour at most"),
    "safe_going": _("Felt safe on the way there"),
    "safe_there": _("Felt safe at the place"),
    "safe_back": _("Felt safe on the way back"),
    "respect": _("Were treated with respect"),
    "favour": _("Were asked for nothing in return"),
    "complaint": _("Know how to complain"),
    "help": _("Remember a place to find help"),
    "overall": _("Content altogether (4 or 5 of 5)"),
}
"""The questions that have good answers, as the feedback knows them, in the order of a report."""

OF_ANSWERS = "useful"
"""The question that is asked of each thing: its n counts answers, not people."""


def _share_of(question: str, title: Words) -> Measure:
    key = f"feedback_{question}"
    words = _THINGS if question == OF_ANSWERS else _SHARE
    return Measure(
        key,
        title,
        words % {"title": title},
        "share",
        Kind.RATIO,
        _BY,
        numerator=f"{key}.good",
        denominator=f"{key}.n",
        counts_people=True,
        of_feedback=True,
        of_things=question == OF_ANSWERS,
    )


FEEDBACK_SHARES = tuple(_share_of(question, title) for question, title in _TITLES.items())

FEEDBACK_MEASURES = (
    Measure(
        "feedback_asked",
        _("People asked after a distribution"),
        _(
            "People asked after a distribution: people asked without their names how a distribution at a verified session "
            "or a closed distribution point had been, counted on the day of the distribution."
        ),
        "people",
        Kind.COUNT,
        _BY,
        counts_people=True,
        of_feedback=True,
    ),
    Measure(
        "feedback_answers",
        _("Answers after a distribution"),
        _(
            "Answers after a distribution: how often each answer was given to each question. The answers to different "
            "questions come from the same people."
        ),
        "answers",
        Kind.COUNT,
        (*_BY, D.QUESTION, D.ANSWER),
        counts_people=True,
        of_feedback=True,
    ),
    *FEEDBACK_SHARES,
)


def question_of(measure: str) -> tuple[str, bool] | None:
    """The question whose answers a part of a share counts, and whether only good ones; None for anything else."""
    name, dot, part = measure.partition(".")
    return (name.removeprefix("feedback_"), part == "good") if dot else None
