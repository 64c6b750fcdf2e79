from __future__ import annotations

import pytest

from app.attendance.rules import (
    BLANK,
    CellState,
    Mark,
    odd_cells,
    read_base,
    read_cell,
    together,
    what_changed,
    write_base,
    write_cell,
)

ET = ("ET", "f", "18-59")
BD = ("BD", "m", "60+")
NOT_COLLECTED = CellState(mark=Mark.NOT_COLLECTED)
ZERO = CellState(mark=Mark.ZERO)


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("", BLANK),
        ("  ", BLANK),
        ("0", ZERO),
        ("٠", ZERO),
        ("12", CellState(12)),
        ("١٢", CellState(12)),
        ("۱۲", CellState(12)),
        ("-", NOT_COLLECTED),
        ("–", NOT_COLLECTED),
        ("N/C", NOT_COLLECTED),
    ],
)
def test_a_cell_is_a_number_zero_not_collected_or_blank(typed: str, state: CellState) -> None:
    assert read_cell(typed) == state


@pytest.mark.parametrize("typed", ["twelve", "-3", "1.5", "1,284", "²", "1000001", "9" * 40])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_cell(typed)


@pytest.mark.parametrize("state", [BLANK, ZERO, NOT_COLLECTED, CellState(7)])
def test_what_is_shown_reads_as_what_was_typed(state: CellState) -> None:
    assert read_cell(write_cell(state)) == state


def test_what_a_form_has_seen_comes_back_whole() -> None:
    seen = {
        ET: CellState(25),
        BD: NOT_COLLECTED,
        ("OTHER", "ns", "ns"): ZERO,
        ("PH", "f", "ns"): CellState(-2),
    }
    assert read_base(write_base({**seen, ("SD", "f", "ns"): BLANK})) == seen


@pytest.mark.parametrize("text", ["x", "ET/f=3", "ET/q/18-59=3", "ET/f/18-59=three"])
def test_what_we_did_not_write_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_base(text)


def test_a_form_says_only_what_is_new() -> None:
    change = what_changed({ET: CellState(20), BD: ZERO}, {ET: CellState(25), BD: ZERO})
    assert (change.deltas, change.marks) == ({ET: 5}, {})


def test_clearing_a_cell_takes_its_people_and_its_mark_back() -> None:
    change = what_changed({ET: CellState(20), BD: NOT_COLLECTED}, {ET: BLANK, BD: BLANK})
    assert (change.deltas, change.marks) == ({ET: -20}, {BD: None})


def test_people_in_a_cell_that_was_not_collected_lift_the_mark() -> None:
    change = what_changed({BD: NOT_COLLECTED}, {BD: CellState(3)})
    assert (change.deltas, change.marks) == ({BD: 3}, {BD: None})


def test_odd_numbers_are_those_that_grew_beyond_the_room() -> None:
    assert odd_cells({}, {ET: CellState(480)}, capacity=500) == {ET: 480}
    assert odd_cells({}, {ET: CellState(90)}, capacity=40) == {ET: 90}
    assert odd_cells({}, {ET: CellState(80)}, capacity=40) == {}
    assert odd_cells({ET: CellState(480)}, {ET: CellState(480)}, capacity=500) == {}


def test_several_cells_together() -> None:
    assert together([CellState(3), NOT_COLLECTED]) == CellState(3)
    assert together([ZERO, NOT_COLLECTED]) == ZERO
    assert together([NOT_COLLECTED, BLANK]) == NOT_COLLECTED
    assert together([]) == BLANK
