"""The questions, each with its answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.words import Words, _


class Answering(StrEnum):
    """How people answer.

    one        one of the answers: they add up to those who answered, at most those who were asked
    several    as many answers as apply: each is at most those who were asked
    """

    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `per_item` is asked of each thing in the kit. `good` are the answers counted as a good sign."""

    key: str
    part: Words
    words: Words
    answers: tuple[tuple[str, Words], ...]
    answering: Answering = Answering.ONE
    per_item: bool = False
    good: frozenset[str] = frozenset()
    to_hotline: bool = False

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its answers."""
        return frozenset(code for code, _words in self.answers)


_YES_NO = (("yes", _("yes")), ("no", _("no")))
_YES = frozenset({"yes"})
_KIT = _("The kit")
_DAY = _("The day")
_SAFETY = _("Safety and respect")
_HELP = _("Complaints and help")


def _scale(*codes: str, low: Words, high: Words) -> tuple[tuple[str, Words], ...]:
    words = {codes[0]: low, codes[-1]: high}
    return tuple((code, words.get(code, Words(code))) for code in codes)


QUESTIONS: tuple[Question, ...] = (
    Question("full_kit", _KIT, _("Did you get the whole kit?"), _YES_NO, good=_YES),
    Question(
        "knew",
        _DAY,
        _("Did you know beforehand …?"),
        (("what", _("what you would get")), ("when", _("when")), ("where", _("where"))),
        Answering.SEVERAL,
    ),
    Question(
        "waiting",
        _DAY,
        _("How long did you wait?"),
        (
            ("under_30", _("under 30 minutes")),
            ("30_60", _("30 to 60 minutes")),
            ("1_2_h", _("1 to 2 hours")),
            ("over_2_h", _("over 2 hours")),
        ),
        good=frozenset({"under_30", "30_60"}),
    ),
    Question("safe_going", _SAFETY, _("Did you feel safe on the way there?"), _YES_NO, good=_YES),
    Question("safe_there", _SAFETY, _("Did you feel safe at the place?"), _YES_NO, good=_YES),
    Question("safe_back", _SAFETY, _("Did you feel safe on the way back?"), _YES_NO, good=_YES),
    Question("respect", _SAFETY, _("Were you treated with respect?"), _YES_NO, good=_YES),
    Question(
        "favour",
        _SAFETY,
        _("Did anybody ask for money, favours or anything else in return?"),
        _YES_NO,
        good=frozenset({"no"}),
        to_hotline=True,
    ),
    Question(
        "useful",
        _KIT,
        _("How useful is it?"),
        _scale("1", "2", "3", "4", low=_("1 (not at all)"), high=_("4 (very)")),
        per_item=True,
        good=frozenset({"3", "4"}),
    ),
    Question(
        "missing", _KIT, _("Was it missing?"), (("yes", _("missing")),), Answering.SEVERAL, per_item=True
    ),
    Question(
        "weeks",
        _KIT,
        _("For how many weeks is it enough?"),
        (
            ("under_2", _("under 2")),
            ("2_4", _("2 to 4")),
            ("5_8", _("5 to 8")),
            ("9_12", _("9 to 12")),
            ("over_12", _("over 12")),
        ),
    ),
    Question(
        "quality",
        _KIT,
        _("How good is its quality?"),
        _scale("1", "2", "3", "4", low=_("1 (bad)"), high=_("4 (very good)")),
        good=frozenset({"3", "4"}),
    ),
    Question(
        "did_with",
        _KIT,
        _("Did you share, sell or swap anything of it?"),
        (("shared", _("shared")), ("sold", _("sold")), ("swapped", _("swapped")), ("kept", _("kept it all"))),
        Answering.SEVERAL,
    ),
    Question("complaint", _HELP, _("Do you know how to complain?"), _YES_NO, good=_YES),
    Question("help", _HELP, _("Do you remember a place where you can find help?"), _YES_NO, good=_YES),
    Question(
        "overall",
        _HELP,
        _("How content are you altogether?"),
        _scale("1", "2", "3", "4", "5", low=_("1 (not at all)"), high=_("5 (very)")),
        good=frozenset({"4", "5"}),
    ),
)
"""All questions, in the order in which they are asked and shown."""

_BY_KEY = {question.key: question for question in QUESTIONS}

PARTS: tuple[Words, ...] = (_KIT, _DAY, _SAFETY, _HELP)


def question_named(key: str) -> Question | None:
    """The question with this key."""
    return _BY_KEY.get(key)
