"""What goes in and what comes out of reporting periods and the late box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from app.kernel.types import Command, Instant, OptionalId, Text, View
from app.periods.rules import LateReason, PeriodState, Phase, is_late, percent, phase_of
from app.sessions.public import SessionStatus

EXPECTED = (
    SessionStatus.CONFIRMED,
    SessionStatus.IN_PROGRESS,
    SessionStatus.REPORTED,
    SessionStatus.VERIFIED,
)
"""Sessions of which a report is expected: confirmed or further."""

NOT_VERIFIED = (SessionStatus.CONFIRMED, SessionStatus.IN_PROGRESS, SessionStatus.REPORTED)
"""Sessions that a period leaves behind when it is closed before they are verified."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the period of a day stands at an instant, for whoever decides by it."""

    period_id: UUID
    code: str
    phase: Phase
    cut_off_at: datetime | None

    @property
    def keeps_apart(self) -> bool:
        """Whether anything that arrives now can be late."""
        return self.phase in {Phase.CLOSING, Phase.CLOSED}

    def is_late(self, occurred_at: datetime) -> bool:
        """Whether what happened then and arrives now is kept apart."""
        return is_late(self.phase, self.cut_off_at, occurred_at)


class ClosePeriod(Command):
    """Take the next step: open → closing → closed. `to` names it; without it, it is the next one.

    `cut_off_at`: what was captured until then still comes in while the period is closing; now when it is missing.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"to": "closing"}, {"to": "closed"}]})

    to: Literal["closing", "closed"] | None = None
    cut_off_at: Instant | None = None


class ReopenPeriod(Command):
    """Open a closed period again until an instant, at most 31 days away. It closes itself."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"until": "2026-12-10T17:00:00Z", "reason": "Two sheets of Tyre were typed in twice."}
            ]
        }
    )

    until: Instant
    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class AcceptLate(Command):
    """What came late to a session shall count, and is reported in the next period that is open."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01825000-0000-7000-8000-000000000040",
                    "session": "01981d3e-0000-7000-8000-000000000001",
                    "reason": "tablet_offline",
                }
            ]
        }
    )

    id: OptionalId = None
    session: UUID
    reason: LateReason
    note: Annotated[Text, Field(max_length=280)] = ""


class Completeness(View):
    """Sessions of a period. `expected`: confirmed or further; `late`: reported after 7 days, or still missing then.

    Of the reported ones, `captured_on_time` were written within 7 days after the session, on whatever device;
    `arrived_on_time` had also arrived by then. A tablet without signal is captured on time and arrives late.
    """

    expected: int = 0
    reported: int = 0
    verified: int = 0
    late: int = 0
    cancelled: int = 0
    captured_on_time: int = 0
    arrived_on_time: int = 0

    @computed_field(description="Reported of expected, whole percent; null of nothing")  # type: ignore[prop-decorator]
    @property
    def percent_reported(self) -> int | None:
        """Reported of expected."""
        return percent(self.reported, self.expected)

    @computed_field(description="Verified of expected, whole percent; null of nothing")  # type: ignore[prop-decorator]
    @property
    def percent_verified(self) -> int | None:
        """Verified of expected."""
        return percent(self.verified, self.expected)

    @computed_field(description="Captured on time of reported, whole percent")  # type: ignore[prop-decorator]
    @property
    def percent_captured(self) -> int | None:
        """Captured on time of reported."""
        return percent(self.captured_on_time, self.reported)

    @computed_field(description="Arrived on time of reported, whole percent")  # type: ignore[prop-decorator]
    @property
    def percent_arrived(self) -> int | None:
        """Arrived on time of reported."""
        return percent(self.arrived_on_time, self.reported)


class PeriodView(View):
    """A period, how it stands now, and how complete it is in the reader's scope. Days are inclusive.

    `late_box`: sessions with something that came late, or left unverified when it was closed. `figures` are those of
    the moment of closing (coordinators only).
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    id: UUID
    code: str
    from_date: date = Field(alias="from")
    to_date: date = Field(alias="to")
    state: Phase
    cut_off_at: datetime | None
    closed_at: datetime | None
    reopened_until: datetime | None
    reopen_reason: str
    completeness: Completeness
    late_box: int
    figures: dict[str, int]
    version: int

    @property
    def next_step(self) -> PeriodState | None:
        """The step a coordinator would take next, None when it is closed."""
        if self.state is Phase.OPEN:
            return PeriodState.CLOSING
        return None if self.state is Phase.CLOSED else PeriodState.CLOSED


class OrganisationLine(View):
    """How complete a period is for the sessions that one organisation leads."""

    organisation: str
    completeness: Completeness


class PeriodDetail(PeriodView):
    """A period with a line for each organisation that leads sessions in it.

    `figures_now` are the same figures today: they differ from `figures` when something was accepted since.
    """

    organisations: list[OrganisationLine]
    figures_now: dict[str, int]


class LateItem(View):
    """A session with something in the late box. `people` and `door` came late and are kept apart until accepted.

    `unverified` is a session that was not verified when its period was closed. `last_arrived_at`: the latest entry.
    """

    session: UUID
    code: str
    title: str
    day: date
    status: SessionStatus
    lead_organisation: str
    people: int
    door: int
    unverified: bool
    last_arrived_at: datetime | None
    accepted_before: bool


class Acceptance(View):
    """Something late that was accepted: how many more count, and in which period that is told."""

    id: UUID
    session: UUID
    session_code: str
    period: str
    into: str
    people: int
    door: int
    reason: LateReason
    note: str
    accepted_at: datetime


def phase_now(state: str, reopened_until: datetime | None, now: datetime) -> Phase:
    """See `rules.phase_of`; `state` as stored."""
    return phase_of(PeriodState(state), reopened_until, now)


@dataclass(frozen=True, slots=True)
class PeriodOfSession:
    """What the page of a session says of its period. `first` is its first day, `time_zone` the session's."""

    code: str
    first: date
    phase: Phase
    reopened_until: datetime | None
    time_zone: str
    may_see: bool
