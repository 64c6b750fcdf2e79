"""What goes into lenses and reports, and what is told of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.kernel.types import Code, Command, Label, NotNegative, OptionalId, Text, View
from app.reports.claim_rules import Odd
from app.reports.due import DueRule
from app.reports.lens_rules import Attribution, Detail, Part, ReportStatus
from app.reports.rules import FileKind, Outside, ReportAudience
from app.reports.schemas import Disaggregation, Shown
from app.sessions.public import ActivityType, SessionStatus

Language = Literal["en", "fr", "ar"]
Unions = Annotated[
    dict[Code, Annotated[tuple[Code, ...], Field(min_length=1, max_length=50)]], Field(max_length=50)
]
"""Unions of finest age bands: name -> bands."""

Threshold = Annotated[NotNegative, Field(le=1000)]
Rounding = Annotated[NotNegative, Field(le=100, multiple_of=5)]
Codes = Annotated[tuple[Code, ...], Field(max_length=100)]
Formats = Annotated[tuple[FileKind, ...], Field(max_length=len(FileKind))]


class AddLens(Command):
    """How one grant is reported. `threshold` 0 is for inside use and protects nothing."""

    model_config = ConfigDict(
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_extra={
            "examples": [
                {
                    "project": "LBNT39",
                    "name": "Switzerland, quarterly",
                    "from": "2022-01-01",
                    "to": "2022-12-31",
                    "attribution": "share",
                    "threshold": 5,
                    "age_bands": {"0-17": ["0-4", "5-11", "12-17"]},
                    "language": "fr",
                    "due": {"every": "quarter", "days": 30},
                    "areas": ["LB1"],
                    "formats": ["pdf", "xlsx"],
                }
            ]
        },
    )

    id: OptionalId = None
    project: Code
    name: Label
    from_date: date | None = Field(
        default=None, alias="from", description="First eligible day; the project's when left out"
    )
    to_date: date | None = Field(
        default=None, alias="to", description="Last eligible day, included; the project's when left out"
    )
    attribution: Attribution = Attribution.FULL
    threshold: Threshold | None = Field(default=None, description="The donors' threshold when left out")
    age_bands: Unions = Field(default_factory=dict)
    language: Language = "en"
    due: DueRule = DueRule()
    areas: Codes = Field(default=(), description="P-codes, each with all below it; every area when empty")
    communities: Codes = Field(default=(), description="Of the people only these; all when empty")
    activity_types: tuple[ActivityType, ...] = Field(default=(), description="Sessions only of these types")
    rounding: Rounding = Field(
        default=0,
        description="Counts of people as multiples of this; 0: exact, small ones hidden",
    )
    formats: Formats = Field(default=(), description="The files of its reports; all when empty")


class ChangeLens(Command):
    """New values; what is left out stays as it is. Reports already submitted keep the lens they were made with."""

    model_config = ConfigDict(
        validate_by_name=True, validate_by_alias=True, json_schema_extra={"examples": [{"threshold": 10}]}
    )

    name: Label | None = None
    from_date: date | None = Field(default=None, alias="from")
    to_date: date | None = Field(default=None, alias="to")
    attribution: Attribution | None = None
    threshold: Threshold | None = None
    age_bands: Unions | None = None
    language: Language | None = None
    due: DueRule | None = Field(default=None, description="The whole rule anew")
    areas: Codes | None = None
    communities: Codes | None = None
    activity_types: tuple[ActivityType, ...] | None = None
    rounding: Rounding | None = None
    formats: Formats | None = None


class LensView(View):
    """A lens."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    id: UUID
    project: str
    name: str
    from_date: date = Field(alias="from")
    to_date: date = Field(alias="to")
    attribution: Attribution
    threshold: int
    age_bands: dict[str, tuple[str, ...]]
    language: str
    due: DueRule
    areas: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    activity_types: tuple[ActivityType, ...] = ()
    rounding: int = 0
    formats: tuple[FileKind, ...] = ()
    version: int


class Disclosure(View):
    """A small count that this report and earlier ones would give away together, in words.

    `reports` and `files` (in words: what was taken without a lens) tell of it beside this one.
    `table`: `people`, `areas`, `sessions`, `kits`, or the measure of a key figure.
    """

    reports: tuple[UUID, ...]
    files: tuple[str, ...] = ()
    table: str = "people"
    sentence: str


