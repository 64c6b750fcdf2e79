"""Counts as multiples that still add up, where a lens says so: then nothing is hidden, and no session is told.

People, areas, districts and months are rounded as one whole. A reader cannot tell a small count from none: the
rounded figures themselves are people who could have come.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from app.kernel.words import Words, _
from app.reports.build.annex import Annex
from app.reports.build.figures import kits_per_hundred
from app.reports.disclosure import Place, Protected
from app.reports.disclosure.merging import fold_communities, join_other_sex
from app.reports.disclosure.rounding import nearest, rounded_together
from app.reports.disclosure.shapes import ALL, TOTAL
from app.reports.rules import percent_of
from app.reports.schemas import (
    COMPLEMENTARY,
    Feedback,
    FeedbackLine,
    Figure,
    Hidden,
    IndicatorLine,
    SeriesPoint,
    Shown,
)

P = TypeVar("P", bound=SeriesPoint)
_ANY = "·"
"""Stands for a category in a dimension that the table does not tell."""

_AS_THEY_ARE = frozenset({"people_reached", "sessions_held", "partner_organisations", "outcome"})
"""Key figures that are rounded with the table, or count no people."""


def rounded_people(
    people: Protected, rows: Annex, base: int, *, threshold: int, never_alone: Collection[str]
) -> tuple[Protected, Annex]:
    """The exact table and the exact annex, rounded together. What was withheld stays so."""
    series = {"area": rows.by_area, "district": rows.by_district, "month": rows.by_month}
    told = {name: points for name, points in series.items() if _open(points)}
    beside: dict[Hashable, int] = {
        (name, one.code): int(one.value) for name, points in told.items() for one in points
    }
    sums: list[tuple[Hashable, Sequence[Hashable]]] = [
        (TOTAL, [(name, one.code) for one in told[name]]) for name in ("area", "month") if name in told
    ]
    if {"area", "district"} <= told.keys():
        inside = {
            area.code: [("district", one.code) for one in rows.by_district if one.governorate == area.label]
            for area in rows.by_area
        }
        sums += [(("area", code), parts) for code, parts in inside.items()]
    cells, words = people.cells, list[Words]()
    if _open_cells(people.cells):
        inner, told_at = _inner(people.cells)
        folded, words = fold_communities(inner, threshold, never_alone)
        folded, joined = join_other_sex(folded, threshold)
        words += joined
        found, apart = rounded_together(folded, beside, sums, base)
        cells = {
            place: value
            for place, value in found.items()
            if all(place[at] == ALL for at in range(3) if at not in told_at)
        }
    else:
        apart = {key: nearest(value, base) for key, value in beside.items()}
    said = _("Counts are rounded to multiples of %(base)s; a few people may stand as none.") % {"base": base}
    table = replace(
        people,
        cells=cells,
        communities=_used(people.communities, cells, 0),
        sexes=_used(people.sexes, cells, 1),
        age_bands=_used(people.age_bands, cells, 2),
        told=(*people.told, *words, said),
    )
    return table, replace(
        rows,
        sessions=tuple(
            replace(
                one,
                reached=COMPLEMENTARY,
                door=None if one.door is None else COMPLEMENTARY,
                kits=None if one.kits is None else COMPLEMENTARY,
            )
            for one in rows.sessions
        ),
        by_area=_points("area", rows.by_area, apart),
        by_district=_points("district", rows.by_district, apart),
        by_month=_points("month", rows.by_month, apart),
    )


def rounded_figures(
    figures: Sequence[Figure], reached: Shown, outcome: Figure, base: int
) -> tuple[Figure, ...]:
    """The key figures; `reached` is the rounded total, of which officials are a part, `outcome` protected already."""
    values: dict[str, Shown | None] = {one.key: one.value for one in figures}
    for key, value in values.items():
        if isinstance(value, int) and key not in _AS_THEY_ARE:
            values[key] = nearest(value, base)
    values["people_reached"] = reached
    officials = values.get("officials_trained")
    if isinstance(officials, int) and isinstance(reached, int):
        values["officials_trained"] = min(officials, reached)
    made = {"outcome": outcome, "kits_per_person": kits_per_hundred(values)}
    return tuple(made.get(one.key, one.model_copy(update={"value": values[one.key]})) for one in figures)


def rounded_lines(
    lines: Sequence[IndicatorLine], people: Mapping[str, bool], base: int
) -> tuple[IndicatorLine, ...]:
    """Results, small ones hidden already; `people`: code of an indicator -> whether it counts people or kits."""
    return tuple(_rounded_line(one, base) if people.get(one.code) else one for one in lines)


def _rounded_line(line: IndicatorLine, base: int) -> IndicatorLine:
    """The percentage is that of a rounded count too; where less is better it would tell the exact one, and is left out."""
    if line.n is not None or line.cumulative_n is not None:
        return line.model_copy(
            update={"n": _near(line.n, base), "cumulative_n": _near(line.cumulative_n, base)}
        )
    actual, so_far = _near(line.actual, base), _near(line.cumulative, base)
    if isinstance(actual, int) and isinstance(so_far, int):
        so_far = max(actual, so_far)
    percent = None
    if line.percent is not None and line.target and line.target > (line.baseline or 0):
        percent = percent_of(nearest(round(line.percent * line.target / 100), base), line.target)
    return IndicatorLine(**{**line.model_dump(), "actual": actual, "cumulative": so_far, "percent": percent})


def rounded_feedback(said: Feedback, base: int) -> Feedback:
    """What people said, small numbers hidden already; the share is that of the rounded numbers."""
    return said.model_copy(
        update={
            "asked": _near(said.asked, base),
            "lines": tuple(_rounded_answers(one, base) for one in said.lines),
        }
    )


def _rounded_answers(line: FeedbackLine, base: int) -> FeedbackLine:
    n = _near(line.n, base)
    if not isinstance(line.good, int) or not isinstance(n, int) or not n:
        return line.model_copy(update={"n": n})
    good = min(nearest(line.good, base), n)
    return line.model_copy(update={"n": n, "good": good, "percent": round(100 * good / n, 1)})


def _near(value: float | Hidden | None, base: int) -> int | Hidden | None:
    return value if isinstance(value, str) or value is None else nearest(round(value), base)


def _open(points: Sequence[SeriesPoint]) -> bool:
    return bool(points) and all(isinstance(one.value, int) for one in points)


def _open_cells(cells: Mapping[Place, Shown]) -> bool:
    return bool(cells) and all(isinstance(value, int) for value in cells.values())


def _inner(cells: Mapping[Place, Shown]) -> tuple[dict[Place, int], set[int]]:
    """The cells without totals, and which dimensions the table tells."""
    told_at = {at for at in range(3) if any(place[at] != ALL for place in cells)}
    inner: dict[Place, int] = {}
    for place, value in cells.items():
        if all(place[at] != ALL for at in told_at):
            community, sex, age = (place[at] if at in told_at else _ANY for at in range(3))
            inner[community, sex, age] = int(value)
    return inner, told_at


def _used(codes: Sequence[str], cells: Mapping[Place, Shown], at: int) -> tuple[str, ...]:
    seen = {place[at] for place in cells} - {ALL, _ANY}
    return (*(code for code in codes if code in seen), *sorted(seen - set(codes)))


def _points(name: str, points: tuple[P, ...], apart: Mapping[Hashable, int]) -> tuple[P, ...]:
    return tuple(
        one.model_copy(update={"value": apart[name, one.code]}) if (name, one.code) in apart else one
        for one in points
    )
