"""From exact counts to what may be published: merge, hide, prove, or merge again.

The door of the package. What a published table guarantees is written in `hiding`; it holds for this table
on its own, together with the grand total, not yet for several releases side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import cast

from app.kernel.words import Words, _
from app.reports.disclosure import merging, shapes
from app.reports.disclosure.hiding import COMPLEMENTARY, PRIMARY, CannotHideError, Shown, audit, hide
from app.reports.disclosure.network import Key, Network
from app.reports.disclosure.partners import hide_from_partners, linked
from app.reports.disclosure.programme import Linked
from app.reports.disclosure.proving import hide_and_prove
from app.reports.disclosure.remembering import answered
from app.reports.disclosure.shapes import ALL, TOTAL, Counts, Place, Table


@dataclass(frozen=True, slots=True)
class Protected:
    """What may leave the house.

    cells: (community, sex, age band) -> count, `<k` or `c`; totals have `all`; reading order. Kinds of rows
        that the chosen shape does not publish are absent.
    communities, sexes, age_bands: the categories left after merging.
    told: what was merged or hidden and why, to be translated.
    hidden_primary, hidden_complementary: how many values carry each sign.
    shape: name of the shape chosen, for the record: exact, cube, detailed, two_tables, community_sex,
        sex_age, sex, total.
    """

    cells: Mapping[Place, Shown]
    communities: tuple[str, ...]
    sexes: tuple[str, ...]
    age_bands: tuple[str, ...]
    told: tuple[Words, ...]
    hidden_primary: int
    hidden_complementary: int
    shape: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A coarser table, the network or linked sums that defend it, what to say about it and which of its places to tell.

    Candidates of one tier compete by how much they still say; a later tier is tried when none is safe.
    """

    tier: int
    name: str
    table: Table
    system: Network | Linked
    told: tuple[Words, ...]
    tells: Callable[[Place], bool] = lambda _place: True


_THREE_WAY = ("cube", "detailed")

_MUCH_HIDDEN = 0.4
"""A three-way table of which more than this share is hidden helps nobody; others then compete with coarser ones."""


def protect(
    table: Counts,
    threshold: int,
    *,
    never_alone: Collection[str] = (),
    age_groups: Mapping[str, str] | None = None,
    partners: Iterable[Counts] = (),
) -> Protected:
    """Protect the people reached, given as exact inner cells (people; no totals among the keys).

    `threshold` k: counts from 1 to k-1 never leave; 0 or 1 is inside use and protects nothing; 2 would print
    a sign that can only mean 1 and is refused. `never_alone`: communities that are folded into OTHER
    whatever their size. `age_groups`: band -> coarser group, for when bands must be merged. `partners`: what
    each partner counted itself, as inner cells of the same table; none of them can then work out a small count
    of people whom others counted too.
    Raises ValueError for a negative count, a threshold of 2 or below 0.
    """
    if any(ALL in place for place in table):
        message = "totals are computed, not given"
        raise ValueError(message)
    _check(threshold)
    groups = None if age_groups is None else tuple(age_groups.items())
    own = tuple(tuple(sorted(counts.items())) for counts in partners)
    return _protected(tuple(table.items()), threshold, frozenset(never_alone), groups, own)


@lru_cache(maxsize=64)
def _protected(
    counts: tuple[tuple[Place, int], ...],
    threshold: int,
    never_alone: frozenset[str],
    groups: tuple[tuple[str, str], ...] | None,
    partners: tuple[tuple[tuple[Place, int], ...], ...],
) -> Protected:
    """The same table is asked for in three languages, in every format and again when it is submitted: once is enough."""
    table, age_groups = dict(counts), None if groups is None else dict(groups)
    exact = Table(table)
    if threshold < 2:
        return _result("exact", exact, exact.all_values, ())
    if 0 < exact.total < threshold:
        told = (_("So few people are in this report that no count is shown."),)
        return _result("total", Table({}), {TOTAL: PRIMARY}, told)
    every = _candidates(table, threshold, never_alone, age_groups)
    for _tier, candidates in groupby(every, lambda candidate: candidate.tier):
        best = _best_of(candidates, threshold, _Partners([dict(own) for own in partners], age_groups))
        if best is not None:
            return best
    told = (_("Only the total is shown, because any breakdown would point at a few people."),)
    return _result("total", Table({}), {TOTAL: exact.total}, told)