class ReportView(View):
    """A report and where it stands. `hash` is empty until it is submitted.

    `discloses` says what would come out together with earlier reports, `offers` which breakdown of people to
    choose instead and `offers_without` what to leave out besides: all
    only while it is worked on, and only when it is looked at by itself.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    id: UUID
    lens: UUID
    lens_name: str
    project: str
    from_date: date = Field(alias="from")
    to_date: date = Field(alias="to")
    language: str
    status: ReportStatus
    detail: Detail
    left_out: tuple[Part, ...] = ()
    threshold: int
    narratives: dict[str, str]
    hash: str
    note: str
    made_at: datetime
    submitted_at: datetime | None
    version: int
    discloses: tuple[Disclosure, ...] = ()
    offers: tuple[Detail, ...] = ()
    offers_without: tuple[Part, ...] = ()


class Submitted(View):
    """A report that was frozen."""

    id: UUID
    hash: str
    status: ReportStatus
    version: int


class MonthQuery(Command):
    """Which month of whom, for whom: people reached by community, sex and age."""

    month: Annotated[
        str,
        Field(
            pattern=r"^((19[7-9]|2\d\d)\d-(0[1-9]|1[0-2]))?$",
            description="The month, or this one when left out",
            examples=["2022-07"],
        ),
    ] = ""
    of: Annotated[
        Text,
        Field(
            max_length=80,
            description="`all`, `partner:CODE` or `donor:CODE`; a donor names a grant as `project:CODE`",
            examples=["partner:CARITAS"],
        ),
    ] = ""
    audience: Annotated[
        ReportAudience | None,
        Field(description="Who will read it; decides which small counts are hidden"),
    ] = None


class Choice(View):
    """Something to choose: its value in the address and its words."""

    value: str
    label: str


class MonthTable(View):
    """A month (or, for a donor, what was sent for it) of one organisation or of all.

    `days` are the first and the last day counted. `waiting` are sessions of the month that are not verified yet and
    so not counted; None where that is not told. `of`, `subjects` and `months` are what is and may be chosen.
    """

    month: date
    days: tuple[date, date]
    of: str
    subject: str
    audience: ReportAudience
    threshold: int
    table: Disaggregation
    sessions: Shown | None = None
    waiting: int | None = None
    report: UUID | None = None
    before: date | None = None
    after: date | None = None
    subjects: tuple[Choice, ...] = ()
    audiences: tuple[ReportAudience, ...] = ()


class SetThreshold(Command):
    """From how many people on a count is shown to an audience, who answers for it (an e-mail), and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"threshold": 5, "owner": "amina@example.org", "reason": "As agreed with the donors."}
            ]
        }
    )

    threshold: Annotated[NotNegative, Field(le=100)]
    owner: Annotated[str, Field(min_length=3, max_length=320)]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class ThresholdView(View):
    """The threshold of an audience. `version` 0: nobody set it yet, the environment's holds and has no owner."""

    audience: Outside
    threshold: int
    owner: str = ""
    owner_name: str = ""
    reason: str = ""
    changed_at: datetime | None = None
    version: int


class SetPublicFigures(Command):
    """Whether a project shows rounded figures to everybody."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"shown": True}]})

    shown: bool


class PublicFiguresView(View):
    """Whether a project shows rounded figures to everybody. `version` 0: nobody ever said so."""

    project: str
    shown: bool
    version: int


class ClaimsQuery(Command):
    """Which held sessions to look at: days (inclusive), and perhaps one project that pays."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_date: date = Field(alias="from", examples=["2022-07-01"])
    to_date: date = Field(alias="to", examples=["2022-09-30"])
    project: Code | None = None


class Claim(View):
    """What a paying project's lens claims of a session, in percent; 0 when no lens of it counts the session."""

    project: str
    percent: int


class ClaimedSession(View):
    """A session whose claims are odd: above 100 %, no project pays, or no lens counts it."""

    session: UUID
    code: str
    title: str
    day: date
    status: SessionStatus
    why: Odd
    percent: int
    claims: list[Claim]


class Claims(View):
    """What was looked at, and what is odd. `left_out`: more than are listed here."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    from_date: date = Field(alias="from")
    to_date: date = Field(alias="to")
    looked_at: int
    items: list[ClaimedSession]
    left_out: int
