"""What goes in and what comes out of the close-out of a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from app.closing.rules import GapReason, Service
from app.kernel.types import Code, Command, Names, NotNegative, Text, View, Whole
from app.kernel.words import Words
from app.sessions.public import SessionStatus

_Reason = Annotated[Text, Field(max_length=500)]


class TillAnswer(Command):
    """What became of one item: `loaded = given + returned + damaged + unexplained`."""

    item: Code
    returned: NotNegative = 0
    damaged: NotNegative = 0
    unexplained: Whole = 0
    reason: _Reason | None = None


class Quiz(Command):
    """How many were asked, and how many answered rightly before and after the session."""

    asked: NotNegative
    before: NotNegative
    after: NotNegative


class ReferralAnswer(Command):
    """How many were referred to a kind of service. A count, never a person."""

    service: Service
    count: NotNegative


class CloseSession(Command):
    """The report of a session. Blanks in the grid count as nobody."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01825000-0000-7000-8000-000000000020",
                    "gap_reason": "late_arrivals",
                    "topics_covered": ["KAFALA"],
                    "till": [{"item": "DK", "returned": 1, "damaged": 1, "unexplained": 0}],
                    "quiz": {"asked": 20, "before": 6, "after": 17},
                    "referrals": [{"service": "legal", "count": 3}],
                    "note": "The hall was full; two arrived after the count.",
                }
            ]
        }
    )

    id: UUID
    gap_reason: GapReason | None = None
    topics_covered: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    till: Annotated[tuple[TillAnswer, ...], Field(max_length=100)] = ()
    quiz: Quiz | None = None
    referrals: Annotated[tuple[ReferralAnswer, ...], Field(max_length=20)] = ()
    note: Annotated[Text, Field(max_length=280)] = ""
    note_reason: Annotated[Text, Field(max_length=200)] = ""
    witness: Code | None = None


class TillLineView(View):
    """The till of one item. `needs_approval`: so much is unexplained that whoever verifies must approve it."""

    item: str
    names: Names
    loaded: int
    given: int
    returned: int
    damaged: int
    unexplained: int
    reason: str
    needs_approval: bool


class SessionReportView(View):
    """A report as it was filed; the one with the highest `number` counts."""

    id: UUID
    session_id: UUID
    number: int
    status: SessionStatus
    gap_reason: GapReason | None
    topics_covered: list[str]
    till: list[TillLineView]
    quiz: Quiz | None
    referrals: list[ReferralAnswer]
    note: str
    note_reason: str
    witness: str | None
    reached: int
    door: int
    tickets: int
    author_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TillRow:
    """An item on the closing form: what the ledgers say of it now."""

    item: str
    names: Names
    loaded: int
    given: int
    returned: int
    damaged: int
    unexplained: int
    should_hold: int


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """What the closing form shows.

    blanks    (community, sex name) of which nothing was said in the grid
    reason    why the session cannot be closed now, or None
    disputed  more left the bag than is known to have been in it
    may_load  the reader loads bags; else a storekeeper does
    settles   the reader settles exceptions
    earlier   the report that was sent back, or None
    """

    session_id: UUID
    code: str
    title: str
    reached: int
    door: int
    tickets: int
    nobody_counted: bool
    planned_topics: tuple[str, ...]
    topics: list[tuple[str, Names]]
    till: list[TillRow]
    blanks: list[tuple[Names, Words]]
    witnesses: list[tuple[str, Names]]
    reason: Words | None
    earlier: SessionReportView | None
    disputed: bool = False
    may_load: bool = False
    settles: bool = False


@dataclass(frozen=True, slots=True)
class ReportPanel:
    """What the session page shows of closing: the reports (newest first) and whether one can be filed now."""

    session_id: UUID
    time_zone: str
    reports: list[SessionReportView]
    authors: dict[UUID, str]
    topics: dict[str, Names]
    witnesses: dict[str, Names]
    may_close: bool
    reason: Words | None
