"""What a report is asked to be, with everything already decided: which rows, which threshold, which language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.access.actor import Scope
from app.kernel import clock
from app.measures import public as measures
from app.platform.unit_of_work import ReadTx
from app.projects.public import ProjectView
from app.reports.build.cuts import Cuts
from app.reports.lens_rules import Attribution, Detail, Part
from app.reports.rules import ReportAudience
from app.reports.schemas import COMPLEMENTARY, PRIMARY, Hidden


@dataclass(frozen=True, slots=True)
class Asked:
    """One project and period for one audience.

    scope          the sessions the report may know of
    stores         whose stores the kit statement covers; None: the whole project's
    threshold      k of the small counts; 0 protects nothing
    time_zone      in which a day of the stock ledger begins (IANA name)
    audit_head     hash of the last sealed event of the agency's chain
    attribution    everyone, or this project's percentage of each session
    unions         finest age band -> the union it is counted in
    detail         how finely people may be broken down, whatever would be safe for this report alone
    left_out       tables and key figures that are withheld, because beside earlier releases they would tell too much
    cuts           what is counted of the project, where that is not everything
    """

    project: ProjectView
    from_date: date
    to_date: date
    language: str
    audience: ReportAudience
    threshold: int
    scope: Scope
    stores: frozenset[UUID] | None
    time_zone: str
    audit_head: str
    attribution: Attribution = Attribution.FULL
    unions: Mapping[str, str] = field(default_factory=dict)
    detail: Detail = Detail.FULL
    left_out: frozenset[Part] = frozenset()
    cuts: Cuts = field(default_factory=Cuts)

    @property
    def share_of(self) -> UUID | None:
        """The project whose percentage is counted; None: everyone is."""
        return self.project.id if self.attribution is Attribution.SHARE else None

    @property
    def plainly(self) -> Asked:
        """The same with nothing hidden, where counts are to be rounded instead."""
        return replace(self, threshold=0) if self.cuts.rounding else self

    @property
    def withheld(self) -> bool:
        """Whether no count of people may be shown at all."""
        return self.detail is Detail.WITHHELD

    @property
    def tells_stock(self) -> bool:
        """Whether lots are told: not beside a part of the project, nor where they would tell the kits left out."""
        return not (self.cuts.some or self.left_out & {Part.KITS, Part.KITS_GIVEN})

    def leaves_out(self, key: str) -> bool:
        """Whether a part or a key figure of this name is withheld."""
        return any(part.value == key for part in self.left_out)

    def cut(self, from_date: date | None = None, to_date: date | None = None) -> measures.Cut:
        """The sessions that count in the period, or between other days, with everybody in them."""
        return measures.Cut(
            projects=frozenset({self.project.id}),
            from_date=from_date or self.from_date,
            to_date=to_date or self.to_date,
            share_of=self.share_of,
            areas=self.cuts.below,
            activity_types=frozenset(self.cuts.activity_types),
        )

    def people(self) -> measures.Cut:
        """The same with only the people who count."""
        return self.cut().model_copy(update={"communities": frozenset(self.cuts.communities)})

    def knows(self, measure: str) -> bool:
        """Whether a measure can be told of the people who count: not where it does not know communities."""
        known = measures.MEASURES[measure]
        return not (
            self.cuts.communities
            and known.counts_people
            and measures.Dimension.COMMUNITY not in known.dimensions
        )

    def total(self, look: ReadTx, measure: str) -> measures.FigureRow:
        """One figure of the period, of a measure that it `knows`."""
        cut = self.people() if measures.MEASURES[measure].counts_people else self.cut()
        return measures.figures(look, self.scope, measure, cut=cut).total

    def narrowed(self, cut: measures.Cut, measure: str) -> measures.Cut | None:
        """What is left of another cut of the project; None where nothing is."""
        own = self.people() if measures.MEASURES[measure].counts_people else self.cut()
        limits = {}
        for name in ("areas", "activity_types", "communities"):
            mine, asked = getattr(own, name), getattr(cut, name)
            limits[name] = mine & asked if mine and asked else mine or asked
            if mine and asked and not limits[name]:
                return None
        return cut.model_copy(update=limits)

    def count(self, look: ReadTx, measure: str) -> int:
        """One count of the period."""
        return int(self.total(look, measure).value or 0)

    def is_small(self, value: float) -> bool:
        """Whether a count of people may not be shown: from 1 to k - 1."""
        return 0 < value < self.threshold

    def shown(self, value: int, *wholes: int) -> int | Hidden:
        """A count of people, or its sign when it is small, or when it leaves few of one of the `wholes`."""
        if self.withheld:
            return COMPLEMENTARY
        if self.is_small(value):
            return PRIMARY
        if any(self.is_small(whole - value) for whole in wholes):
            return COMPLEMENTARY
        return value

    def instants(self) -> tuple[datetime, datetime]:
        """The period as instants: the first of its first day and the first after its last day."""
        zone = clock.zone(self.time_zone)
        first = datetime(self.from_date.year, self.from_date.month, self.from_date.day, tzinfo=zone)
        after = self.to_date + timedelta(days=1)
        return first.astimezone(UTC), datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(
            UTC
        )