def _check(threshold: int) -> None:
    if threshold < 0 or threshold == 2:
        message = "a threshold is 0 (inside use) or at least 3"
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class _Partners:
    """What each partner counted itself, in the finest cells, and how ages are joined where they are."""

    counts: list[dict[Place, int]]
    age_groups: Mapping[str, str] | None

    def over(self, table: Table) -> list[Mapping[Hashable, int]]:
        """The same with the totals, over the categories of a coarser table."""
        laid = [merging.laid_over(counts, table, self.age_groups) for counts in self.counts]
        return [cast("Mapping[Hashable, int]", Table(counts).all_values) for counts in laid]


def _best_of(candidates: Iterable[_Candidate], threshold: int, partners: _Partners) -> Protected | None:
    """The safe candidate that still says most; the first one that hides little ends the search."""
    best: tuple[float, Protected] | None = None
    for candidate in candidates:
        hidden = _try_to_hide(candidate.system, threshold, partners.over(candidate.table))
        if hidden is None:
            continue
        share = _share_hidden(hidden, candidate.table)
        if candidate.name in _THREE_WAY and share > _MUCH_HIDDEN:
            continue
        tells = _tells(candidate, hidden)
        if best is None or tells > best[0]:
            shown = {place: value for place, value in hidden.items() if candidate.tells(place)}
            best = (tells, _finish(candidate, shown))
        if share <= _MUCH_HIDDEN and candidate.tier == 1 and not _headline_hidden(hidden):
            break
    return best[1] if best else None


def _place(key: Key) -> Place:
    return cast("Place", key)


def _try_to_hide(
    system: Network | Linked, threshold: int, partners: Sequence[Mapping[Hashable, int]]
) -> dict[Place, Shown] | None:
    """A pattern that passes an audit of its own, for partners too, or None; the same is tried once (see `remembering`)."""

    def tried() -> list[tuple[Key, Shown]] | None:
        pattern = _hidden(system, threshold, partners)
        return None if pattern is None else list(pattern.items())

    own = [sorted(counts.items(), key=repr) for counts in partners]
    asked = (type(system).__name__, system.plainly(), threshold, own)
    pattern = answered("hidden", asked, tried)
    return None if pattern is None else {_place(tuple(key)): value for key, value in pattern}


def _hidden(
    system: Network | Linked, threshold: int, partners: Sequence[Mapping[Hashable, int]]
) -> dict[Key, Shown] | None:
    try:
        if isinstance(system, Linked):
            pattern = hide_and_prove(system, threshold)
        else:
            pattern = hide(system, threshold)
            if audit(system, threshold, pattern):
                return None
        if partners:
            sums = system if isinstance(system, Linked) else linked(system)
            pattern = hide_from_partners(sums, threshold, pattern, partners)
    except CannotHideError:
        return None
    return pattern


