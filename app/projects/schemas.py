"""What goes in and what comes out of projects, campaigns and indicators."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import ConfigDict, Field, PlainSerializer

from app.kernel.types import (
    THREE_CAPITALS,
    Code,
    Command,
    Label,
    Names,
    NotNegative,
    OptionalId,
    Text,
    View,
    Whole,
)
from app.platform.sheets.problems import RowProblem
from app.projects.rules import Aggregation, Dimension, Measure, ProjectStatus


def _plain_number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


Money = Annotated[
    Decimal,
    Field(ge=0, le=Decimal(10_000_000_000), decimal_places=2),
    PlainSerializer(_plain_number, return_type=int | float, when_used="json"),
]
"""An amount of money with at most two decimals; a plain number in JSON."""

Currency = Annotated[Text, Field(pattern=THREE_CAPITALS)]
"""ISO 4217, e.g. CHF."""

Reference = Annotated[Text, Field(max_length=120)]
"""How a donor calls the grant."""

FilterCode = Annotated[Text, Field(min_length=1, max_length=64)]
Filter = Annotated[
    dict[Dimension, FilterCode | Annotated[list[FilterCode], Field(min_length=1, max_length=50)]],
    Field(max_length=len(Dimension)),
]
"""Which facts an indicator counts: dimension → the code or codes that count. Empty: all of them."""


class DonorLine(Command):
    """Who pays for a project. An amount names its currency."""

    organisation: Code
    grant_reference: Reference = ""
    amount: Money | None = None
    currency: Currency | None = None


Donors = Annotated[tuple[DonorLine, ...], Field(max_length=50)]


class AddProject(Command):
    """A new project (grant). Days are inclusive."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "LBNT40",
                    "title": {"en": "Safe work in Lebanon", "fr": "Travail sûr au Liban"},
                    "agency": "IOM",
                    "starts_on": "2026-01-01",
                    "ends_on": "2027-12-31",
                    "donors": [{"organisation": "CH", "grant_reference": "CH-2026-7"}],
                }
            ]
        }
    )

    id: OptionalId = None
    code: Code
    title: Names
    agency: Code
    starts_on: date
    ends_on: date
    donors: Donors = ()


class ChangeProject(Command):
    """New values; what is left out stays as it is. `donors` replaces the whole list."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ends_on": "2027-06-30"}]})

    title: Names | None = None
    agency: Code | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    donors: Donors | None = None


class DonorView(View):
    """A donor of a project; `amount` in units of `currency` (ISO 4217)."""

    organisation_id: UUID
    organisation: str
    grant_reference: str
    amount: Money | None
    currency: str | None

    @property
    def organisation_code(self) -> str:
        """The donor's code."""
        return self.organisation


class ProjectView(View):
    """A project; `agency` is the code of the organisation that holds the grant."""

    id: UUID
    code: str
    title: Names
    agency_id: UUID
    agency: str
    starts_on: date
    ends_on: date
    status: ProjectStatus
    donors: tuple[DonorView, ...]
    version: int


class ProjectSpan(NamedTuple):
    """What sessions show of a project: its code and title, and the days it runs."""

    id: UUID
    code: str
    title: Names
    starts_on: date
    ends_on: date


class AddCampaign(Command):
    """A new campaign; without a last day it goes on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "WD-TIP-2027",
                    "names": {"en": "World Day against Trafficking in Persons 2027"},
                    "starts_on": "2027-07-01",
                    "ends_on": "2027-07-31",
                }
            ]
        }
    )

    id: OptionalId = None
    code: Code
    names: Names
    starts_on: date
    ends_on: date | None = None


class ChangeCampaign(Command):
    """New values; what is left out stays as it is; `ends_on: null` opens the end."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ends_on": "2027-08-15"}]})

    names: Names | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class CampaignView(View):
    """A campaign."""

    id: UUID
    code: str
    names: Names
    starts_on: date
    ends_on: date | None
    version: int


class TargetLine(Command):
    """What an indicator should reach between two days, both inclusive."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    from_date: date = Field(alias="from")
    to_date: date = Field(alias="to")
    value: NotNegative


Targets = Annotated[tuple[TargetLine, ...], Field(max_length=100)]
Disaggregation = Annotated[tuple[Dimension, ...], Field(max_length=6)]


class AddIndicator(Command):
    """A new line of a project's logframe. Unit and aggregation are the usual ones of the measure when left out.

    The baseline and the targets of a share are in percent.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "project": "LBNT39",
                    "code": "1.1",
                    "title": {"en": "Women reached by awareness sessions"},
                    "measure": "people_reached",
                    "filter": {"sex": "f"},
                    "baseline": 0,
                    "aggregation": "sum",
                    "targets": [{"from": "2026-01-01", "to": "2026-03-31", "value": 400}],
                }
            ]
        }
    )

    id: OptionalId = None
    project: Code
    code: Code
    title: Names
    measure: Measure
    filter: Filter = Field(default_factory=dict)
    unit: Annotated[Label, Field(max_length=40)] | None = None
    baseline: Whole = 0
    aggregation: Aggregation | None = None
    disaggregation: Disaggregation = ()
    targets: Targets = ()


class ChangeIndicator(Command):
    """New values; what is left out stays as it is. `targets` replaces the whole list."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"targets": [{"from": "2026-01-01", "to": "2026-06-30", "value": 800}]}]
        }
    )

    title: Names | None = None
    measure: Measure | None = None
    filter: Filter | None = None
    unit: Annotated[Label, Field(max_length=40)] | None = None
    baseline: Whole | None = None
    aggregation: Aggregation | None = None
    disaggregation: Disaggregation | None = None
    targets: Targets | None = None


class IndicatorView(View):
    """An indicator with its targets in the order of their days. `falls`: less is better."""

    id: UUID
    project_id: UUID
    project: str
    code: str
    title: Names
    measure: Measure
    filter: Filter
    unit: str
    baseline: int
    aggregation: Aggregation
    disaggregation: tuple[Dimension, ...]
    targets: tuple[TargetLine, ...]
    falls: bool
    version: int


class LogframeCounts(View):
    """What a sheet did, or would do, in indicators."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


class LogframeImport(View):
    """What became of a sheet. `written` is false for a look, and while `errors` names anything."""

    rows: int
    counts: LogframeCounts
    errors: list[RowProblem]
    written: bool
