"""The one value every report format is made from.

A `DonorReport` holds no row and asks no database: labels are already in the reader's language, protected
values are already protected. PDF, workbook, CSV and JSON therefore cannot disagree.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final, Literal

import orjson
from pydantic import ConfigDict, Field

from app.kernel.types import View
from app.reports.machine_codes import MachineCodes
from app.reports.rules import FileKind

ALL: Final = "all"
"""The code that stands for a total in `community`, `sex` or `age_band`."""

PRIMARY: Final = "<k"
"""Shown instead of a count from 1 to threshold - 1."""

COMPLEMENTARY: Final = "c"
"""Shown instead of a value that is withheld so that other hidden values cannot be worked out."""

Hidden = Literal["<k", "c"]
Day = date
"""For fields that are called `date` themselves."""

Shown = int | Hidden
"""A count, or the sign that hides it."""


class Donor(View):
    """Who pays, and under which grant."""

    organisation: str
    grant_reference: str


class ProjectHead(View):
    """The project (grant) the report is about."""

    code: str
    title: str
    agency: str
    donors: tuple[Donor, ...] = ()
    starts_on: date
    ends_on: date | None = None


class ReportPeriod(View):
    """Both days included."""

    from_date: date
    to_date: date


class Figure(View):
    """One key figure. `value` None: not collected. `note` is a short remark under it, e.g. what it counts.

    `n`: of how many people it is a share; None for what is no share, and in reports frozen before it was told apart.
    """

    key: str
    label: str
    value: Shown | None
    note: str = ""
    n: Shown | None = None


class IndicatorPart(View):
    """A part of an indicator in the period: the code of a dimension (sex, age_band, community, area) and its value.

    `by` and `label` are the names of the dimension and of the part in the reader's language.
    """

    dimension: str
    by: str
    code: str
    label: str
    actual: Shown


class IndicatorLine(View):
    """One row of the results table. `percent` is of the target, None when there is no target or it is 0.

    A share stands in percent, with its `n` in the period and since the start. `milestone` is what was due of the
    target by the end of the period. None in reports frozen before these were told.
    """

    code: str
    title: str
    unit: str
    baseline: float | None = None
    target: float | None = None
    actual: float | Hidden | None = None
    cumulative: float | Hidden | None = None
    percent: float | None = None
    status: str = ""
    milestone: float | None = None
    n: Shown | None = None
    cumulative_n: Shown | None = None
    parts: tuple[IndicatorPart, ...] = ()


class Category(View):
    """A code of a dimension and its label in the reader's language."""

    code: str
    label: str


class Cell(View):
    """One count; `all` in a dimension makes it a total over that dimension."""

    community: str
    sex: str
    age_band: str
    value: Shown


class Disaggregation(View):
    """People reached by community, sex and age, with the totals that may be shown.

    `notes` says in words what was merged or hidden and why. Categories do not contain `all`.
    """

    communities: tuple[Category, ...] = ()
    sexes: tuple[Category, ...] = ()
    age_bands: tuple[Category, ...] = ()
    cells: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()


class KitLine(View):
    """The stock statement of one item (and lot, when `lot` is given), in pieces, for this period.

    balance = opening + received - distributed - lost. `returned` came back from sessions and is information
    only: it never left the store of the project.
    """

    item: str
    label: str
    lot: str = ""
    opening: int = 0
    received: int = 0
    distributed: Shown = 0
    returned: int = 0
    lost: int = 0
    balance: int | Hidden = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session of the annex. `reached`, `door` and `kits` are already protected; None: not collected.

    `area_code` is the P-code of a district or of something wider, never finer; `activity` is the code of
    `activity_type`. Not a model: a year of a programme has a hundred thousand of them.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    code: str
    date: Day
    area: str
    lead: str
    partners: tuple[str, ...] = ()
    activity_type: str
    area_code: str = ""
    activity: str = ""
    reached: Shown | None
    door: Shown | None = None
    kits: Shown | None = None
    status: str


class SeriesPoint(View):
    """One bar of a series: a month (`2022-07`) or an area (P-code), its label and its value."""

    code: str
    label: str
    value: Shown