def _candidates(
    counts: Counts, threshold: int, never_alone: Collection[str], age_groups: Mapping[str, str] | None
) -> Iterator[_Candidate]:
    """From the finest table to the coarsest."""
    folded, told_communities = merging.fold_communities(counts, threshold, never_alone)
    joined, told_sex = merging.join_other_sex(folded, threshold)
    fine = Table(joined)
    told_sex = [*told_sex, *_told_small(fine, threshold)]
    told = (*told_communities, *told_sex)
    yield _Candidate(1, "cube", fine, shapes.cube(fine, threshold), told)
    yield _Candidate(1, "detailed", fine, shapes.detailed(fine, threshold), told)
    halves = merging.merge_ages(joined, age_groups)
    half = Table(halves[0]) if halves is not None else fine
    if halves is not None:
        yield _Candidate(1, "cube", half, shapes.cube(half, threshold), (*told, *halves[1]))
        yield _Candidate(1, "detailed", half, shapes.detailed(half, threshold), (*told, *halves[1]))
    apart = _("Community and age are shown in two tables, each by sex, because cells of all three are small.")
    yield _Candidate(1, "two_tables", fine, shapes.two_tables(fine, threshold), (*told, apart))
    if halves is not None:
        yield _Candidate(
            1, "two_tables", half, shapes.two_tables(half, threshold), (*told, *halves[1], apart)
        )
    no_age = Table(merging.without_ages(joined))
    yield _Candidate(
        2,
        "community_sex",
        no_age,
        shapes.two_tables(no_age, threshold),
        (*told, _("Ages are not shown, because the cells are small.")),
        lambda place: place[2] == ALL,
    )
    no_community = Table(merging.without_communities(joined))
    yield _Candidate(
        2,
        "sex_age",
        no_community,
        shapes.two_tables(no_community, threshold),
        (*told_sex, _("Communities are not shown, because the cells are small.")),
        lambda place: place[0] == ALL,
    )
    only_sex = Table(merging.without_ages(merging.without_communities(joined)))
    yield _Candidate(
        3,
        "sex",
        only_sex,
        shapes.two_tables(only_sex, threshold),
        (*told_sex, _("Communities and ages are not shown, because the cells are small.")),
        lambda place: place[0] == ALL and place[2] == ALL,
    )


def _told_small(table: Table, threshold: int) -> list[Words]:
    if not shapes.Small(table, threshold):
        return []
    return [_("A sex or age of few people in all is not broken down further.")]


def _share_hidden(hidden: Mapping[Place, Shown], table: Table) -> float:
    counted = [value for place, value in hidden.items() if table[place] or isinstance(value, str)]
    return sum(isinstance(value, str) for value in counted) / max(1, len(counted))


def _tells(candidate: _Candidate, hidden: Mapping[Place, Shown]) -> float:
    """How much a protected table still says: the weight of its published values that are not 0."""
    system = candidate.system
    values = system.values if isinstance(system, Linked) else system.edges
    weight = {value.key: value.weight for value in values}
    return sum(
        weight[place]
        for place, value in hidden.items()
        if isinstance(value, int) and value and candidate.tells(place)
    )


def _headline_hidden(hidden: Mapping[Place, Shown]) -> bool:
    """Whether women's or men's total is hidden: then a coarser table is worth a try."""
    return any(isinstance(hidden.get((ALL, sex, ALL)), str) for sex in ("f", "m"))


def _finish(candidate: _Candidate, shown: Mapping[Place, Shown]) -> Protected:
    cells = shapes.with_cross_totals(candidate.table, shown)
    cells = {place: value for place, value in cells.items() if candidate.tells(place)}
    return _result(candidate.name, candidate.table, cells, candidate.told)


def _result(shape: str, table: Table, cells: Mapping[Place, Shown], told: tuple[Words, ...]) -> Protected:
    primary = sum(value == PRIMARY for value in cells.values())
    complementary = sum(value == COMPLEMENTARY for value in cells.values())
    if primary and shape != "total":
        told = (*told, _("%(values)s small counts are hidden.") % {"values": primary})
    if complementary:
        why = _("%(values)s further values are withheld so that the hidden ones cannot be worked out.")
        told = (*told, why % {"values": complementary})
    return Protected(
        cells=cells,
        communities=_used(table.communities, 0, cells),
        sexes=_used(table.sexes, 1, cells),
        age_bands=_used(table.ages, 2, cells),
        told=told,
        hidden_primary=primary,
        hidden_complementary=complementary,
        shape=shape,
    )


def _used(codes: tuple[str, ...], at: int, cells: Mapping[Place, Shown]) -> tuple[str, ...]:
    seen = {place[at] for place in cells}
    return tuple(code for code in codes if code in seen)
