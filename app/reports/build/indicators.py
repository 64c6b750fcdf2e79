"""The results table: each indicator in the period and since the start, against its targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.kernel.errors import Invalid
from app.kernel.words import _
from app.measures import public as measures
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.build import beside
from app.reports.build.amounts import ADD_UP, Amount
from app.reports.build.asking import Asked
from app.reports.build.counts import Codes, Counts
from app.reports.disclosure import Protected
from app.reports.lens_rules import Part
from app.reports.rules import STANDING_NAMES, TargetSpan, targets_in_use, unit_name
from app.reports.schemas import ALL, COMPLEMENTARY, PRIMARY, Hidden, IndicatorLine, Shown
from app.reports.standing import Course

Value = float | Hidden | None
_PEOPLE = ("community", "sex", "age_band")
_GIVEN = frozenset({"kits_given", "items_given", "people_given", "people_given_kits", "kits_per_person"})
_QUESTIONS = frozenset(one.key for one in measures.FEEDBACK_SHARES if not one.of_things)
_IN_STOCK = frozenset({"kits_balance", "items_balance", "kits_issued", "items_issued"})


@dataclass(frozen=True, slots=True)
class Hides:
    """What a report hides elsewhere, so that no indicator tells it.

    sessions    counts by session, district, area or month: sums of sessions of some kind would tell them
    stock       what was distributed of a lot: what was issued, and what is left, would tell it
    door        the count at the door of a session
    kits        the kits given in a session
    """

    sessions: bool = False
    stock: bool = False
    door: bool = False
    kits: bool = False

    def of(self, measure: str) -> bool:
        """Whether something that is counted by session like this measure is hidden of a session."""
        of_kits = measure in _GIVEN and self.kits
        return self.sessions or of_kits or (measure == "door_count" and self.door)


def results(look: ReadTx, asked: Asked, people: Protected, hides: Hides) -> tuple[IndicatorLine, ...]:
    """One line an indicator, in the order of the logframe."""
    counts = Counts(look, asked)
    indicators = [_Indicator(counts, one, hides) for one in projects.indicators(look, asked.project.id)]
    few = _that_leave_few(indicators) if asked.threshold else set()
    return tuple(_line(replace(one, leaves_few=one.row.code in few), people) for one in indicators)


def _that_leave_few(indicators: Sequence[_Indicator]) -> set[str]:
    """The codes of indicators of some sessions that together leave a few people of a wider count."""
    parts: list[tuple[_Indicator, beside.Part]] = []
    wholes: dict[Hashable, beside.Part] = {}
    for one in indicators:
        try:
            part = one.part()
            if part is not None:
                parts.append((one, part))
                wholes.setdefault(part.kind, one.whole())
        except Invalid:  # said in its line
            continue
    if not parts:
        return set()
    kinds = Counter(part.kind for _one, part in parts)
    compared = [
        replace(part, sessions=one.sessions()) if kinds[part.kind] > 1 else part for one, part in parts
    ]
    return beside.leave_few(compared, wholes, indicators[0].asked.threshold)


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
    counts: Counts
    row: projects.IndicatorView
    hides: Hides
    leaves_few: bool = False
    """Whether it would tell of a few people beside other indicators."""

    def line(self, people: Protected) -> IndicatorLine:
        """The line with its values protected."""
        actual = self._value(self.asked.from_date, self.asked.to_date)
        cumulative = self._aggregated(self._since_start())
        target, achieved, due = self._against_targets()
        shown, so_far = self._protected(actual, cumulative, people)
        hidden = isinstance(shown, str) or isinstance(so_far, str)
        hidden = hidden or (achieved is not None and self._tells(achieved, (actual, cumulative)))
        course = Course(self.row.baseline, target, due, falls=self.row.falls)
        value = None if hidden or achieved is None else achieved.value
        stands = None if value is None else course.standing(value)
        return IndicatorLine(
            code=self.row.code,
            title=self.row.title.in_language(self.asked.language),
            unit=unit_name(self.row.unit),
            baseline=self.row.baseline,
            target=target,
            actual=shown,
            cumulative=so_far,
            percent=None if value is None else course.percent(value),
            status=str(STANDING_NAMES[stands]) if stands else "",
            milestone=None if target is None else round(due, 1),
            n=self._n(actual, shown),
            cumulative_n=self._n(cumulative, so_far),
        )

    @property
    def asked(self) -> Asked:
        """What the report is asked to be."""
        return self.counts.asked

    @property
    def _measure(self) -> measures.Measure:
        return measures.MEASURES[self.row.measure.value]

    def _n(self, amount: Amount, shown: Value) -> Shown | None:
        """Of how many a share is; hidden where the share is."""
        if amount.below is None:
            return None
        return COMPLEMENTARY if isinstance(shown, str) else amount.below

    def _filters(self) -> Codes:
        return {dimension.value: codes for dimension, codes in self.row.filter.items()}

    def _value(self, from_date: date, to_date: date, filters: Codes | None = None) -> Amount:
        """What was reached between two days, by the sessions and people of its filter, or of another one."""
        return self.counts.amount(
            self._measure.key, self._filters() if filters is None else filters, from_date, to_date
        )

    def _since_start(self) -> list[TargetSpan]:
        """What the cumulative value runs over: the whole time for what adds up, else its periods one by one."""
        start = min(self.asked.project.starts_on, self.asked.from_date)
        if self.row.aggregation.value in {"sum", "pooled"}:
            return [TargetSpan(start, self.asked.to_date, 0)]
        spans = [
            TargetSpan(one.from_date, min(one.to_date, self.asked.to_date), 0)
            for one in self.row.targets
            if one.from_date <= self.asked.to_date
        ]
        return [*spans, TargetSpan(self.asked.from_date, self.asked.to_date, 0)]

    def _aggregated(self, spans: Sequence[TargetSpan]) -> Amount:
        return ADD_UP[self.row.aggregation.value](
            [self._value(span.from_date, span.to_date) for span in spans]
        )

    def _against_targets(self) -> tuple[float | None, Amount | None, float]:
        """(target, what was achieved of it by the end of the period, what was due by then).

        Targets of what adds up do so too. Else the last one counts (or the highest), and its milestone lies on the
        straight way to it from the target before, or from the baseline.
        """
        spans = [TargetSpan(one.from_date, one.to_date, one.value) for one in self.row.targets]
        used = targets_in_use(spans, self.asked.from_date, self.asked.to_date)
        if not used:
            return None, None, 0
        until = self.asked.to_date
        achieved = self._aggregated([TargetSpan(one.from_date, min(one.to_date, until), 0) for one in used])
        if self.row.aggregation.value == "sum":
            return float(sum(one.value for one in used)), achieved, sum(one.due(until) for one in used)
        last = max(used, key=lambda one: one.value) if self.row.aggregation.value == "max" else used[-1]
        return float(last.value), achieved, last.on_the_way(self._value_before(spans, last), until)

    def _value_before(self, spans: Sequence[TargetSpan], target: TargetSpan) -> float:
        """Where the way to a target begins: at the target that ended last before it, else at the baseline."""
        earlier = [one for one in spans if one.to_date < target.from_date]
        return max(earlier, key=lambda one: one.to_date).value if earlier else self.row.baseline

    def _protected(self, actual: Amount, cumulative: Amount, people: Protected) -> tuple[Value, Value]:
        """Both values, or signs. A hidden period would come back as the difference of two cumulative values."""
        plain = actual.value, cumulative.value
        if not self.asked.threshold:
            return plain
        if self.hides.stock and self._measure.key in _IN_STOCK:
            return COMPLEMENTARY, COMPLEMENTARY
        if not self._measure.counts_people:
            return plain
        if self.asked.withheld or self._left_out():
            return COMPLEMENTARY, COMPLEMENTARY
        of_some = not self._filters().keys() <= set(_PEOPLE)
        if self.leaves_few or self._few_are_silent() or (of_some and self.hides.of(self._measure.key)):
            return _withheld(actual), _withheld(cumulative)
        shown: Value = self._of_table(actual.above, people)
        before = min(self.asked.project.starts_on, self.asked.from_date)
        of_period, of_all = self._wholes(self.asked.from_date), self._wholes(before)
        if Part.RESULTS in self.asked.left_out:
            return (_withheld(actual) if shown is None else shown), _withheld(cumulative)
        if shown is None:
            shown = self._shown(actual, of_period)
        if isinstance(shown, str):
            return shown, _withheld(cumulative)
        so_far = self._shown(cumulative, of_all)
        earlier = cumulative.less(actual)
        left = [w.less(p).less(earlier) for w, p in zip(of_all, of_period, strict=True)]
        if any(self.asked.is_small(tally) for one in (earlier, *left) for tally in one.tallies):
            so_far = so_far if isinstance(so_far, str) else COMPLEMENTARY
        return shown, so_far

    def _left_out(self) -> bool:
        """Whether the figure it follows is left out of the report."""
        of_feedback = self._measure.of_feedback and Part.FEEDBACK in self.asked.left_out
        return of_feedback or self.asked.leaves_out(self._measure.key)

    def _few_are_silent(self) -> bool:
        """Whether its n beside the number of people asked tells of a few who did not answer."""
        if self._measure.key not in _QUESTIONS:
            return False
        since = min(self.asked.project.starts_on, self.asked.from_date)
        silent = [
            (self._were_asked(first) - (self._value(first, self.asked.to_date).below or 0))
            for first in (self.asked.from_date, since)
        ]
        return any(map(self.asked.is_small, (*silent, silent[1] - silent[0])))

    def _were_asked(self, first: date) -> int:
        return self.counts.amount("feedback_asked", self._filters(), first, self.asked.to_date).above

    def _tells(self, achieved: Amount, told: Sequence[Amount]) -> bool:
        """Whether the percentage of a target of other days is a small count, or leaves one of those told."""
        if not self.asked.threshold or not self._measure.counts_people:
            return False
        left = [tally for one in told for tally in (*one.less(achieved).tallies, *achieved.less(one).tallies)]
        return any(map(self.asked.is_small, (*achieved.tallies, *left)))

    def part(self) -> beside.Part | None:
        """Itself as a part of what it is narrowed from; None where it counts no people, or those of every session."""
        of_sessions = {name: codes for name, codes in sorted(self._filters().items()) if name not in _PEOPLE}
        if not of_sessions or not self._measure.counts_people:
            return None
        return self._as_part(self.row.code, self._filters())

    def whole(self) -> beside.Part:
        """The same people in every session."""
        return self._as_part("", {name: codes for name, codes in self._filters().items() if name in _PEOPLE})

    def sessions(self) -> frozenset[str]:
        """The codes of the sessions it counts since the start."""
        of_sessions = {name: codes for name, codes in self._filters().items() if name not in _PEOPLE}
        since = min(self.asked.project.starts_on, self.asked.from_date)
        return self.counts.sessions(self._measure.key, of_sessions, since, self.asked.to_date)

    def _as_part(self, key: str, filters: Codes) -> beside.Part:
        of_people = tuple(
            (name, tuple(_listed(codes))) for name, codes in sorted(filters.items()) if name in _PEOPLE
        )
        since = min(self.asked.project.starts_on, self.asked.from_date)
        amounts = [self._value(self.asked.from_date, self.asked.to_date, filters)]
        if self.row.aggregation.value in {"sum", "pooled"}:
            so_far = self._value(since, self.asked.to_date, filters)
            amounts += [so_far, so_far.less(amounts[0])]
        return beside.Part(
            key,
            (self._measure.key, self.row.aggregation.value, of_people),
            frozenset(),
            tuple(amounts),
        )

    def _shown(self, amount: Amount, wholes: Sequence[Amount]) -> Value:
        """A value, or its sign when a number of people behind it is small, or leaves few of one of the `wholes`."""
        if any(map(self.asked.is_small, amount.tallies)):
            return PRIMARY if amount.below is None else COMPLEMENTARY
        if any(self.asked.is_small(left) for whole in wholes for left in whole.less(amount).tallies):
            return COMPLEMENTARY
        return amount.value

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

    def _wholes(self, from_date: date) -> list[Amount]:
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


def _withheld(amount: Amount) -> Value:
    """The sign, but for nothing at all, which is no secret."""
    return COMPLEMENTARY if any(amount.tallies) else amount.value
