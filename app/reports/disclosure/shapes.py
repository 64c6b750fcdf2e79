"""Two shapes in which the people reached can be published, each drawn as one network.

`detailed` publishes community, community x sex, community x sex x age, sex x age, sex and the grand total.
`two_tables` publishes community x sex and sex x age with all their totals, and no three-way cell.
Totals that fall across the shape (community x age, and by age in the detailed shape) are shown only where
every part of them is shown, so that they say nothing new; otherwise they are withheld whatever their size.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from app.reports.disclosure.hiding import COMPLEMENTARY, Shown
from app.reports.disclosure.network import Edge, Network
from app.reports.disclosure.programme import Linked, Sum, Value

ALL = "all"

Place = tuple[str, str, str]
"""community, sex, age band; `all` in a place makes it a total."""

Counts = Mapping[Place, int]
"""The exact inner cells (no `all`). Places that are missing count as 0."""

TOTAL: Place = (ALL, ALL, ALL)

_CELL, _PAIR, _SEX_AGE, _AGE, _COMMUNITY, _SEX = 1.0, 2.0, 6.0, 8.0, 12.0, 30.0
"""How sorry we are to withhold a value, by its kind: headline rows last."""


class Small:
    """Sexes and age bands of fewer than k people in all: they are not broken down, whatever their parts hold.

    Two people of unknown sex in two communities would else be one each for who knows the two.
    """

    def __init__(self, table: Table, threshold: int) -> None:
        self.sexes = {s for s in table.sexes if 0 < table[ALL, s, ALL] < threshold}
        self.ages = {a for a in table.ages if 0 < table[ALL, ALL, a] < threshold}

    def __bool__(self) -> bool:
        return bool(self.sexes or self.ages)

    def withholds(self, place: Place) -> bool:
        """Whether the place is part of such a sex or age."""
        community, sex, age = place
        in_sex = sex in self.sexes and (community, age) != (ALL, ALL)
        return in_sex or (age in self.ages and (community, sex) != (ALL, ALL))


class Table:
    """The exact counts with every margin, over full sets of categories."""

    def __init__(self, counts: Counts) -> None:
        self.communities = _in_order(place[0] for place in counts)
        self.sexes = _in_order(place[1] for place in counts)
        self.ages = _in_order(place[2] for place in counts)
        self.all_values: dict[Place, int] = dict.fromkeys(self.places(), 0)
        for (community, sex, age), value in counts.items():
            if value < 0:
                message = "a count cannot be negative"
                raise ValueError(message)
            for place in _margins(community, sex, age):
                self.all_values[place] += value

    def places(self) -> list[Place]:
        """Every place, totals included, in reading order."""
        return [
            (community, sex, age)
            for community in (*self.communities, ALL)
            for sex in (*self.sexes, ALL)
            for age in (*self.ages, ALL)
        ]

    def __getitem__(self, place: Place) -> int:
        return self.all_values[place]

    @property
    def total(self) -> int:
        """Everybody."""
        return self.all_values[TOTAL]

    def inner(self) -> dict[Place, int]:
        """The cells without totals."""
        return {place: value for place, value in self.all_values.items() if ALL not in place}


def _in_order(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def _margins(community: str, sex: str, age: str) -> list[Place]:
    return [(c, s, a) for c in (community, ALL) for s in (sex, ALL) for a in (age, ALL)]


def detailed(table: Table, threshold: int) -> Network:
    """Three-way: all -> community -> (community, sex) -> (sex, age) -> sex -> all."""
    pen = _Pen(table, threshold)
    for c in table.communities:
        pen.draw((c, ALL, ALL), "in", ("c", c), weight=_COMMUNITY)
        for s in table.sexes:
            pen.draw((c, s, ALL), ("c", c), ("cs", c, s), weight=_PAIR)
            for a in table.ages:
                pen.draw((c, s, a), ("cs", c, s), ("sa", s, a), weight=_CELL)
    for s in table.sexes:
        for a in table.ages:
            pen.draw((ALL, s, a), ("sa", s, a), ("s", s), weight=_SEX_AGE)
        pen.draw((ALL, s, ALL), ("s", s), "out", weight=_SEX)
    return Network(pen.edges)


def with_code(place: Place, at: int, code: str) -> Place:
    """The place with another code in one dimension."""
    community, sex, age = place
    return (code if at == 0 else community, code if at == 1 else sex, code if at == 2 else age)


def cube(table: Table, threshold: int) -> Linked:
    """Everything: three-way cells with all their totals, over every dimension and every pair of them."""
    small = Small(table, threshold)
    places = table.places()
    number = {place: at for at, place in enumerate(places)}
    categories = (table.communities, table.sexes, table.ages)
    sums = [
        Sum(number[place], tuple(number[with_code(place, at, code)] for code in categories[at]))
        for place in places
        for at in range(3)
        if place[at] == ALL
    ]
    values = [
        Value(place, table[place], _cube_weight(place), place == TOTAL, small.withholds(place))
        for place in places
    ]
    return Linked(values, sums)


def _cube_weight(place: Place) -> float:
    community, sex, age = (code == ALL for code in place)
    weights = {
        (False, False, False): _CELL,
        (False, False, True): _PAIR,
        (False, True, False): _PAIR,
        (True, False, False): _SEX_AGE,
        (True, True, False): _AGE,
        (False, True, True): _COMMUNITY,
        (True, False, True): _SEX,
        (True, True, True): _SEX,
    }
    return weights[community, sex, age]


def two_tables(table: Table, threshold: int) -> Network:
    """Two by two: all -> community -> (community x sex) -> sex -> (sex x age) -> age -> all.

    Safe although the three-way cells exist: given its sex, community and age are free, so every pair of
    tables this network allows belongs to some table of whole people.
    """
    pen = _Pen(table, threshold)
    for c in table.communities:
        pen.draw((c, ALL, ALL), "in", ("c", c), weight=_COMMUNITY)
        for s in table.sexes:
            pen.draw((c, s, ALL), ("c", c), ("s", s), weight=_PAIR)
    for s in table.sexes:
        pen.draw((ALL, s, ALL), ("s", s), ("s out", s), weight=_SEX)
        for a in table.ages:
            pen.draw((ALL, s, a), ("s out", s), ("a", a), weight=_SEX_AGE)
    for a in table.ages:
        pen.draw((ALL, ALL, a), ("a", a), "out", weight=_AGE)
    return Network(pen.edges)


class _Pen:
    """Draws the values of a table as edges; the grand total is drawn already and stays published."""

    def __init__(self, table: Table, threshold: int) -> None:
        self.table = table
        self.small = Small(table, threshold)
        self.edges = [Edge(TOTAL, "out", "in", table.total, fixed=True)]

    def draw(self, place: Place, tail: Hashable, head: Hashable, *, weight: float) -> None:
        withheld = self.small.withholds(place)
        self.edges.append(Edge(place, tail, head, self.table[place], weight, withheld=withheld))


def with_cross_totals(table: Table, shown: Mapping[Place, Shown]) -> dict[Place, Shown]:
    """The published values in reading order, with totals across the shape where they add nothing new."""
    published: dict[Place, Shown] = {}
    for place in table.places():
        if place in shown:
            published[place] = shown[place]
            continue
        community, sex, age = place
        if sex != ALL:
            continue
        parts = [shown.get((community, one, age)) for one in table.sexes]
        if any(part is None for part in parts):
            continue
        known = [part for part in parts if isinstance(part, int)]
        published[place] = sum(known) if len(known) == len(parts) else COMPLEMENTARY
    return published
