"""Three-way tables with all their totals: the attacker wins where only small counts are hidden, and not against us."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.reports.disclosure import protect
from app.reports.disclosure.linked_hiding import LinkedGuard
from app.reports.disclosure.programme import Linked, Sum, Value
from app.reports.disclosure.proving import audit_linked, hide_and_prove
from app.reports.disclosure.shapes import Table, cube
from tests.reports.attacker import ALL, Attacker, Place, worked_out

K = 5


def a_table(seed: int, communities: int, sexes: int, ages: int) -> dict[Place, int]:
    """Counts as they are met: many small ones, a few large, some nobody."""
    chance = random.Random(seed)
    return {
        (f"C{c}", f"S{s}", f"A{a}"): max(0, int(chance.lognormvariate(2.2, 1.3)) - 1)
        for c, s, a in itertools.product(range(communities), range(sexes), range(ages))
    }


def signs(cells: Mapping[Place, int | str]) -> dict[Place, int | str]:
    """As it is sent: the sign names the threshold."""
    return {place: f"<{K}" if value == "<k" else value for place, value in cells.items()}


@pytest.mark.parametrize(("seed", "shape"), [(3, (5, 3, 4)), (5, (6, 2, 3))])
def test_the_attacker_wins_against_small_counts_alone_and_not_against_the_whole(
    seed: int,
    shape: tuple[int, int, int],
) -> None:
    table = Table(a_table(seed, *shape))
    careless: dict[Place, int | str] = {
        place: f"<{K}" if 0 < value < K else value for place, value in table.all_values.items()
    }
    small = [place for place, value in careless.items() if isinstance(value, str)]
    assert len(worked_out(careless, K)) >= len(small) * 0.8
    pattern = hide_and_prove(cube(table, K), K)
    shown = signs({place: pattern[place] for place in careless})
    assert [place for place, value in shown.items() if value == f"<{K}"] == small
    assert worked_out(shown, K) == {}
    assert _beaten_by_an_insider(shown, table) == []


def _beaten_by_an_insider(shown: Mapping[Place, int | str], table: Table) -> list[tuple[Place, Place]]:
    """(who knows this, learns that), for a reader who does not use the signs; the same people are not meant."""
    hidden = [place for place, value in shown.items() if isinstance(value, str)]
    chance = random.Random(7)
    found = []
    for known in chance.sample(hidden, 6):
        attacker = Attacker(knowing=False)
        attacker.read_table("", {**shown, known: table[known]})
        targets = [place for place in hidden if shown[place] == f"<{K}" and table[place] != table[known]]
        for (_period, place), (least, most) in attacker.bounds(
            [("", place) for place in targets[:6]]
        ).items():
            if least == most:
                found.append((known, place))
    return found


def test_the_proof_is_looked_at_again_and_fails_when_a_value_is_published_after_all() -> None:
    system = cube(Table(a_table(5, 6, 2, 3)), K)
    pattern = hide_and_prove(system, K)
    assert audit_linked(system, K, pattern) == []
    extra = [key for key, value in pattern.items() if value == "c"]
    told = {**pattern, **{key: system.values[system.index[key]].count for key in extra}}
    assert audit_linked(system, K, told)


def test_one_found_table_answers_many_questions() -> None:
    """A 12 × 3 × 5 table with all totals: the work is counted, not timed (the bench times it)."""
    table = Table(a_table(1, 12, 3, 5))
    guard = LinkedGuard(cube(table, K), K)
    guard.defend()
    small = int(guard.primary.sum())
    assert len(table.places()) == 13 * 4 * 6
    assert small > 40
    assert guard.hidden.sum() < len(table.places()) / 2
    hidden = int(guard.hidden.sum())
    asked_naively = 3 * small * 2 + small * hidden
    assert guard.ask.asked < asked_naively / 10
    assert audit_linked(guard.system, K, guard.published(), found_by=guard) == []


def test_what_one_partner_counted_alone_does_not_help_it() -> None:
    counts = {"a": 3, "b": 4, "c": 9, "d": 40, "e": 50, "f": 60}
    system = Linked(
        [Value(key, value) for key, value in counts.items()]
        + [Value("all", sum(counts.values()), fixed=True)],
        [Sum(6, tuple(range(6)))],
    )
    pattern = hide_and_prove(system, K, insiders=[("b", "c")])
    assert sum(isinstance(pattern[key], str) for key in "adef") >= 2


tables = st.builds(
    lambda values: dict(zip(itertools.product("ABCD", "fm", ("0-17", "18-59", "60+")), values, strict=True)),
    st.lists(
        st.one_of(st.just(0), st.integers(0, 8), st.integers(5, 60)),
        min_size=24,
        max_size=24,
    ),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables)
def test_no_random_table_tells_the_attacker_more_than_its_signs(counts: dict[Place, int]) -> None:
    answer = protect(counts, K)
    total = sum(counts.values())
    assert answer.cells[ALL, ALL, ALL] == ("<k" if 0 < total < K else total)
    if answer.shape != "total":
        assert worked_out(signs(answer.cells), K) == {}
