"""The charts of a report, the same for the page and for the PDF. Hidden values are drawn as their signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.places import public as places
from app.platform.charts import Band, Bar, Group, area_map, bar_chart, pyramid, stacked_bars
from app.reports.schemas import ALL, Category, DonorReport, SeriesPoint, Shown
from app.reports.signs import for_people
from app.reports.texts import Texts, labelled

MOST_BARS = 24
"""More months or areas than this make no readable drawing; their table stays."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart: which one it is, SVG source, title, the words that stand for it, and a note that goes with it."""

    key: str
    title: str
    svg: str
    alt: str
    note: str = ""


def drawings(report: DonorReport, texts: Texts, *, for_document: bool) -> list[Drawing]:
    """Reached by month and by area, by community and sex, and by age of women and men: those that say something."""
    artist = _Artist(report, texts, for_document=for_document)
    made = [
        artist.series("by_month", texts.gettext("People reached by month"), report.by_month),
        artist.land(),
        artist.communities(),
        artist.ages(),
    ]
    return [drawing for drawing in made if drawing is not None]


class _Artist:
    def __init__(self, report: DonorReport, texts: Texts, *, for_document: bool) -> None:
        self.report, self.texts, self.for_document = report, texts, for_document
        self.right_to_left = texts.direction == "rtl"
        self.values = {
            (cell.community, cell.sex, cell.age_band): cell.value for cell in report.disaggregation.cells
        }

    def series(self, key: str, title: str, points: Sequence[SeriesPoint]) -> Drawing | None:
        """One bar a point."""
        if not 1 < len(points) <= MOST_BARS:
            return None
        alt = self._told(points)
        bars = [Bar(point.label, _height(point.value), self._written(point.value)) for point in points]
        svg = bar_chart(
            bars,
            title=title,
            description=alt,
            right_to_left=self.right_to_left,
            number=self.texts.number,
            for_document=self.for_document,
        )
        return Drawing(key, title, str(svg), alt)

    def land(self) -> Drawing | None:
        """The map where outlines are known, bars where they are not."""
        title, points = self.texts.gettext("People reached by area"), self.report.by_area
        outlines = places.outlines(point.code for point in points)
        if not outlines:
            return self.series("by_area", title, points)
        alt = self._told(points)
        svg = area_map(
            outlines,
            {one.code: Bar(one.label, _height(one.value), self._written(one.value)) for one in points},
            title=title,
            description=alt,
            right_to_left=self.right_to_left,
            number=self.texts.number,
            for_document=self.for_document,
        )
        return Drawing(
            "by_area",
            title,
            str(svg),
            alt,
            self.texts.gettext("Boundaries and names do not imply official endorsement."),
        )

    def _told(self, points: Sequence[SeriesPoint]) -> str:
        return "; ".join(labelled(point.label, self._sign(point.value), self.texts) for point in points)

    def communities(self) -> Drawing | None:
        """Women and men of each community end to end; totals are written as they are published."""
        table = self.report.disaggregation
        sexes = [one for one in table.sexes if self._somebody(None, one)][:4]
        communities = [one for one in table.communities if self._somebody(one, None)][:MOST_BARS]
        if not sexes or not communities:
            return None
        values = [[self.values.get((one.code, sex.code, ALL)) for sex in sexes] for one in communities]
        if all(value is None for row in values for value in row):
            return None
        groups = [
            Group(one.label, [_height(value) for value in row], [self._written(value) for value in row])
            for one, row in zip(communities, values, strict=True)
        ]
        totals = [self._sign(self.values.get((one.code, ALL, ALL))) for one in communities]
        title = self.texts.gettext("People reached by community and sex")
        alt = "; ".join(
            labelled(one.label, total, self.texts) for one, total in zip(communities, totals, strict=True)
        )
        svg = stacked_bars(
            groups,
            [one.label for one in sexes],
            title=title,
            description=alt,
            right_to_left=self.right_to_left,
            number=self.texts.number,
            for_document=self.for_document,
            totals=totals,
        )
        return Drawing("communities", title, str(svg), alt)

    def ages(self) -> Drawing | None:
        """Ages of women and men, back to back."""
        table = self.report.disaggregation
        sexes = {one.code: one.label for one in table.sexes}
        if not {"f", "m"} <= sexes.keys() or len(table.age_bands) < 2:
            return None
        pairs = [
            (self.values.get((ALL, "f", band.code)), self.values.get((ALL, "m", band.code)))
            for band in table.age_bands
        ]
        if all(value is None for pair in pairs for value in pair):
            return None
        bands = [
            Band(
                band.label,
                _height(women),
                _height(men),
                (self._written(women), self._written(men)),
            )
            for band, (women, men) in zip(table.age_bands, pairs, strict=True)
        ]
        title = self.texts.gettext("People reached by age and sex")
        alt = "; ".join(
            labelled(band.label, f"{self._sign(women)} / {self._sign(men)}", self.texts)
            for band, (women, men) in zip(table.age_bands, pairs, strict=True)
        )
        svg = pyramid(
            bands,
            (sexes["f"], sexes["m"]),
            title=title,
            description=alt,
            right_to_left=self.right_to_left,
            number=self.texts.number,
            for_document=self.for_document,
        )
        return Drawing("ages", title, str(svg), alt)

    def _somebody(self, community: Category | None, sex: Category | None) -> bool:
        """Whether the category holds anybody, hidden or not."""
        return any(
            value != 0
            for (one, other, _age), value in self.values.items()
            if (community is None or one == community.code) and (sex is None or other == sex.code)
        )

    def _sign(self, value: Shown | None) -> str:
        return for_people(value, self.report.threshold, self.texts)

    def _written(self, value: Shown | None) -> str | None:
        """What stands at the bar instead of a number; None: the number itself."""
        return self._sign(value) if isinstance(value, str) else None


def _height(value: Shown | None) -> float | None:
    return float(value) if isinstance(value, int) else None
