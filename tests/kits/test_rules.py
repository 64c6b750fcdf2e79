from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Conflict, Invalid
from app.kits.rules import (
    Floor,
    MovementReason,
    Pick,
    check_moment,
    check_session_part,
    check_session_status,
    floor_of,
    share_out,
    turn,
)
from app.kits.rules.house_places import OUTSIDE_PLACE_NAMES, ROAD, place_told
from app.platform import catalogues

NOW = datetime(2022, 7, 30, 9, tzinfo=UTC)


def test_the_floor_is_the_least_of_every_later_day() -> None:
    later = [(NOW + timedelta(days=1), -8), (NOW + timedelta(days=2), 100)]
    assert floor_of(102, later) == Floor(2, NOW + timedelta(days=1))
    assert floor_of(10, []) == Floor(10, None)


@given(st.integers(0, 50), st.lists(st.integers(-9, 9), max_size=12))
def test_the_floor_is_found_on_every_history(start: int, nets: list[int]) -> None:
    running, seen = start, [start]
    for net in nets:
        running += net
        seen.append(running)
    later = [(NOW + timedelta(days=day), net) for day, net in enumerate(nets, 1)]
    assert floor_of(running, later).quantity == min(seen)


@given(st.lists(st.integers(0, 20), max_size=8), st.integers(1, 100))
def test_a_share_is_never_more_than_there_is_nor_than_was_asked(available: list[int], wanted: int) -> None:
    picks = [Pick(UUID(int=n), quantity, None, None) for n, quantity in enumerate(available)]
    taken = share_out(picks, wanted)
    assert sum(part for _lot, part in taken) == min(wanted, sum(available))
    assert all(part <= available[lot.int] for lot, part in taken)


def test_whose_turn_it_is() -> None:
    mine, other = UUID(int=91), UUID(int=92)
    picks = {
        "expired": Pick(UUID(int=1), 1, date(2022, 1, 1), mine),
        "undated": Pick(UUID(int=2), 1, None, mine),
        "soon": Pick(UUID(int=6), 1, date(2022, 9, 1), other),
        "mine": Pick(UUID(int=5), 1, date(2023, 1, 1), mine),
        "free": Pick(UUID(int=4), 1, date(2023, 1, 1), None),
        "theirs": Pick(UUID(int=3), 1, date(2023, 1, 1), other),
    }
    order = sorted(picks, key=lambda name: turn(picks[name], on=NOW.date(), projects=frozenset({mine})))
    assert order == ["soon", "mine", "free", "theirs", "undated", "expired"]


@pytest.mark.parametrize("reason", [MovementReason.HAND_OUT, MovementReason.TRANSFER, MovementReason.EXPIRY])
def test_only_what_the_till_knows_names_a_session(reason: MovementReason) -> None:
    check_session_part(reason, None)
    with pytest.raises(Invalid):
        check_session_part(reason, UUID(int=1))


def test_a_bag_is_loaded_for_what_will_be_held_and_emptied_until_the_report() -> None:
    for status in ("confirmed", "in_progress"):
        check_session_status(MovementReason.LOAD, status)
    for status in ("cancelled", "postponed"):
        check_session_status(MovementReason.RETURN, status)
        with pytest.raises(Conflict):
            check_session_status(MovementReason.LOAD, status)
    for status in ("proposed", "reported", "verified"):
        with pytest.raises(Conflict):
            check_session_status(MovementReason.LOAD, status)


def test_a_clock_may_run_a_little_ahead() -> None:
    check_moment(NOW + timedelta(minutes=5), NOW)
    with pytest.raises(Invalid):
        check_moment(NOW + timedelta(minutes=6), NOW)


def test_places_that_nobody_named_are_called_in_the_language_of_the_reader() -> None:
    for language in ("fr", "ar"):
        with catalogues.speaking(language):
            for name in (*OUTSIDE_PLACE_NAMES.values(), ROAD):
                assert str(place_told(name)) != name
    assert place_told("Store of LAW") == "Store of LAW"
