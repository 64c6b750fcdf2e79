"""What goes into a series and what comes out."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from app.kernel.types import Code, Command, Label, Note, View, Whole
from app.sessions.rules import ActivityType, Audience, SessionStatus
from app.sessions.rules.series import MOST_OCCURRENCES, Frequency, Reach, Rule
from app.sessions.schemas import (
    EXAMPLE,
    Capacity,
    Facilitators,
    Kits,
    NoteReason,
    Partners,
    Projects,
    ProposeSession,
    Topics,
)
from app.sessions.schemas.findings import FindingView

Days = Annotated[tuple[date, ...], Field(max_length=400)]


def _without_offset(at: time) -> time:
    if at.tzinfo is not None:
        message = "an hour on the clocks of the session's zone has no offset"
        raise ValueError(message)
    return at.replace(second=0, microsecond=0)


ClockTime = Annotated[time, AfterValidator(_without_offset)]
"""An hour and minute on the clocks of the session's own zone."""


class SeriesRule(Command):
    """How it repeats. Give either `until` (last day) or `count` (counted before days of `except` are left out).

    `nth` is for monthly_by_weekday: 1 to 4, or -1 for the last; without it the first day says which.
    """

    frequency: Frequency
    interval: Annotated[Whole, Field(ge=1, le=52)] = 1
    until: date | None = None
    count: Annotated[Whole, Field(ge=1, le=MOST_OCCURRENCES)] | None = None
    left_out: Days = Field(default=(), alias="except")
    nth: Literal[1, 2, 3, 4, -1] | None = None

    def as_rule(self) -> Rule:
        """The same as a pattern that knows its days."""
        return Rule(self.frequency, self.interval, self.until, self.count, frozenset(self.left_out), self.nth)


class ProposeSeries(ProposeSession):
    """A plan and how it repeats; `id` is the id of the series. `dry_run` only shows what would be."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **EXAMPLE,
                    "rule": {"frequency": "weekly", "interval": 2, "count": 6, "except": ["2022-08-27"]},
                    "dry_run": True,
                }
            ]
        }
    )

    rule: SeriesRule
    dry_run: bool = False


class ChangeSeries(Command):
    """New values for one session, for it and the later ones, or for all; what is left out stays.

    `from` is the session from which the change holds (not needed for all). `start` and `end` are hours on the
    clocks of each session's zone, put to the day it has; an end before the start is on the next day.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "scope": "this_and_later",
                    "from": "01981d3e-0000-7000-8000-000000000001",
                    "start": "10:00",
                    "end": "12:00",
                }
            ]
        }
    )

    scope: Reach
    begins_with: UUID | None = Field(default=None, alias="from")
    title: Label | None = None
    activity_type: ActivityType | None = None
    audience: Audience | None = None
    start: ClockTime | None = None
    end: ClockTime | None = None
    venue: UUID | None = None
    language: Code | None = None
    topics: Topics | None = None
    partners: Partners | None = None
    facilitators: Facilitators | None = None
    capacity: Capacity | None = None
    projects: Projects | None = None
    campaign: Code | None = None
    planned_kits: Kits | None = None
    note: Note | None = None
    note_reason: NoteReason = None
    override_reason: Note = ""


class CancelSeries(Command):
    """Call off one session, it and the later ones, or all; the reason is kept with each."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "scope": "this_and_later",
                    "from": "01981d3e-0000-7000-8000-000000000001",
                    "reason": "The hall is closed until spring.",
                }
            ]
        }
    )

    scope: Reach
    begins_with: UUID | None = Field(default=None, alias="from")
    reason: Note = ""


class ClashView(View):
    """What is in the way of one session of the series; `session` is its code when the reader may know it."""

    field: str
    code: str
    message: str
    session: str | None = None


class OccurrenceView(View):
    """One session that would be made. `shifted`: the clocks skip its hours on that day, it is moved forward.

    `findings` are of this day: the venue is closed, a project that pays has ended.
    """

    date: date
    starts_at: datetime
    ends_at: datetime
    shifted: bool
    holidays: list[str]
    clashes: list[ClashView]
    findings: list[FindingView]


class SeriesPreview(View):
    """What a series would be; nothing was saved. `findings` are of all its sessions: seats, languages, kits."""

    dry_run: Literal[True] = True
    occurrences: list[OccurrenceView]
    clashes: int
    findings: list[FindingView]
    left_out: list[date]


class RuleView(View):
    """How a series repeats."""

    frequency: Frequency
    interval: int
    until: date | None
    count: int | None
    nth: int | None
    left_out: list[date] = Field(serialization_alias="except")


class SeriesSession(View):
    """A session of a series."""

    id: UUID
    code: str
    title: str
    status: SessionStatus
    date: date
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    venue: UUID
    venue_name: str
    version: int


class SeriesView(View):
    """A series with its sessions, as far as they exist for the reader, by start."""

    id: UUID
    title: str
    rule: RuleView
    time_zone: str
    lead_organisation: str
    split_from: UUID | None
    version: int
    sessions: list[SeriesSession]


class Untouched(View):
    """A session that a change did not reach, and why."""

    id: UUID
    code: str
    status: SessionStatus
    reason: str


class SeriesChanged(View):
    """What a change did: the series that now holds the changed sessions, their codes, and what stayed."""

    series: SeriesView
    changed: list[str]
    untouched: list[Untouched]
