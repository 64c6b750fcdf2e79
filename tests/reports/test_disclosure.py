"""The attacker must be able to win against careless hiding, and must not win against ours."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.reports.disclosure import SessionCount, protect, protect_activity, protect_series

ALL = "all"
FAR = 10**9
Place = tuple[str, str, str]


def lines(places: set[Place]) -> list[tuple[Place, list[Place]]]:
    """Every sum a reader may write down: a total and the parts of one dimension, where all are in the table."""
    found = []
    for total in places:
        for at in range(3):
            if total[at] != ALL:
                continue
            parts = [p for p in places if p[at] != ALL and all(p[i] == total[i] for i in range(3) if i != at)]
            if parts:
                found.append((total, parts))
    return found


def attack(cells: dict[Place, int | str], k: int) -> dict[Place, tuple[int, int]]:
    """What a reader knows of each hidden value after writing down all sums, again and again."""
    inner = [sorted({p[at] for p in cells if p[at] != ALL}) for at in range(3)]
    has_all = [
        all((*([ALL] * at), code, *([ALL] * (2 - at))) in cells for code in inner[at]) for at in range(3)
    ]
    assert any(has_all) or len(cells) == 1
    known = {
        place: (value, value) if isinstance(value, int) else (1, k - 1) if value == "<k" else (0, FAR)
        for place, value in cells.items()
    }
    sums = lines(set(cells))
    for _round in range(30):
        before = dict(known)
        for total, parts in sums:
            low, high = sum(known[p][0] for p in parts), sum(min(known[p][1], FAR) for p in parts)
            known[total] = (max(known[total][0], low), min(known[total][1], high))
            for part in parts:
                least = known[total][0] - (high - known[part][1]) if high < FAR else 0
                most = known[total][1] - (low - known[part][0])
                known[part] = (max(known[part][0], least), min(known[part][1], most))
        if known == before:
            break
    return known


def margins(counts: dict[Place, int]) -> dict[Place, int]:
    out: dict[Place, int] = {}
    for (c, s, a), value in counts.items():
        for place in itertools.product((c, ALL), (s, ALL), (a, ALL)):
            out[place] = out.get(place, 0) + value
    return out


def primary_only(counts: dict[Place, int], k: int) -> dict[Place, int | str]:
    return {place: "<k" if 0 < value < k else value for place, value in margins(counts).items()}


def revealed(cells: dict[Place, int | str], k: int) -> list[Place]:
    known = attack(cells, k)
    return [place for place, value in cells.items() if value == "<k" and known[place][0] == known[place][1]]


tables = st.builds(
    lambda values: dict(zip(itertools.product("ABC", "fm", ("0-17", "18-59", "60+")), values, strict=True)),
    st.lists(
        st.one_of(st.just(0), st.integers(0, 6), st.integers(5, 60), st.integers(40, 400)),
        min_size=18,
        max_size=18,
    ),
)


def test_hiding_only_small_counts_is_beaten_by_the_attacker() -> None:
    counts = {
        ("A", "f", "18-59"): 20,
        ("A", "m", "18-59"): 3,
        ("B", "f", "18-59"): 30,
        ("B", "m", "18-59"): 12,
    }
    assert revealed(primary_only(counts, 5), 5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables, st.sampled_from([3, 5, 11]))
def test_no_small_count_can_be_worked_out_and_totals_stay_true(counts: dict[Place, int], k: int) -> None:
    answer = protect(counts, k)
    assert not [p for p, value in answer.cells.items() if isinstance(value, int) and 0 < value < k]
    assert revealed({**answer.cells}, k) == []
    total = sum(counts.values())
    assert answer.cells[ALL, ALL, ALL] == ("<k" if 0 < total < k else total)
    truth = margins(counts)
    for place, value in answer.cells.items():
        if isinstance(value, int) and place in truth and "OTHER" not in place:
            assert value == truth[place] or "ns" in place or place[2] in {"0-17", "18+"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_every_hidden_count_has_two_values_in_whole_people(values: list[int]) -> None:
    """By writing down all tables of whole people that agree with the report: exact, no heuristic."""
    k = 4
    counts = dict(zip(itertools.product("AB", "fm", ["18+"]), values, strict=True))
    answer = protect(counts, k)
    inner = list(itertools.product(answer.communities, answer.sexes, answer.age_bands))
    possible: dict[Place, set[int]] = {}
    for guess in compositions(sum(values), len(inner)) if inner else ():
        table = margins(dict(zip(inner, guess, strict=True)))
        if all(agrees(table.get(place, 0), value, k) for place, value in answer.cells.items()):
            for place, value in answer.cells.items():
                if value == "<k":
                    possible.setdefault(place, set()).add(table.get(place, 0))
    assert all(len(found) >= 2 for found in possible.values())
    assert len(possible) == (answer.hidden_primary if inner else 0)


def agrees(true: int, shown: int | str, k: int) -> bool:
    if shown == "<k":
        return 0 < true < k
    return shown in {"c", true}


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to place `total` people in `parts` cells."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def test_inside_use_protects_nothing_and_zeros_stay() -> None:
    counts = {("A", "f", "18-59"): 1, ("A", "m", "18-59"): 0}
    answer = protect(counts, 0)
    assert answer.cells["A", "f", "18-59"] == 1
    assert answer.cells["A", "m", "18-59"] == 0
    assert answer.told == ()


@pytest.mark.parametrize("k", [-1, 2])
def test_a_threshold_that_would_disclose_is_refused(k: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        protect({("A", "f", "18-59"): 1}, k)


def test_a_community_that_must_not_stand_alone_is_counted_under_other() -> None:
    counts = {("ET", "f", "18-59"): 90, ("BD", "f", "18-59"): 60, ("XX", "f", "18-59"): 40}
    answer = protect(counts, 5, never_alone={"XX"})
    assert answer.communities == ("ET", "BD", "OTHER")
    assert any("Other" in str(words) for words in answer.told)


def test_a_single_small_value_of_a_series_is_never_hidden_alone() -> None:
    shown = protect_series({"a": 2, "b": 40, "c": 50}, 5)
    assert shown["a"] == "<k"
    assert shown == {"a": "<k", "b": "c", "c": "c"}, "who knows b must not find a"
    assert protect_series({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, 5) == dict.fromkeys("abcde", "c")


def test_a_door_count_goes_with_its_reached_count() -> None:
    shown = protect_series({"a": 30, "b": 40, "c": 50}, 5, also=["a"])
    assert shown["a"] == "c"
    assert sum(isinstance(value, str) for value in shown.values()) >= 2


def test_a_hidden_session_is_safe_from_its_area_and_from_its_month() -> None:
    sessions = [
        SessionCount(f"S{number}", area, month, people)
        for number, (area, month, people) in enumerate(
            [("LB11", "07", 3), ("LB11", "07", 40), ("LB11", "08", 30), ("LB3", "07", 25), ("LB3", "08", 35)]
        )
    ]
    shown = protect_activity(sessions, 5)
    assert shown.sessions["S0"] == "<k"
    in_area = [shown.sessions["S0"], shown.sessions["S1"], shown.sessions["S2"], shown.by_area["LB11"]]
    in_month = [shown.sessions["S0"], shown.sessions["S1"], shown.sessions["S3"], shown.by_month["07"]]
    assert sum(isinstance(value, str) for value in in_area) >= 2
    assert sum(isinstance(value, str) for value in in_month) >= 2
    assert shown.told


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["LB31", "LB32", "LB41"]), st.sampled_from("78"), st.integers(0, 30)),
        min_size=2,
        max_size=6,
    )
)
def test_a_hidden_district_is_safe_from_its_governorate_and_from_its_sessions(
    held: list[tuple[str, str, int]],
) -> None:
    """Every sum that is shown in full has none of its parts hidden alone, and districts add up to what the map shows."""
    sessions = [
        SessionCount(f"S{place}", district[:3], month, people, district=district)
        for place, (district, month, people) in enumerate(held)
    ]
    shown = protect_activity(sessions, 5)
    true = {place: sum(s.people for s in sessions if s.district == place) for place in shown.by_district}
    assert all(agrees(true[place], value, 5) for place, value in shown.by_district.items())
    assert not any(isinstance(value, int) and 0 < value < 5 for value in shown.by_district.values())
    for area, total in shown.by_area.items():
        parts = [value for place, value in shown.by_district.items() if place[:3] == area]
        if isinstance(total, int):
            shown_parts = [value for value in parts if isinstance(value, int)]
            assert len(parts) - len(shown_parts) != 1
            assert len(shown_parts) < len(parts) or sum(shown_parts) == total
    for place, total in shown.by_district.items():
        inside = [shown.sessions[s.key] for s in sessions if s.district == place]
        if isinstance(total, int):
            assert sum(isinstance(value, str) for value in inside) != 1


def test_where_no_pattern_is_safe_only_one_series_stays() -> None:
    sessions = [SessionCount("a", "X", "07", 2), SessionCount("b", "Y", "08", 40)]
    shown = protect_activity(sessions, 5)
    assert set(shown.sessions.values()) == {"c"}
    assert set(shown.by_area.values()) == {"c"}
