"""Several sessions answered or confirmed at once, and what became of each."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from app.kernel.types import Code, Command, View
from app.sessions.schemas import AnswerInvitation

MOST = 100
"""So many at once at most: each is saved by itself."""


class OneAnswer(AnswerInvitation):
    """Yes or no of one organisation to one session."""

    session: UUID
    organisation: Code


class AnswerSeveral(Command):
    """Answers to several invitations."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "answers": [
                        {
                            "session": "01981d3e-0000-7000-8000-000000000001",
                            "organisation": "LAW",
                            "accepted": True,
                        }
                    ]
                }
            ]
        }
    )

    answers: Annotated[tuple[OneAnswer, ...], Field(min_length=1, max_length=MOST)]


class ConfirmSeveral(Command):
    """The proposals to confirm."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"sessions": ["01981d3e-0000-7000-8000-000000000001"]}]}
    )

    sessions: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST)]


class OneOutcome(View):
    """What became of one of them: done, or refused with a code and a sentence."""

    session: UUID
    done: bool
    code: str | None = None
    message: str | None = None


class SeveralDone(View):
    """What became of each, in the order in which they were sent."""

    outcomes: list[OneOutcome]
