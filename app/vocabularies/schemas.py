"""What goes in and what comes out of communities, topics, languages and age bands."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from app.kernel.types import Code, Command, Label, Names, OptionalId, View

Position = Annotated[int, Field(ge=0, le=100_000)]
"""The place in a list: lower comes first."""

Codes = Annotated[tuple[Code, ...], Field(max_length=20)]


class Direction(StrEnum):
    """How a language is written."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


class AddCommunity(Command):
    """A new community. `cohort` is the reporting group it folds into where its numbers are small."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "KM",
                    "names": {"en": "Comorian", "fr": "Comorienne", "ar": "قمرية"},
                    "languages": ["ar", "fr"],
                    "cohort": "EAST_AFRICA",
                    "never_alone": True,
                }
            ]
        }
    )

    id: OptionalId = None
    code: Code
    names: Names
    languages: Codes = ()
    cohort: Code | None = None
    never_alone: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    position: Position = 100


class ChangeCommunity(Command):
    """New values; what is left out stays as it is. `null` clears cohort and days."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"cohort": "EAST_AFRICA", "never_alone": True}]}
    )

    names: Names | None = None
    languages: Codes | None = None
    cohort: Code | None = None
    never_alone: bool | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    position: Position | None = None


class CommunityView(View):
    """A community: a nationality or group as people name themselves."""

    code: str
    names: Names
    languages: tuple[str, ...]
    cohort: str | None
    never_alone: bool
    valid_from: date | None
    valid_until: date | None
    position: int
    version: int


class AddTopic(Command):
    """A new topic of sessions."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"code": "WAGES", "names": {"en": "Wages that were not paid", "fr": "Salaires impayés"}}
            ]
        }
    )

    id: OptionalId = None
    code: Code
    names: Names
    position: Position = 100


class ChangeTopic(Command):
    """New values; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    names: Names | None = None
    position: Position | None = None
    active: bool | None = None


class TopicView(View):
    """What a session is about."""

    code: str
    names: Names
    position: int
    active: bool
    version: int


LanguageCode = Annotated[Code, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""BCP 47, e.g. ar, tl, pt-BR."""


class AddLanguage(Command):
    """A new language of sessions, with its name in itself."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"code": "ur", "names": {"en": "Urdu"}, "autonym": "اردو", "direction": "rtl"}]
        }
    )

    id: OptionalId = None
    code: LanguageCode
    names: Names
    autonym: Annotated[Label, Field(max_length=120)]
    direction: Direction = Direction.LEFT_TO_RIGHT


class ChangeLanguage(Command):
    """New values; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    names: Names | None = None
    autonym: Annotated[Label, Field(max_length=120)] | None = None
    direction: Direction | None = None
    active: bool | None = None


class LanguageView(View):
    """A language sessions are held in."""

    code: str
    names: Names
    autonym: str
    direction: Direction
    active: bool
    version: int


class AgeBandView(View):
    """An age band in whole years, `upper` inclusive; none for 60+; neither for 'not stated'."""

    code: str
    position: int
    lower: int | None
    upper: int | None
