"""The numbers behind the indicators of one report: many ask for the same one, and each is counted once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.measures import public as measures
from app.platform.unit_of_work import ReadTx
from app.reports.build.amounts import ADD_UP, Amount
from app.reports.build.asking import Asked

Codes = Mapping[str, str | Sequence[str]]
"""What a count is narrowed by: dimension -> one code, or any of several."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of the report's project, remembered while the report is made; everything is read in one transaction."""

    look: ReadTx
    asked: Asked
    _cuts: dict[Hashable, measures.Cut] = field(default_factory=dict)
    _amounts: dict[Hashable, Amount] = field(default_factory=dict)
    _sessions: dict[measures.Cut, frozenset[str]] = field(default_factory=dict)

    def amount(self, measure: str, filters: Codes, from_date: date, to_date: date) -> Amount:
        """What was reached between two days, of the sessions and people the filter names.

        What happened before the period and in it adds up, except for different things counted once and levels.
        Raises Invalid for a code that is not known.
        """
        key = (measure, _named(filters), from_date, to_date)
        if key not in self._amounts:
            self._amounts[key] = self._amount(measures.MEASURES[measure], filters, from_date, to_date)
        return self._amounts[key]

    def cut(self, measure: str, filters: Codes, from_date: date, to_date: date) -> measures.Cut | None:
        """The sessions and people of the filters within those of the report; None where nobody of them counts.

        Raises Invalid for a code that is not known.
        """
        key = _named(filters)
        if key not in self._cuts:
            of_the_project = {"projects": frozenset({self.asked.project.id}), "share_of": self.asked.share_of}
            cut = measures.cut_of(self.look, {name: filters[name] for name in filters if name != "project"})
            self._cuts[key] = cut.model_copy(update=of_the_project)
        days = {"from_date": from_date, "to_date": to_date}
        return self.asked.narrowed(self._cuts[key].model_copy(update=days), measure)

    def sessions(self, measure: str, filters: Codes, from_date: date, to_date: date) -> frozenset[str]:
        """The codes of the sessions that the filters take in. Raises Invalid for a code that is not known."""
        cut = self.cut(measure, filters, from_date, to_date)
        if cut is None:
            return frozenset()
        if cut not in self._sessions:
            self._sessions[cut] = measures.session_codes(self.look, self.asked.scope, cut)
        return self._sessions[cut]

    def _amount(self, measure: measures.Measure, filters: Codes, from_date: date, to_date: date) -> Amount:
        first, shares = self.asked.from_date, measure.kind is measures.Kind.RATIO
        adds_up = shares or measure.kind is measures.Kind.COUNT
        if adds_up and from_date < first <= to_date == self.asked.to_date:
            before = self.amount(measure.key, filters, from_date, first - timedelta(days=1))
            return ADD_UP["pooled"]([before, self.amount(measure.key, filters, first, to_date)])
        cut = self.cut(measure.key, filters, from_date, to_date)
        if cut is None:  # nobody of whom it tells counts here
            return Amount(0, 0 if shares else None, shares)
        found = measures.figures(
            self.look, self.asked.scope, measure.key, cut=cut, time_zone=self.asked.time_zone
        ).total
        if shares:
            part_of = measure.key != "kits_per_person"
            return Amount(found.numerator or 0, found.denominator or 0, part_of)
        return Amount(int(found.value or 0))


def _named(filters: Codes) -> Hashable:
    return frozenset(
        (name, codes if isinstance(codes, str) else frozenset(codes)) for name, codes in filters.items()
    )