class DistrictPoint(SeriesPoint):
    """People reached in a district, or in something wider where no more is known (P-code), and its governorate."""

    governorate: str = ""


class FeedbackLine(View):
    """One question asked after a distribution: of `n` people who answered, `good` said something good.

    `percent` is theirs of `n`, None when one of the two is hidden. Measured by the measure `key`.
    """

    key: str
    label: str
    good: Shown
    n: Shown
    percent: float | None = None


class Feedback(View):
    """What people said after distributions: `asked` were asked; questions that nobody answered are left out."""

    asked: Shown = 0
    lines: tuple[FeedbackLine, ...] = ()


class Partner(View):
    """An organisation that took part and how many sessions of the report it shared in."""

    code: str
    name: str
    roles: tuple[str, ...] = ()
    sessions: int


class Excluded(View):
    """How many sessions were left out for one reason."""

    reason: str
    sessions: int


class Coverage(View):
    """What the report counts, leaves out and shares, in sessions."""

    included: int = 0
    excluded: tuple[Excluded, ...] = ()
    shared_with_other_projects: int = 0


class Quality(View):
    """Completeness and timeliness, in sessions. `exceptions` are things still waiting for a person.

    Of the reported ones `captured_on_time` were written within 7 days after the session, on whatever device, and
    `arrived_on_time` had arrived by then too; None in reports frozen before these were told apart.
    """

    expected: int = 0
    reported: int = 0
    verified: int = 0
    late: int = 0
    cancelled: int = 0
    exceptions: int = 0
    captured_on_time: int | None = None
    arrived_on_time: int | None = None
    notes: tuple[str, ...] = ()


class Restatement(View):
    """A figure of an earlier report that was corrected since, and why.

    `figure` and `period` are words; `measure` and the days (both included) say the same for programs. They are empty in
    reports frozen before they were told.
    """

    figure: str
    period: str
    before: Shown
    after: Shown
    reason: str
    measure: str = ""
    from_date: date | None = None
    to_date: date | None = None


class Narrative(View):
    """A text of the report written by a person: its heading and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


class DonorReport(View):
    """Everything a donor report says. `threshold` k is 0 for inside use (nothing is protected).

    `generated_at` is the data cut-off (UTC). `hash` is empty until `sealed`; it covers all fields except
    itself. `audit_head` is the head of the audit chain when the facts were frozen. A `draft` is not submitted yet:
    it was not read beside what left before, and says that it stays inside. `only` says in sentences what of the
    project is counted, where that is not everything; `formats` are the files it leaves in (none named: all).
    """

    project: ProjectHead
    period: ReportPeriod
    language: str
    generated_at: datetime
    audience: str = ""
    threshold: int = Field(default=0, ge=0)
    summary: str = ""
    narratives: tuple[Narrative, ...] = ()
    figures: tuple[Figure, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()
    disaggregation: Disaggregation = Disaggregation()
    kits: tuple[KitLine, ...] = ()
    sessions: tuple[SessionLine, ...] = ()
    by_month: tuple[SeriesPoint, ...] = ()
    by_area: tuple[SeriesPoint, ...] = ()
    by_district: tuple[DistrictPoint, ...] = ()
    feedback: Feedback = Feedback()
    partners: tuple[Partner, ...] = ()
    coverage: Coverage = Coverage()
    quality: Quality = Quality()
    restatements: tuple[Restatement, ...] = ()
    methodology: tuple[str, ...] = ()
    provisional_note: str = ""
    filters: tuple[Category, ...] = ()
    only: tuple[str, ...] = ()
    formats: tuple[FileKind, ...] = ()
    rounding: int = 0
    draft: bool = False
    codes: MachineCodes = MachineCodes()
    hash: str = ""
    audit_head: str | None = None

    def fingerprint(self) -> str:
        """SHA-256 (64 hex digits) over the canonical JSON of everything but the hash itself."""
        facts = orjson.loads(self.model_dump_json(exclude={"hash"}))
        text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def sealed(self) -> DonorReport:
        """The same report carrying its own fingerprint."""
        return self.model_copy(update={"hash": self.fingerprint()})

    @property
    def intact(self) -> bool:
        """Whether the facts still are those the hash was made from."""
        return self.hash == self.fingerprint()
