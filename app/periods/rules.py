"""When a period is open, what may still be done in it, and what is late. Pure.

Open → closing (no new sessions; what was captured before the cut-off still comes in) → closed (late arrivals wait
in the late box). A closed period can be reopened until an instant; then it is closed again, by the clock alone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from app.kernel.words import Words, _

LAST_YEAR: Final = 2100
"""Every month from 1990 to the end of this year stands in the database, so that wherever a session lies there is a row
to hold."""

SPACE: Final = UUID("6f3c9a52-07b1-5c1e-8f5d-6b6172616d61")
"""The name space of the ids of periods (UUID version 5)."""

REPORT_WITHIN: Final = timedelta(days=7)
"""A report later than this after the end of its session is late."""

REOPENED_AT_MOST: Final = timedelta(days=31)
"""Longer than this no period stays reopened; whoever needs more reopens it again and says why."""


class PeriodState(StrEnum):
    """The step a coordinator took last; stored."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class Phase(StrEnum):
    """How a period stands at an instant; follows from state and clock, never stored."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    REOPENED = "reopened"


PHASE_NAMES: dict[Phase, Words] = {
    Phase.OPEN: _("open"),
    Phase.CLOSING: _("closing"),
    Phase.CLOSED: _("closed"),
    Phase.REOPENED: _("reopened"),
}


class LateReason(StrEnum):
    """Why something came after its period was closed."""

    TABLET_OFFLINE = "tablet_offline"
    PAPER_FOUND = "paper_found"
    DATA_ENTRY_ERROR = "data_entry_error"
    REPORT_LATE = "report_late"
    OTHER = "other"


LATE_REASON_NAMES: dict[LateReason, Words] = {
    LateReason.TABLET_OFFLINE: _("the tablet had no signal"),
    LateReason.PAPER_FOUND: _("a paper sheet turned up"),
    LateReason.DATA_ENTRY_ERROR: _("data-entry error"),
    LateReason.REPORT_LATE: _("the report came late"),
    LateReason.OTHER: _("another reason"),
}


def code_of(day: date) -> str:
    """The code of the period a day lies in: `2022-07`."""
    return f"{day.year:04d}-{day.month:02d}"


def id_of(code: str) -> UUID:
    """The id of a period: the same for the same code, always."""
    return uuid5(SPACE, code)


def phase_of(state: PeriodState, reopened_until: datetime | None, now: datetime) -> Phase:
    """How a period stands now."""
    if state is PeriodState.CLOSED and reopened_until is not None and now < reopened_until:
        return Phase.REOPENED
    return Phase(state.value)


def may_be_done(phase: Phase, *, plans: bool) -> bool:
    """Whether a desk may still do something in a period; `plans`: it is planned, changed or confirmed.

    While it is closing nothing new is planned, but sessions that were held are counted, reported and verified.
    """
    if phase in {Phase.OPEN, Phase.REOPENED}:
        return True
    return phase is Phase.CLOSING and not plans


def is_late(phase: Phase, cut_off: datetime | None, occurred_at: datetime) -> bool:
    """Whether what a tablet brings now is kept apart: after the cut-off while closing, anything once closed."""
    if phase is Phase.CLOSED:
        return True
    return phase is Phase.CLOSING and cut_off is not None and occurred_at > cut_off


def percent(part: int, whole: int) -> int | None:
    """A share in whole percent, None of nothing; 100 only when nothing is missing."""
    if not whole:
        return None
    return part * 100 // whole
