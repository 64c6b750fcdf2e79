"""What is asked of a report: make it, change it, answer it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.kernel.types import Command, Note, OptionalId, Text
from app.reports.asked import Language
from app.reports.lens_rules import Detail, Part


class AddReport(Command):
    """A draft through a lens, for days within it."""

    model_config = ConfigDict(
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_extra={
            "examples": [
                {
                    "lens": "01981d3e-0000-7000-8000-000000000004",
                    "from": "2022-07-01",
                    "to": "2022-09-30",
                    "language": "en",
                }
            ]
        },
    )

    id: OptionalId = None
    lens: UUID
    from_date: date = Field(alias="from", examples=["2022-07-01"])
    to_date: date = Field(alias="to", examples=["2022-09-30"])
    language: Language | None = None


class ChangeReport(Command):
    """New texts, a coarser breakdown, or parts to leave out; while the report is worked on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"achievements": "Eleven sessions were held in July.", "detail": "merged_ages"}]
        }
    )

    achievements: Note | None = None
    challenges: Note | None = None
    next_steps: Note | None = None
    detail: Detail | None = None
    left_out: tuple[Part, ...] | None = Field(default=None, max_length=20)
    note_reason: Annotated[
        Text,
        Field(
            max_length=200, description="Why a text that looks like personal data must stay; it is recorded"
        ),
    ] = ""


class AnswerReport(Command):
    """The answer of whom the report was sent to. Sending back needs a note."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"to": "sent_back", "note": "Please say why August is empty."}]}
    )

    to: Literal["accepted", "sent_back"]
    note: Note = ""
