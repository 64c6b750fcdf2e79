"""The results table: each indicator in the period and since the start, against its targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.errors import Invalid
from app.kernel.words import _
from app.measures import public as measures
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.build.asking import Asked
from app.reports.disclosure import Protected
from app.reports.rules import STANDING_NAMES, TargetSpan, percent_of, standing, targets_in_use, unit_name
from app.reports.schemas import ALL, COMPLEMENTARY, PRIMARY, IndicatorLine, Shown

Codes = Mapping[str, str | Sequence[str]]
_PEOPLE = ("community", "sex", "age_band")


def results(
    look: ReadTx, asked: Asked, people: Protected, *, sessions_hidden: bool
) -> tuple[IndicatorLine, ...]:
    """One line an indicator, in the order of the logframe.

    `sessions_hidden`: whether counts by session, area or month are hidden. Then counts of people of some areas,
    partners or kinds of session are withheld too: they are sums of sessions and would tell hidden ones.
    """
    return tuple(
        _line(_Indicator(look, asked, one, sessions_hidden=sessions_hidden), people)
        for one in projects.indicators(look, asked.project.id)
    )


def _line(indicator: _Indicator, people: Protected) -> IndicatorLine:
    """The line; an indicator whose filter its measure cannot follow says so and stops no report."""
    try:
        return indicator.line(people)
    except Invalid:
        row = indicator.row
        return IndicatorLine(
            code=row.code,
            title=row.title.in_language(indicator.asked.language),
            unit=unit_name(row.unit),
            baseline=row.baseline,
            status=str(_("cannot be measured as it is set up")),
        )


@dataclass(frozen=True, slots=True)
class _Indicator:
    look: ReadTx
    asked: Asked
    row: projects.IndicatorView
    sessions_hidden: bool

    def line(self, people: Protected) -> IndicatorLine:
        """The line with its values protected."""
        actual = self._value(self.asked.from_date, self.asked.to_date)
        cumulative = self._aggregated(self._since_start())
        target, achieved, due = self._against_targets()
        shown, so_far = self._protected(actual, cumulative, people)
        hidden = isinstance(shown, str) or isinstance(so_far, str)
        stands = standing(achieved, due)
        return IndicatorLine(
            code=self.row.code,
            title=self.row.title.in_language(self.asked.language),
            unit=unit_name(self.row.unit),
            baseline=self.row.baseline,
            target=target,
            actual=shown,
            cumulative=so_far,
            percent=None if hidden else percent_of(achieved, target),
            status=str(STANDING_NAMES[stands]) if stands and not hidden else "",
        )

    def _filters(self) -> Codes:
        return {dimension.value: codes for dimension, codes in self.row.filter.items()}

    def _value(self, from_date: date, to_date: date, filters: Codes | None = None) -> int:
        """The count between two days, of the sessions and people the filter names.

        What happened before the period and in it adds up, except for different things counted once and shares.
        """
        first = self.asked.from_date
        adds_up = measures.MEASURES[self.row.measure.value].kind is measures.Kind.COUNT
        if adds_up and from_date < first <= to_date == self.asked.to_date:
            return self._value(from_date, first - timedelta(days=1), filters) + self._value(
                first, to_date, filters
            )
        cut = measures.cut_of(
            self.look,
            {**(self._filters() if filters is None else filters), "project": self.asked.project.code},
            from_date=from_date,
            to_date=to_date,
        )
        cut = cut.model_copy(update={"share_of": self.asked.share_of})
        found = measures.figures(self.look, self.asked.scope, self.row.measure.value, cut=cut)
        return int(found.total.value or 0)

    def _since_start(self) -> list[TargetSpan]:
        """What the cumulative value runs over: the whole time for a sum, else its periods one by one."""
        start = min(self.asked.project.starts_on, self.asked.from_date)
        if self.row.aggregation == "sum":
            return [TargetSpan(start, self.asked.to_date, 0)]
        spans = [
            TargetSpan(one.from_date, min(one.to_date, self.asked.to_date), 0)
            for one in self.row.targets
            if one.from_date <= self.asked.to_date
        ]
        return [*spans, TargetSpan(self.asked.from_date, self.asked.to_date, 0)]

    def _aggregated(self, spans: Sequence[TargetSpan]) -> int:
        add = _ADD_UP[self.row.aggregation.value]
        return add([self._value(span.from_date, span.to_date) for span in spans])

    def _against_targets(self) -> tuple[float | None, int, float]:
        """(target, what was achieved of it by the end of the period, what was due by then)."""
        spans = [TargetSpan(one.from_date, one.to_date, one.value) for one in self.row.targets]
        used = targets_in_use(spans, self.asked.from_date, self.asked.to_date)
        if not used:
            return None, 0, 0
        add = _ADD_UP[self.row.aggregation.value]
        until = self.asked.to_date
        achieved = add([self._value(one.from_date, min(one.to_date, until)) for one in used])
        return float(add([one.value for one in used])), achieved, add([one.due(until) for one in used])

    def _protected(self, actual: int, cumulative: int, people: Protected) -> tuple[Shown, Shown]:
        """Both values, or signs. A hidden period would come back as the difference of two cumulative values."""
        if not self.asked.threshold or not measures.MEASURES[self.row.measure.value].counts_people:
            return actual, cumulative
        if self.asked.withheld:
            return COMPLEMENTARY, COMPLEMENTARY
        if self.sessions_hidden and not self._filters().keys() <= set(_PEOPLE):
            return (COMPLEMENTARY if actual else 0), (COMPLEMENTARY if cumulative else 0)
        shown = self._of_table(actual, people)
        if shown is None:
            shown = self.asked.shown(actual, *self._wholes(self.asked.from_date))
        if isinstance(shown, str):
            return shown, COMPLEMENTARY if cumulative else 0
        start = min(self.asked.project.starts_on, self.asked.from_date)
        so_far = self.asked.shown(cumulative, *self._wholes(start))
        if isinstance(so_far, int) and self.asked.is_small(cumulative - actual):
            so_far = COMPLEMENTARY
        return shown, so_far

    def _of_table(self, actual: int, people: Protected) -> Shown | None:
        """The value as the disaggregation shows it, when it is one of its cells; None when it is not."""
        filters = self._filters()
        if self.row.measure != "people_reached" or not filters.keys() <= set(_PEOPLE):
            return None
        codes = [_listed(filters.get(name, ALL)) for name in _PEOPLE]
        codes[2] = self._in_unions(codes[2])
        if not actual:
            return 0
        values = [people.cells.get((c, s, a)) for c in codes[0] for s in codes[1] for a in codes[2]]
        known = [value for value in values if isinstance(value, int)]
        if len(known) == len(values):
            return sum(known)
        return PRIMARY if self.asked.is_small(actual) else COMPLEMENTARY

    def _in_unions(self, bands: Sequence[str]) -> Sequence[str]:
        """The bands as the table has them: a union where all of it is asked for, else the bands themselves."""
        unions = self.asked.unions
        whole = {
            union
            for union in unions.values()
            if {band for band in unions if unions[band] == union} <= set(bands)
        }
        joined = [unions[band] if unions.get(band) in whole else band for band in bands]
        return list(dict.fromkeys(joined))

    def _wholes(self, from_date: date) -> list[int]:
        """What the value is a part of: the same with one part of the filter left out, each in turn."""
        filters = self._filters()
        return [
            self._value(
                from_date, self.asked.to_date, {name: filters[name] for name in filters if name != left_out}
            )
            for left_out in filters
        ]


def _listed(codes: str | Sequence[str]) -> Sequence[str]:
    return [codes] if isinstance(codes, str) else codes


_ADD_UP: dict[str, Callable[..., int]] = {
    "sum": sum,
    "max": lambda values: max(values, default=0),
    "latest": lambda values: values[-1] if values else 0,
}
