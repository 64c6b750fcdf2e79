"""Results: the logframe's indicators and the key figures, with people broken down in one of two ways.

`dimensions` is how IATI means it. The Netherlands' dashboard disregards dimensions, wants an indicator for
each disaggregation, and a number everywhere: 0, never "n/a". In both a hidden value is left out whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from app.reports.iati.codes import OWN, IndicatorMeasure, ResultType
from app.reports.iati.writing import add, number, on, say
from app.reports.rules import IatiMode
from app.reports.schemas import (
    ALL,
    Cell,
    DonorReport,
    FeedbackLine,
    Figure,
    IndicatorLine,
    IndicatorPart,
    Shown,
)
from app.reports.signs import explained, titled
from app.reports.texts import Texts, listed

PEOPLE = "people_reached"
_OUTCOME = "outcome"
_NEVER_ADDED_UP = frozenset({"partner_organisations", "kits_per_person", _OUTCOME})
_SEX = {"f": "female", "m": "male", "o": "other", "ns": "not stated"}


@dataclass(frozen=True, slots=True)
class _Value:
    """One actual value: where it belongs, by dimension (name, value) or by area."""

    shown: Shown
    code: str
    label: str
    dimensions: tuple[tuple[str, str], ...] = ()
    area: str = ""


@dataclass(frozen=True, slots=True)
class _Indicator:
    code: str
    title: str
    actual: float | str | None
    baseline: float | None = None
    target: float | None = None
    adds_up: bool = True
    measure: IndicatorMeasure = IndicatorMeasure.UNIT
    falls: bool = False
    parts: list[_Value] = field(default_factory=list)


class Results:
    """The result elements of one report."""

    def __init__(self, report: DonorReport, texts: Texts, mode: IatiMode) -> None:
        self.report, self.texts, self.mode = report, texts, mode
        self.follows = {one.indicator: one for one in report.codes.indicators}

    def write(self, activity: Element) -> None:
        """Append the results, each with at least one indicator."""
        say = self.texts.gettext
        figures = {one.key: one for one in self.report.figures}
        self._result(
            activity,
            say("Results"),
            ResultType.OUTPUT,
            [self._of_line(line) for line in self.report.indicators],
        )
        counted = [self._of_figure(one) for key, one in figures.items() if key != _OUTCOME]
        self._result(activity, say("Key figures"), ResultType.OUTPUT, counted)
        said = [self._of_feedback(line) for line in self.report.feedback.lines]
        self._result(activity, say("What people said after distributions"), ResultType.OUTCOME, said)
        if _OUTCOME in figures:
            outcome = figures[_OUTCOME]
            self._result(activity, outcome.label, ResultType.OUTCOME, [self._of_figure(outcome)])

    def _result(self, activity: Element, title: str, kind: ResultType, found: list[_Indicator]) -> None:
        indicators = [part for one in found for part in self._apart(one) if self._has_its_place(part)]
        if not indicators:
            return
        adds_up = "0" if kind is ResultType.OUTCOME else "1"
        result = add(activity, "result", type=kind, aggregation_status=adds_up)
        say(result, "title", title)
        for one in indicators:
            self._indicator(result, one)

    def _of_line(self, line: IndicatorLine) -> _Indicator:
        follows = self.follows.get(line.code)
        adds_up = follows is None or (follows.adds_up and follows.measure not in _NEVER_ADDED_UP)
        measure = IndicatorMeasure.UNIT
        if follows is not None and follows.percentage:
            measure = IndicatorMeasure.PERCENTAGE
        falls = follows is not None and follows.falls
        title = titled(line, self.report.threshold, self.texts)
        return _Indicator(
            line.code,
            title,
            line.actual,
            line.baseline,
            line.target,
            adds_up,
            measure,
            falls,
            [_of_part(part) for part in line.parts],
        )

    def _of_figure(self, figure: Figure) -> _Indicator:
        title = (
            f"{figure.label} ({figure.note})" if figure.note and figure.value is not None else figure.label
        )
        measure = IndicatorMeasure.PERCENTAGE if figure.key == _OUTCOME else IndicatorMeasure.UNIT
        return _Indicator(
            figure.key,
            title,
            figure.value,
            adds_up=figure.key not in _NEVER_ADDED_UP,
            measure=measure,
            parts=list(self._people()) if figure.key == PEOPLE else [],
        )

    def _of_feedback(self, line: FeedbackLine) -> _Indicator:
        """A percentage: never added up. How many answered stands in its title, for it has no place of its own."""
        hidden = isinstance(line.good, str)
        actual = line.good if hidden else line.percent
        title = line.label if hidden else f"{line.label} (n = {line.n})"
        return _Indicator(line.key, title, actual, adds_up=False, measure=IndicatorMeasure.PERCENTAGE)

    def _apart(self, one: _Indicator) -> list[_Indicator]:
        """The indicator, and where dimensions are disregarded one more for each of its parts."""
        if self.mode is IatiMode.DIMENSIONS:
            return [one]
        parts = [
            _Indicator(
                f"{one.code}.{part.code}", f"{one.title}: {part.label}", part.shown, adds_up=one.adds_up
            )
            for part in one.parts
        ]
        return [one, *parts]

    def _has_its_place(self, one: _Indicator) -> bool:
        """What was not collected is no result; without dimensions only numbers are."""
        if self.mode is IatiMode.INDICATORS:
            return isinstance(one.actual, int | float)
        return one.actual is not None or one.target is not None

    def _indicator(self, result: Element, one: _Indicator) -> None:
        numbers_always = self.mode is IatiMode.INDICATORS
        adds_up = "1" if one.adds_up else "0"
        indicator = add(
            result,
            "indicator",
            measure=one.measure,
            ascending="0" if one.falls else "1",
            aggregation_status=adds_up,
        )
        say(indicator, "title", one.title)
        if isinstance(one.actual, str):
            say(indicator, "description", *self._why_hidden())
        add(indicator, "reference", vocabulary=OWN, code=one.code)
        baseline = 0 if one.baseline is None and numbers_always else one.baseline
        if baseline is not None:
            year = str(self.report.project.starts_on.year)
            add(indicator, "baseline", year=year, value=number(baseline))
        period = add(indicator, "period")
        add(period, "period-start", iso_date=on(self.report.period.from_date))
        add(period, "period-end", iso_date=on(self.report.period.to_date))
        target = 0 if one.target is None and numbers_always else one.target
        if target is not None:
            add(period, "target", value=number(target))
        self._actual(period, one)

    def _actual(self, period: Element, one: _Indicator) -> None:
        """The total first, then its parts; a comment says what the missing ones mean."""
        if isinstance(one.actual, int | float):
            total = add(period, "actual", value=number(one.actual))
            if any(isinstance(part.shown, str) for part in one.parts):
                say(total, "comment", *self._why_hidden())
        if self.mode is IatiMode.INDICATORS:
            return
        for part in one.parts:
            if isinstance(part.shown, str):
                continue
            actual = add(period, "actual", value=number(part.shown))
            if part.area:
                add(actual, "location", ref=part.area)
            for name, value in part.dimensions:
                add(actual, "dimension", name=name, value=value)

    def _why_hidden(self) -> list[str]:
        sentences = (explained(self.report.threshold, self.texts), *self.report.disaggregation.notes)
        return [sentence for sentence in sentences if sentence]

    def _people(self) -> Iterator[_Value]:
        """People reached by community, sex and age as the report's table has them, then by governorate."""
        table = self.report.disaggregation
        labels = [
            {one.code: one.label for one in group}
            for group in (table.communities, table.sexes, table.age_bands)
        ]
        for cell in table.cells:
            place = (cell.community, cell.sex, cell.age_band)
            if place == (ALL, ALL, ALL):
                continue
            words = [known.get(code, code) for known, code in zip(labels, place, strict=True) if code != ALL]
            code = "_".join(place)
            yield _Value(cell.value, code, listed(words, self.texts), _dimensions(cell))
        for point in self.report.by_area:
            yield _Value(point.value, point.code, point.label, area=point.code)


def _dimensions(cell: Cell) -> tuple[tuple[str, str], ...]:
    """Names and values in English in every language: programs compare them."""
    named = (
        ("community", cell.community),
        ("sex", _SEX.get(cell.sex, cell.sex)),
        ("age", cell.age_band),
    )
    return tuple((name, value) for name, value in named if value != ALL)


def _of_part(part: IndicatorPart) -> _Value:
    """One dimension at a time; an area is where it is."""
    code = f"{part.dimension}_{part.code}"
    if part.dimension == "area":
        return _Value(part.actual, code, part.label, area=part.code)
    named = {"community": ALL, "sex": ALL, "age_band": ALL, part.dimension: part.code}
    return _Value(part.actual, code, part.label, _dimensions(Cell(**named, value=part.actual)))
