"""The disaggregation as up to three tables: community by sex, sex by age, and all three together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.reports.pdf.tables import number_column, table, text_column
from app.reports.schemas import ALL, Category, DonorReport, Shown
from app.reports.signs import for_people
from app.reports.texts import Texts

Values = dict[tuple[str, str, str], Shown]


def people_tables(report: DonorReport, texts: Texts) -> list[dict[str, Any]]:
    """One table for each pair or triple of dimensions that the report publishes; empty ones are left out."""
    facts = report.disaggregation
    values: Values = {(cell.community, cell.sex, cell.age_band): cell.value for cell in facts.cells}
    every = Category(code=ALL, label=texts.gettext("All"))
    communities, sexes, ages = (
        [*_not_empty(group, at, values), every]
        for at, group in enumerate((facts.communities, facts.sexes, facts.age_bands))
    )
    drawing = _Drawing(values, report.threshold, texts)
    tables = []
    if any(sex != ALL or community != ALL for community, sex, age in values if age == ALL):
        title = texts.gettext("By community and sex")
        rows = [(one.label, [(one.code, sex.code, ALL) for sex in sexes]) for one in communities]
        tables.append(drawing.matrix(title, [texts.gettext("Community")], sexes, rows))
    if any(age != ALL for community, _sex, age in values if community == ALL):
        title = texts.gettext("By sex and age")
        rows = [(one.label, [(ALL, one.code, age.code) for age in ages]) for one in sexes]
        tables.append(drawing.matrix(title, [texts.gettext("Sex")], ages, rows))
    if any(ALL not in place for place in values):
        tables.append(drawing.triple(communities, sexes, ages))
    return tables


def _not_empty(group: Sequence[Category], at: int, values: Values) -> list[Category]:
    """The categories in which there is anybody; a column of zeros only costs width."""
    seen = {place[at] for place, value in values.items() if value != 0}
    return [category for category in group if category.code in seen]


class _Drawing:
    """Turns places into strings."""

    def __init__(self, values: Values, threshold: int, texts: Texts) -> None:
        self.values = values
        self.threshold = threshold
        self.texts = texts

    def _cells(self, places: Sequence[tuple[str, str, str]]) -> list[str]:
        return [
            for_people(self.values[place], self.threshold, self.texts) if place in self.values else ""
            for place in places
        ]

    def matrix(
        self,
        title: str,
        first: Sequence[str],
        across: Sequence[Category],
        rows: Sequence[tuple[str, list[tuple[str, str, str]]]],
    ) -> dict[str, Any]:
        """Two dimensions; the last row is the sum."""
        columns = [
            *(text_column(label, 2.4) for label in first),
            *(number_column(one.label) for one in across),
        ]
        drawn = [[label, *self._cells(places)] for label, places in rows]
        return table(columns, drawn, totals=[len(drawn) - 1], title=title)

    def triple(
        self, communities: Sequence[Category], sexes: Sequence[Category], ages: Sequence[Category]
    ) -> dict[str, Any]:
        """Three dimensions: a block of rows for each community, its sum last; rows of zeros only are left out."""
        texts = self.texts
        columns = [
            text_column(texts.gettext("Community"), 2.2),
            text_column(texts.gettext("Sex"), 1.6),
            *(number_column(age.label) for age in ages),
        ]
        rows: list[list[str]] = []
        totals: list[int] = []
        for community in communities[:-1]:
            for sex in sexes:
                places = [(community.code, sex.code, age.code) for age in ages]
                if any(self.values.get(place, 0) != 0 for place in places):
                    if sex.code == ALL:
                        totals.append(len(rows))
                    rows.append([community.label, sex.label, *self._cells(places)])
        return table(columns, rows, totals=totals, title=texts.gettext("By community, sex and age"))
