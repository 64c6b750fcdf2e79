from __future__ import annotations

import pytest

from app.closing.rules import (
    GapReason,
    TillSaid,
    TillSums,
    gap_needs_reason,
    gap_problems,
    needs_second_person,
    quiz_problems,
    till_problems,
)
from app.kernel.types import Names
from app.platform.catalogues import speaking


@pytest.mark.parametrize(
    ("grid", "door", "needed"),
    [
        (53, 55, False),
        (53, 56, True),
        (100, 105, False),
        (100, 106, True),
        (100, 94, True),
        (53, 0, False),
        (0, 3, True),
    ],
)
def test_a_gap_above_two_and_five_percent_needs_a_reason(grid: int, door: int, *, needed: bool) -> None:
    assert gap_needs_reason(grid, door) is needed
    assert bool(gap_problems(grid, door, None)) is needed
    assert gap_problems(grid, door, GapReason.LATE_ARRIVALS) == []


@pytest.mark.parametrize(
    ("loaded", "unexplained", "needed"), [(40, 2, False), (40, 3, True), (100, 5, False), (100, -6, True)]
)
def test_much_unexplained_needs_a_second_person(loaded: int, unexplained: int, *, needed: bool) -> None:
    assert needs_second_person(loaded, unexplained) is needed


KIT = Names(en="Dignity kit", fr="Kit de dignité", ar="حقيبة كرامة")
SUMS = {"DK": TillSums(loaded=40, given=38, names=KIT)}


def codes(*said: TillSaid) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in till_problems(said, SUMS)]


def test_the_till_closes() -> None:
    assert codes(TillSaid("DK", 1, 1, 0, "")) == []
    assert codes(TillSaid("DK", 1, 0, 1, "fell off the table")) == []


def test_what_is_wrong_with_a_till_is_named() -> None:
    assert codes() == [("till", "till.missing")]
    assert codes(TillSaid("DK", 1, 0, 0, "")) == [("till.0", "till.mismatch")]
    assert codes(TillSaid("DK", 1, 0, 1, "")) == [("till.0.reason", "till.reason_missing")]
    assert codes(TillSaid("DK", 2, 0, 0, ""), TillSaid("DK", 2, 0, 0, "")) == [("till.1.item", "till.twice")]
    assert codes(TillSaid("DK", 2, 0, 0, ""), TillSaid("PIN", 1, 0, 0, "")) == [
        ("till.1.item", "till.not_loaded")
    ]


def test_a_mismatch_carries_its_numbers() -> None:
    (problem,) = till_problems([TillSaid("DK", 1, 0, 0, "")], SUMS)
    assert problem.facts["difference"] == 1
    assert "loaded 40" in str(problem.message)
    assert problem.facts["item"] == "DK"


def test_an_item_is_called_by_its_name_in_the_readers_language_with_its_code_where_another_shares_it() -> (
    None
):
    (problem,) = till_problems([TillSaid("DK", 1, 0, 0, "")], SUMS)
    assert str(problem.message).startswith("Dignity kit: loaded 40")
    with speaking("fr"):
        assert str(problem.message).startswith("Kit de dignité")
    new = TillSums(loaded=5, given=5, names=Names(en="Dignity kit (new)", fr="Kit de dignité"))
    said = [str(one.message) for one in till_problems([], {**SUMS, "DK2": new})]
    assert [one.partition(" is missing")[0] for one in said] == [
        "The till of Dignity kit",
        "The till of Dignity kit (new)",
    ]
    with speaking("fr"):
        missing, other = till_problems([], {**SUMS, "DK2": new})
        assert "Kit de dignité (DK)" in str(missing.message)
        assert "Kit de dignité (DK2)" in str(other.message)


def test_nobody_answers_who_was_not_asked() -> None:
    assert quiz_problems(20, 6, 17) == []
    assert [problem.field for problem in quiz_problems(20, 21, 22)] == ["quiz.before", "quiz.after"]
