"""The disaggregation of single indicators, by what their definition declares: sex, age, community, area.

People reached are read from the tables of the report, which are protected as one: what stands there already tells nothing
new. Any other count of people is protected by itself, and only where it is of everybody: narrowed ones would be one more
dimension of a table that nobody protects. What may not be told is left out, never estimated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.measures import public as measures
from app.places import public as places
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.build.asking import Asked
from app.reports.build.indicators import Hides
from app.reports.disclosure import protect_series
from app.reports.disclosure.merging import OTHER
from app.reports.lens_rules import Part
from app.reports.schemas import (
    ALL,
    COMPLEMENTARY,
    Category,
    Disaggregation,
    IndicatorLine,
    IndicatorPart,
    SeriesPoint,
    Shown,
)

_PEOPLE = ("community", "sex", "age_band")
_AREA = "area"
_YEARS = re.compile(r"(\d+)(?:-(\d+)|\+)")


@dataclass(frozen=True, slots=True)
class Tables:
    """What the report tells anyway: people by community, sex and age, and by governorate."""

    people: Disaggregation
    areas: Sequence[SeriesPoint]

    def categories(self, dimension: str) -> Sequence[Category]:
        """The codes of a dimension that the report names, in their order."""
        if dimension == _AREA:
            return [Category(code=one.code, label=one.label) for one in self.areas]
        people = self.people
        return {
            "community": people.communities,
            "sex": people.sexes,
            "age_band": people.age_bands,
        }[dimension]

    def value(self, codes: Mapping[str, str]) -> Shown | None:
        """A cell of the table of people; None where it is not told."""
        wanted = tuple(codes.get(dimension, ALL) for dimension in _PEOPLE)
        for cell in self.people.cells:
            if (cell.community, cell.sex, cell.age_band) == wanted:
                return cell.value
        return None


def with_parts(
    look: ReadTx, asked: Asked, lines: Sequence[IndicatorLine], tables: Tables, hides: Hides
) -> tuple[IndicatorLine, ...]:
    """The same lines, each with its parts."""
    rows = {one.code: one for one in projects.indicators(look, asked.project.id)}
    return tuple(
        line.model_copy(update={"parts": _Parts(look, asked, rows[line.code], line, tables, hides).all()})
        for line in lines
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    look: ReadTx
    asked: Asked
    row: projects.IndicatorView
    line: IndicatorLine
    tables: Tables
    hides: Hides

    def all(self) -> tuple[IndicatorPart, ...]:
        """Every part that may be told, dimension by dimension."""
        found: list[IndicatorPart] = []
        measure = measures.MEASURES[self.row.measure.value]
        # Rounded counts add up only with the tables they were rounded with: parts would have to be a table of those.
        if measure.kind is not measures.Kind.COUNT or self.asked.cuts.rounding:
            return ()
        for dimension in self.row.disaggregation:
            name = dimension.value
            if name not in (*_PEOPLE, _AREA) or name not in {one.value for one in measure.dimensions}:
                continue
            values = self._values(name)
            found += [
                IndicatorPart(
                    dimension=name,
                    by=str(projects.DIMENSION_NAMES[dimension]),
                    code=one.code,
                    label=one.label,
                    actual=values[one.code],
                )
                for one in self.tables.categories(name)
                if one.code in values
            ]
        return tuple(found)

    def _values(self, dimension: str) -> Mapping[str, Shown]:
        filters = {
            name.value: [codes] if isinstance(codes, str) else list(codes)
            for name, codes in self.row.filter.items()
        }
        if self.row.measure == "people_reached" and filters.keys() <= set(_PEOPLE):
            return self._of_tables(dimension, filters)
        if not self.asked.threshold or not measures.MEASURES[self.row.measure.value].counts_people:
            return self._exact(dimension)
        told = isinstance(self.line.actual, int | float) and not filters
        if not told or self.asked.withheld or Part.RESULTS in self.asked.left_out:
            return {}
        if dimension == _AREA and self.hides.of(self.row.measure.value):
            return {}
        values = self._exact(dimension)
        # Whoever reads how many women came and how many of them were of this kind knows how many were not.
        also = [
            code
            for code, value in values.items()
            if dimension != _AREA
            and isinstance(whole := self.tables.value({dimension: code}), int)
            and self.asked.is_small(whole - value)
        ]
        return protect_series(values, self.asked.threshold, also=also)

    def _of_tables(self, dimension: str, filters: Mapping[str, Sequence[str]]) -> Mapping[str, Shown]:
        """As the tables of the report have it; of people of some kind in an area nothing stands there."""
        if dimension == _AREA:
            return {} if filters else {one.code: one.value for one in self.tables.areas}
        if any(len(codes) != 1 for codes in filters.values()):
            return {}
        wanted = {name: codes[0] for name, codes in filters.items()}
        found: dict[str, Shown] = {}
        for one in self.tables.categories(dimension):
            if wanted.get(dimension, one.code) == one.code:
                value = self.tables.value({**wanted, dimension: one.code})
                if value is not None:
                    found[one.code] = value
        return {} if found and set(found.values()) == {COMPLEMENTARY} else found

    def _exact(self, dimension: str) -> dict[str, int]:
        """The counts by the categories that the report names; empty where they do not fit into them."""
        cut = measures.cut_of(
            self.look,
            {
                **{name.value: codes for name, codes in self.row.filter.items()},
                "project": self.asked.project.code,
            },
            from_date=self.asked.from_date,
            to_date=self.asked.to_date,
        )
        only = self.asked.narrowed(cut, self.row.measure.value)
        if only is None:
            return {}
        cut = only.model_copy(update={"share_of": self.asked.share_of})
        rows = measures.figures(
            self.look, self.asked.scope, self.row.measure.value, by=(dimension,), cut=cut
        ).rows
        counts = {str(row.codes[0]): int(row.value or 0) for row in rows}
        named = {one.code: 0 for one in self.tables.categories(dimension)}
        within = self._governorates(counts) if dimension == _AREA else {}
        for code, value in counts.items():
            category = within.get(code) or self._category(dimension, code, named)
            if category not in named:
                return {}
            named[category] += value
        return named

    def _governorates(self, codes: Mapping[str, int]) -> dict[str, str]:
        known = places.areas_by_codes(self.look, set(codes))
        return {code: area.governorate or code for code, area in known.items()}

    def _category(self, dimension: str, code: str, named: Mapping[str, int]) -> str:
        """The category of the report in which a code is counted: itself, its union, Other."""
        code = self.asked.unions.get(code, code) if dimension == "age_band" else code
        if code in named:
            return code
        if dimension == "community":
            return OTHER
        years = _years(code)
        for wide in named if years else ():
            if (around := _years(wide)) and years and around[0] <= years[0] and years[1] <= around[1]:
                return wide
        return code


def _years(band: str) -> tuple[float, float] | None:
    """The first and the last year of an age band; None for one without years."""
    found = _YEARS.fullmatch(band)
    return found and (int(found[1]), float(found[2] or math.inf))
