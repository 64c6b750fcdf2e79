"""What goes in and what comes out of feedback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from app.feedback.rules import Answering, WhyWrong
from app.kernel.types import (
    NOT_STATED_BAND,
    Code,
    Command,
    Label,
    Names,
    NotNegative,
    OptionalId,
    Sex,
    Text,
    View,
    western_digits,
)

Asked = Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=100_000)]
"""How many people were asked."""

Short = Annotated[Text, Field(min_length=1, max_length=40)]


class AnswerLine(Command):
    """So many people gave an answer. For questions asked of each thing in the kit `item` is a component of its bill of
    materials, as that says it.
    """

    question: Short
    answer: Short
    count: NotNegative
    item: Label | None = None


class RecordSheet(Command):
    """Tallies of so many people of one community, sex and age, asked after a distribution (name one of the two)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0197a3d0-0000-7000-8000-000000000030",
                    "session": "0197a3d0-0000-7000-8000-000000000031",
                    "asked_on": "2022-08-20",
                    "community": "ET",
                    "sex": "f",
                    "age_band": "18-59",
                    "asked": 12,
                    "answers": [
                        {"question": "full_kit", "answer": "yes", "count": 11},
                        {"question": "full_kit", "answer": "no", "count": 1},
                        {"question": "useful", "item": "HYG-SOAP", "answer": "4", "count": 9},
                    ],
                }
            ]
        }
    )

    id: OptionalId = None
    session: UUID | None = None
    distribution_point: UUID | None = None
    asked_on: date
    community: Code
    sex: Sex = Sex.NOT_STATED
    age_band: Code = NOT_STATED_BAND
    asked: Asked
    answers: Annotated[tuple[AnswerLine, ...], Field(max_length=500)] = ()


class TakeSheetBack(Command):
    """Take a sheet back, for a reason from the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"why": "typed_twice"}]})

    id: OptionalId = None
    why: WhyWrong


class QuestionView(View):
    """A question as it is asked, in the language being spoken."""

    key: str
    part: str
    words: str
    answering: Answering
    per_item: bool
    answers: dict[str, str]


class SheetView(View):
    """A sheet, or the reversal of one (`reverses`)."""

    id: UUID
    session: UUID | None
    distribution_point: UUID | None
    asked_on: date
    community: str
    sex: Sex
    age_band: str
    asked: int
    recorded_at: datetime
    reverses: UUID | None
    reversed: bool
    why: WhyWrong | None


class CutBy(StrEnum):
    """By what results are cut."""

    COMMUNITY = "community"
    SEX = "sex"
    AGE_BAND = "age_band"


class AnswerView(View):
    """How many gave an answer, and the share of `n`; a protected value is "c" and has no share."""

    answer: str
    words: str
    count: int | str
    percent: float | None


class ResultView(View):
    """One question (of one item): `n` people answered it; of several answers, `n` were asked. Protected: "<5"."""

    question: str
    words: str
    item: str | None
    item_names: Names | None
    n: int | str
    answers: tuple[AnswerView, ...]


class GroupView(View):
    """The results of a group of people; `code` is None for everybody."""

    code: str | None
    asked: int | str
    results: tuple[ResultView, ...]


class ResultsView(View):
    """The results of a distribution. `protected`: the reader is outside, sees totals only and no small number."""

    session: UUID | None
    distribution_point: UUID | None
    by: CutBy | None
    protected: bool
    everybody: GroupView
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class About:
    """The distribution that is asked about. `inside`: the reader belongs to who handed out, or leads the programme."""

    session_id: UUID | None
    point_id: UUID | None
    code: str
    title: str
    href: str
    organisation_id: UUID
    inside: bool
    took_place: bool
    held_on: date
    bag_id: UUID | None = None
