"""Why each hidden value of the people reached is hidden, in plain words: for who writes the report, before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.words import _
from app.platform import formats
from app.reports.schemas import ALL, PRIMARY, Disaggregation, Shown

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """A hidden value: where it stands, its sign, and why."""

    where: str
    sign: str
    why: str


def reasons(table: Disaggregation, threshold: int) -> list[Reason]:
    """One for each hidden value, in the order of the table."""
    cells: dict[Place, Shown] = {(one.community, one.sex, one.age_band): one.value for one in table.cells}
    names = _Names(table)
    return [
        Reason(names.of(place), value.replace(PRIMARY, f"<{threshold}"), _why(place, cells, names, threshold))
        for place, value in cells.items()
        if isinstance(value, str)
    ]


class _Names:
    """Places in the words of the report."""

    def __init__(self, table: Disaggregation) -> None:
        self._labels = [
            {one.code: one.label for one in side}
            for side in (table.communities, table.sexes, table.age_bands)
        ]

    def of(self, place: Place) -> str:
        parts = [
            labels.get(code, code) for labels, code in zip(self._labels, place, strict=True) if code != ALL
        ]
        return " · ".join(parts) or str(_("everybody"))


def _why(place: Place, cells: Mapping[Place, Shown], names: _Names, threshold: int) -> str:
    if cells[place] == PRIMARY:
        words = _("Fewer than %(number)s people: hidden so that nobody can be recognised.")
        return str(words % {"number": formats.number(threshold)})
    without_small = ""
    for total, parts in _lines_with(place, cells):
        line = [one for one in (total, *parts) if one != place and isinstance(cells.get(one), str)]
        small = [one for one in line if cells[one] == PRIMARY]
        known = next((one for one in (total, *parts) if isinstance(cells.get(one), int)), total)
        if small and len(line) == 1:
            words = _("Withheld because %(small)s could be worked out from it by adding and subtracting.")
            return str(words % {"small": names.of(small[0])})
        if small:
            words = _("Withheld so that who knows one hidden value of %(line)s cannot work out another.")
            return str(words % {"line": names.of(total)})
        if line and not without_small:
            words = _("Withheld because other hidden values could be worked out from it, through %(line)s.")
            without_small = str(words % {"line": names.of(known)})
    return without_small or str(_("Withheld because so few people are of this sex or age in all."))


def _lines_with(place: Place, cells: Mapping[Place, Shown]) -> list[tuple[Place, list[Place]]]:
    """(total, its parts) of each line the place stands in, as far as the table shows them."""
    found = []
    for at in range(3):
        alike = [one for one in cells if all(one[side] == place[side] for side in range(3) if side != at)]
        total = next((one for one in alike if one[at] == ALL), None)
        if total is not None and len(alike) > 1:
            found.append((total, [one for one in alike if one != total]))
    return found
