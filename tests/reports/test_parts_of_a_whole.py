"""Reports over a part of the sessions or people, beside reports over the whole and over other parts.

The attacker here tries every world there could be, without a solver: whatever he can say of a few people, and could
not say from one side alone, must be found before the last report leaves.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.reports.disclosure.joining import Grid, Release
from app.reports.disclosure.publication import AREAS, Publication, all_given_away
from app.reports.disclosure.releases import GivenAway, given_away
from app.reports.scopes import clauses_of, communities_of, counted_of_a_session, project_of, scope_of_lens
from tests.world import an_id

K = 3
DAYS = (date(2022, 7, 1), date(2022, 9, 30))
WHOLE = "project:LBNT39"
BEIRUT, TRAINED, ONLY_X = f"{WHOLE}&area:LB1", f"{WHOLE}&kind:training", f"{WHOLE}&community:X"
SMALLEST = list(itertools.product((BEIRUT, TRAINED, None), "XY"))
"""(which of the two parts counts a session, a community of its people): six numbers are a world."""
World = tuple[int, ...]
Numbers = frozenset[int]


def counted(scope: str, community: str) -> Numbers:
    """Which of the six numbers a line of a release adds up."""
    only = communities_of(scope)
    return frozenset(
        at
        for at, (part, code) in enumerate(SMALLEST)
        if (scope in {WHOLE, ONLY_X} or part == scope)
        and community in {"all", code}
        and (not only or code in only)
    )


def a_release(scope: str, world: World, *, breaks_down: bool = True) -> Release:
    """What a careless report would publish of it: small counts hidden, and nothing else."""
    values: dict[tuple[str, str, str], int] = {}
    for code in ("all", *(sorted(communities_of(scope) or "XY") if breaks_down else ())):
        values[code, "all", "all"] = sum(world[at] for at in counted(scope, code))
    small = frozenset(place for place, people in values.items() if 0 < people < K)
    shown = {place: None if place in small else people for place, people in values.items()}
    return Release(
        an_id(scope), *DAYS, shown, {}, K, small, scope=scope, communities=communities_of(scope)
    )  # fmt: skip


def kinds(_grid: Grid) -> dict[date, list[frozenset[str]]]:
    """Sessions of either part, and others; those with a clause of communities count every session."""
    everywhere = {WHOLE, ONLY_X}
    return {
        DAYS[0]: [frozenset(everywhere | ({part} if part else set())) for part in (BEIRUT, TRAINED, None)]
    }


def found_by(new: Release, earlier: Iterable[Release]) -> list[GivenAway]:
    here = {new.scope, *(one.scope for one in earlier)}
    return given_away(
        new, earlier, lambda grid: {day: [kind & here for kind in some] for day, some in kinds(grid).items()}
    )


def worlds_that_agree(told: Iterable[Release], most: int) -> NDArray[np.int64]:
    """Every world in which these releases read as they do, each of its numbers at most `most`."""
    side = np.arange(most + 1)
    every = np.stack([axis.ravel() for axis in np.meshgrid(*[side] * len(SMALLEST), indexing="ij")])
    agrees = np.ones(every.shape[1], dtype=bool)
    for one in told:
        for place, value in one.cells.items():
            people = every[sorted(counted(one.scope, place[0]))].sum(axis=0)
            agrees &= (people == value) if value is not None else (people > 0) & (people < K)
    return every[:, agrees]


def known(worlds: NDArray[np.int64], numbers: Numbers) -> int | None:
    """How many these people are, where only one answer is left and it is a small one."""
    people = np.unique(worlds[sorted(numbers)].sum(axis=0))
    return int(people[0]) if len(people) == 1 and 0 < people[0] < K else None


def worth_knowing(scopes: list[str]) -> list[Numbers]:
    """People of a community or all of a scope, of two together, of one without another, of none but the whole."""
    found = []
    for community in ("all", "X", "Y"):
        sides = [counted(scope, community) for scope in scopes]
        found += [*sides, *(one - other for one in sides for other in sides)]
        found += [one & other for one in sides for other in sides]
        found.append(counted(WHOLE, community) - counted(BEIRUT, "all") - counted(TRAINED, "all"))
    return [one for one in dict.fromkeys(found) if one]


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(*[st.integers(0, 4)] * len(SMALLEST)),
    st.permutations([WHOLE, BEIRUT, TRAINED, ONLY_X]),
    st.integers(2, 4),
    st.booleans(),
)
def test_what_parts_tell_beside_each_other_is_found_before_they_leave(
    world: World,
    order: list[str],
    many: int,
    breaks_down: bool,  # noqa: FBT001
) -> None:
    scopes = order[:many]
    told = [a_release(scope, world, breaks_down=breaks_down) for scope in scopes]
    new, earlier = told[-1], told[:-1]
    together, before, alone = (worlds_that_agree(some, 5) for some in (told, earlier, [new]))
    learned = [
        numbers
        for numbers in worth_knowing(scopes)
        if numbers & frozenset().union(*(counted(new.scope, code) for code in ("all", "X", "Y")))
        and known(together, numbers) is not None
        and known(before, numbers) is None
        and known(alone, numbers) is None
    ]
    wide = worlds_that_agree(told, 6)
    few = {people for numbers in learned if (people := known(wide, numbers)) is not None}
    told_of = {one.people for one in found_by(new, earlier) if one.people == one.most} if few else set()
    assert few <= told_of, (scopes, learned)


def test_a_whole_less_its_parts_is_found() -> None:
    """Sixty in Beirut, thirty-eight in trainings, a hundred in all: two were elsewhere, though no two reports say so."""
    world = (60, 0, 38, 0, 2, 0)
    whole, beirut, trained = (
        a_release(scope, world, breaks_down=False) for scope in (WHOLE, BEIRUT, TRAINED)
    )
    assert found_by(beirut, [whole]) == []
    [found] = found_by(trained, [whole, beirut])
    assert (found.people, found.most) == (2, 2)
    assert set(found.reports) == {whole.report, beirut.report, trained.report}
    assert found_by(a_release(TRAINED, (60, 0, 38, 0, 9, 0), breaks_down=False), [beirut]) == []


def test_a_whole_less_its_parts_is_found_where_a_community_stands_apart_too() -> None:
    """One person was elsewhere, of whichever community; a report of community X alone does not hide that."""
    world = (1, 2, 2, 2, 0, 1)
    whole, *parts = (a_release(one, world, breaks_down=False) for one in (WHOLE, BEIRUT, TRAINED, ONLY_X))
    assert (1, 1) in [(one.people, one.most) for one in found_by(whole, parts)]


def test_a_report_of_some_communities_tells_of_the_others() -> None:
    world = (40, 2, 30, 0, 10, 0)
    only, whole = (a_release(scope, world, breaks_down=False) for scope in (ONLY_X, WHOLE))
    [found] = found_by(whole, [only])
    assert (found.place, found.people) == (("all", "all", "all"), 2)
    assert found_by(a_release(WHOLE, (40, 2, 30, 4, 10, 0), breaks_down=False), [only]) == []


def test_places_of_a_part_are_read_beside_those_of_the_whole() -> None:
    """Two places share eight people, four at most in each, once the report on the third is known."""
    cells: Mapping[str, int | None] = {"all": 68, "LB1": None, "LB2": None, "LB3": None}
    small = frozenset((code, "all", "all") for code in ("LB2", "LB3"))
    places = {(code, "all", "all"): people for code, people in cells.items()}
    whole = Release(an_id("whole"), *DAYS, places, {}, 5, small, scope=WHOLE)
    part = Release(
        an_id("part"), *DAYS, {("all", "all", "all"): 60, ("LB1", "all", "all"): 60}, {}, 5, scope=BEIRUT
    )

    def held(_table: str, _grid: Grid) -> dict[date, dict[frozenset[str], frozenset[str]]]:
        both, rest = frozenset({WHOLE, BEIRUT}), frozenset({WHOLE})
        return {DAYS[0]: {both: frozenset({"LB1"}), rest: frozenset({"LB2", "LB3"})}}

    nobody = Release(an_id("nobody"), *DAYS, {}, {}, 5, scope=BEIRUT)
    new = Publication(nobody, {AREAS: part})
    found = all_given_away(new, [Publication(nobody, {AREAS: whole})], held)
    assert {(one.place[0], one.people, one.most) for one in found} >= {("LB2", 4, 4), ("LB3", 4, 4)}


def test_who_was_there_may_not_learn_of_the_others_beside_two_reports() -> None:
    """Eight were elsewhere, six of them its own: neither report tells it of the other two, both together do."""
    partner = "partner:LAW"
    whole = Release(an_id("w"), *DAYS, {("all", "all", "all"): 30}, {}, K, scope=WHOLE)
    beirut = Release(an_id("b"), *DAYS, {("all", "all", "all"): 22}, {}, K, scope=BEIRUT)
    own = Release(an_id("law"), *DAYS, {("all", "all", "all"): 6}, {}, 0, scope=partner)
    here, elsewhere = frozenset({WHOLE, BEIRUT}), frozenset({WHOLE})

    def held(grid: Grid) -> dict[date, list[frozenset[str]]]:
        there = {one.scope for one in grid.releases}
        every = (here, elsewhere, elsewhere | {partner})
        return {DAYS[0]: [kind & there for kind in every]}

    assert given_away(whole, [beirut], held) == [], "eight elsewhere are no few people to a stranger"
    [found] = given_away(whole, [beirut], held, lambda _grid: [[own]])
    assert (found.people, found.most) == (2, 2)
    assert set(found.reports) == {whole.report, beirut.report}
    more = Release(an_id("w"), *DAYS, {("all", "all", "all"): 33}, {}, K, scope=WHOLE)
    assert given_away(more, [beirut], held, lambda _grid: [[own]]) == []


def test_rounded_counts_are_read_as_what_they_leave_open() -> None:
    """Ten, to the nearest five, of everybody; exactly twelve of them were in Beirut: at most two elsewhere, or none."""
    rounded = Release(an_id("r"), *DAYS, {("all", "all", "all"): 10}, {}, 5, scope=WHOLE, rounding=5)
    part = Release(an_id("p"), *DAYS, {("all", "all", "all"): 12}, {}, 5, scope=BEIRUT)
    assert found_by(part, [rounded]) == []
    exact = Release(an_id("e"), *DAYS, {("all", "all", "all"): 14}, {}, 5, scope=WHOLE)
    [found] = found_by(part, [exact])
    assert (found.people, found.most) == (2, 2)


def test_a_scope_is_written_and_read_again() -> None:
    scope = scope_of_lens(
        "CYP7", "share", areas=("LB3", "LB1"), activity_types=("training",), communities=("PH", "ET")
    )
    assert scope == "share:CYP7&area:LB1|LB3&kind:training&community:ET|PH"
    assert clauses_of(scope)[1] == ("area:", ("LB1", "LB3"))
    assert project_of(scope) == "CYP7"
    assert communities_of(scope) == {"ET", "PH"}
    assert counted_of_a_session(scope) == "share:CYP7&community:ET|PH"
    assert counted_of_a_session("project:LBNT39&area:LB1") == counted_of_a_session("donor:CH") == ""
    assert project_of("project:A|B") == ""
