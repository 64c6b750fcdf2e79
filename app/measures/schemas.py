"""What is asked of the measures, and what they answer."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import ConfigDict, Field

from app.kernel.types import Command, Sex, Text, View
from app.measures.rules import Dimension, Kind

Codes = Annotated[Text, Field(max_length=400, description="One code, or several with commas between")]


class AskFigures(Command):
    """A question for one figure. Areas include everything below them; unknown names are refused."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    measure: Annotated[Text, Field(max_length=64, examples=["people_reached"])]
    by: Annotated[
        Text,
        Field(
            max_length=200, description="Dimensions with commas between", examples=["community,sex,age_band"]
        ),
    ] = ""
    from_date: Annotated[date | None, Field(alias="from", description="First local day, included")] = None
    to_date: Annotated[date | None, Field(alias="to", description="Last local day, included")] = None
    project: Codes = ""
    donor: Codes = ""
    organisation: Codes = ""
    area: Codes = ""
    venue: Codes = ""
    campaign: Codes = ""
    activity_type: Codes = ""
    audience: Codes = ""
    topic: Codes = ""
    language: Codes = ""
    community: Codes = ""
    cohort: Codes = ""
    sex: Codes = ""
    age_band: Codes = ""
    item: Codes = ""
    provisional: Annotated[
        bool, Field(description="Also count sessions that are not verified yet, marked as such")
    ] = False

    @property
    def dimensions(self) -> list[str]:
        """The names in `by`."""
        return _listed(self.by)

    @property
    def filters(self) -> dict[str, list[str]]:
        """The codes of each filter that was given."""
        asked = {"measure", "by", "from_date", "to_date", "provisional"}
        given = {name: _listed(str(codes)) for name, codes in self if name not in asked}
        return {name: codes for name, codes in given.items() if codes}


def _listed(codes: str) -> list[str]:
    return [code.strip() for code in codes.split(",") if code.strip()]


class Cut(View):
    """Which sessions and which people a figure is about, as codes and ids that are known to exist.

    Days are local to each session and inclusive. An empty set means: no limit. `areas` holds the area asked
    for and everything below it. `share_of` names a project: of each session only the part is counted that this
    project pays (people and things, never sessions).
    """

    from_date: date | None = None
    to_date: date | None = None
    projects: frozenset[UUID] = frozenset()
    donor_projects: frozenset[UUID] | None = None
    organisations: frozenset[UUID] = frozenset()
    led_by: frozenset[UUID] | None = None
    areas: frozenset[str] = frozenset()
    venues: frozenset[UUID] = frozenset()
    activity_types: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    campaigns: frozenset[UUID] = frozenset()
    communities: frozenset[str] = frozenset()
    sexes: frozenset[Sex] = frozenset()
    age_bands: frozenset[str] = frozenset()
    items: frozenset[UUID] = frozenset()
    share_of: UUID | None = None


class FigureRow(View):
    """One row: the codes of the dimensions asked for, in their order, and the value.

    `value` is None only for a share of nothing. `provisional` is the part of a count that is not verified.
    """

    codes: tuple[str | None, ...]
    value: int | float | None
    numerator: int | None = None
    denominator: int | None = None
    provisional: int = 0


class Figures(View):
    """A figure, cut as asked. `total` counts every session once, even where rows overlap."""

    measure: str
    by: tuple[Dimension, ...]
    rows: tuple[FigureRow, ...]
    total: FigureRow
    provisional: bool = False


class MeasureView(View):
    """A figure as the register knows it. `overlapping`: rows cut by these may add up to more than the total."""

    key: str
    title: str
    definition: str
    unit: str
    kind: Kind
    dimensions: tuple[Dimension, ...]
    overlapping: tuple[Dimension, ...]


class FiguresView(View):
    """The answer of the query: each row has one entry a dimension, and its value.

    Shares also carry `numerator` and `denominator`; with provisional figures each count carries `provisional`,
    the part that is not verified yet.
    """

    measure: str
    by: tuple[Dimension, ...]
    rows: list[dict[str, Any]]
    total: int | float | None
    numerator: int | None = None
    denominator: int | None = None
    provisional: bool = False
    provisional_part: int = 0


class Headline(View):
    """The figures of a period at a glance, of verified sessions."""

    people_reached: int
    sessions_held: int
    kits_given: int


class MonthHeadline(Headline):
    """The same for one calendar month; `month` is its first day.

    `unverified` are the people counted in sessions that are on their way to being verified; `kits_at_points` those
    of the kits given that were given at distribution points, not at sessions.
    """

    month: date
    unverified: int
    kits_at_points: int


class MonthPeople(View):
    """People of one calendar month, by its first day: reached, and counted in sessions on their way to being verified."""

    month: date
    people_reached: int
    unverified: int


Key = Hashable
"""An id as the database writes it, to look up by and nothing else: hex digits with or without hyphens."""

Kept = datetime | str
"""An instant as the database's driver gives it; `as_instant` makes one of it that can be compared."""


class SessionFigures(NamedTuple):
    """One session with its totals, for annexes and for completeness. No venue, no hour. `shared`: another project pays too.

    A plain tuple and not a model: a report may hold tens of thousands of them, straight from our own tables.
    """

    id: Key
    code: str
    status: str
    activity_type: str
    audience: str
    local_date: date
    area_code: str
    lead_organisation_id: Key
    ends_at: Kept
    reported_at: Kept | None
    people_reached: int
    late: int
    door_count: int
    tickets_count: int
    shared: bool


class Punctual(NamedTuple):
    """Sessions: reported after 7 days or still missing then; reported ones written, and arrived, within 7 days."""

    late: int
    captured_on_time: int
    arrived_on_time: int


class PointHeld(NamedTuple):
    """A closed distribution point: its day, who pays for it, who held it, where."""

    day: date
    projects: frozenset[UUID]
    organisations: frozenset[UUID]
    area: str


class Participation(View):
    """An organisation's part in sessions: in how many, in which roles."""

    organisation_id: UUID
    roles: tuple[str, ...]
    sessions: int


class StockLine(View):
    """One lot in a period, in pieces: balance = opening + received - distributed - lost.

    `received` is what came in from elsewhere less what was passed on to others; `returned` came back from
    sessions and never left.
    """

    item_id: UUID
    lot: str
    opening: int
    received: int
    distributed: int
    returned: int
    lost: int
    balance: int
