"""Seats under pressure and in peace: who gets one, who waits, who is promoted."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.platform.unit_of_work import UnitOfWork
from app.registration.public import bookings as public
from app.registration.rules.bookings import BookingStatus, Waiting, to_confirm
from app.registration.rules.codes import normalise
from app.registration.schemas.bookings import BookingsView, BookLine, ChangeBooking
from app.registration.store import tickets
from app.registration.use_cases import booking_links, booking_overview, bookings, guest_tickets
from app.sessions import use_cases as session_use_cases
from app.sessions.schemas import ChangeSession
from app.sessions.tables import AwarenessSession
from tests import world
from tests.registration.seats import SECRET, TO_COME, a_link, a_session_to_come, asking

BILAL = world.actor("Bilal")


def overview(uow: UnitOfWork, session: UUID) -> BookingsView:
    return booking_overview.list_bookings(BILAL, session, uow=uow, limit=200)


def book(uow: UnitOfWork, token: str, seats: int, community: str = "ET") -> str:
    return bookings.book(asking(token, (community, seats)), uow=uow, secret=SECRET).value.reference


def statuses(uow: UnitOfWork, session: UUID) -> str:
    """The bookings in the order they came: c, w or x."""
    return "".join({"cancelled": "x"}.get(one.status, one.status[0]) for one in overview(uow, session).items)


def change(uow: UnitOfWork, reference: str, seats: int) -> BookingStatus:
    command = ChangeBooking(lines=[BookLine(community="ET", seats=seats)])
    return bookings.change(reference, command, uow=uow, secret=SECRET).status


def differences(uow: UnitOfWork) -> list[str]:
    with uow.read() as look:
        return public.booking_differences(look)


def test_two_hundred_at_once_for_fifty_seats_from_several_processes(
    lone_uow: UnitOfWork, database_url: str
) -> None:
    session = a_session_to_come(lone_uow, 50)
    token = a_link(lone_uow, session).token
    processes = 2 if lone_uow.database.is_sqlite else 4
    crowd = [*(sys.executable, "-m", "tests.registration.booking_process", database_url, token)]
    crowd += [str(processes), str(200 // processes)]
    told = subprocess.run(crowd, stdout=subprocess.PIPE, text=True, timeout=100, check=True).stdout
    assert len(set(told.split())) == 200
    assert statuses(lone_uow, session) == "c" * 50 + "w" * 150
    seats = overview(lone_uow, session)
    assert (seats.confirmed, seats.waiting, seats.free) == (50, 150, 0)

    held = {
        one.id: one.place
        for one in seats.items
        if one.status is BookingStatus.CONFIRMED and one.place % 5 == 0
    }
    assert len(held) == 10
    with ThreadPoolExecutor(10) as threads:
        list(
            threads.map(
                lambda one: bookings.cancel_for(BILAL, session, one, uow=lone_uow, secret=SECRET), held
            )
        )
    expected = "".join(
        "x" if place in held.values() else "c" if place <= 60 else "w" for place in range(1, 201)
    )
    assert statuses(lone_uow, session) == expected
    assert differences(lone_uow) == []


def test_the_database_itself_refuses_one_seat_more(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow, 2)
    book(lone_uow, a_link(lone_uow, session).token, 2)
    with pytest.raises(Exception, match="confirmed_within"), lone_uow.begin("a fault") as tx:
        tx.db.connection().execute(text("UPDATE session_seats SET confirmed = confirmed + 1"))


def test_first_in_first_out_by_what_fits(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow, 6)
    token = a_link(lone_uow, session).token
    first, _second = book(lone_uow, token, 4), book(lone_uow, token, 3)
    book(lone_uow, token, 3)
    assert statuses(lone_uow, session) == "cww"
    third = book(lone_uow, token, 2)  # fits beside the first, though two wait for three
    assert statuses(lone_uow, session) == "cwwc"
    assert change(lone_uow, first, 3) is BookingStatus.CONFIRMED  # one free seat helps nobody
    assert statuses(lone_uow, session) == "cwwc"
    with pytest.raises(Conflict, match=r"booking\.full"):
        change(lone_uow, third, 4)
    assert change(lone_uow, third, 3) is BookingStatus.CONFIRMED
    bookings.cancel(first, uow=lone_uow, secret=SECRET)
    assert statuses(lone_uow, session) == "xcwc"
    again = bookings.cancel(first, uow=lone_uow, secret=SECRET)
    assert again.status is BookingStatus.CANCELLED
    with pytest.raises(Conflict, match=r"booking\.cancelled"):
        change(lone_uow, first, 1)
    seats = overview(lone_uow, session)
    assert (seats.confirmed, seats.waiting, seats.free) == (6, 3, 0)
    assert [(one.community, one.confirmed, one.waiting) for one in seats.communities] == [("ET", 6, 3)]
    assert differences(lone_uow) == []


def test_a_larger_capacity_promotes_and_a_smaller_one_takes_no_seat_away(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow, 2)
    token = a_link(lone_uow, session).token
    for seats in (2, 2, 1):
        book(lone_uow, token, seats)
    assert statuses(lone_uow, session) == "cww"
    plan = session_use_cases.change_session(BILAL, session, ChangeSession(capacity=4), 1, uow=lone_uow)
    assert statuses(lone_uow, session) == "ccw"
    session_use_cases.change_session(BILAL, session, ChangeSession(capacity=3), plan.version, uow=lone_uow)
    assert statuses(lone_uow, session) == "ccw"
    assert book(lone_uow, token, 1)
    assert statuses(lone_uow, session) == "ccww"
    assert overview(lone_uow, session).free == 0
    assert bookings.promote(BILAL, session, uow=lone_uow) == 0
    assert differences(lone_uow) == []


def test_afterwards_the_planner_sees_how_many_came(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow, 10)
    book(lone_uow, a_link(lone_uow, session).token, 8)
    assert overview(lone_uow, session).show_up is None
    with lone_uow.begin("the story of a test") as tx:
        row = tx.db.get_one(AwarenessSession, session)
        row.status, row.reached_count = "reported", 6
        tx.db.add(row)
    seats = overview(lone_uow, session)
    assert (seats.came, seats.show_up) == (6, 0.75)


def test_the_same_request_gives_the_same_reference(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow)
    token = a_link(lone_uow, session).token
    request = asking(token, ("ET", 2), ("BD", 1))
    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(lambda _: bookings.book(request, uow=lone_uow, secret=SECRET), range(12)))
    assert len({one.value.reference for one in outcomes}) == 1
    assert sorted(one.fresh for one in outcomes) == [False] * 11 + [True]
    assert overview(lone_uow, session).confirmed == 3
    with pytest.raises(Conflict, match=r"id\.reused"):
        bookings.book(asking(token, ("ET", 3), booking_id=request.id), uow=lone_uow, secret=SECRET)
    shouted = request.model_copy(update={"token": token.upper()})
    assert bookings.book(shouted, uow=lone_uow, secret=SECRET).value == outcomes[0].value


def test_what_a_booking_may_not_ask(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow, 5)
    token = a_link(lone_uow, session, max_seats=4).token
    with pytest.raises(Invalid, match="invalid") as wrong:
        bookings.book(asking(token, ("ET", 3), ("BD", 2)), uow=lone_uow, secret=SECRET)
    assert wrong.value.errors[0].code == "booking.too_large"
    with pytest.raises(Invalid) as unknown:
        bookings.book(asking(token, ("ET", 1), ("XX", 1)), uow=lone_uow, secret=SECRET)
    assert unknown.value.errors[0].field == "lines.1.community"
    with pytest.raises(NotFound):
        book(lone_uow, "nobody knows this", 1)
    for reference in ("", "7Q2M9", "00000-00000-0"):
        with pytest.raises(NotFound):
            bookings.cancel(reference, uow=lone_uow, secret=SECRET)


def test_a_link_opens_closes_and_is_withdrawn(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow)
    soon, later = clock.now() + timedelta(days=1), clock.now() + timedelta(days=2)
    link = a_link(lone_uow, session, opens_at=soon, closes_at=later)
    with pytest.raises(Conflict, match=r"booking\.not_open"):
        book(lone_uow, link.token, 1)
    with clock.at(soon):
        reference = book(lone_uow, link.token, 1)
    with clock.at(later), pytest.raises(Conflict, match=r"booking\.closed"):
        book(lone_uow, link.token, 1)
    with clock.at(TO_COME + timedelta(hours=2)), pytest.raises(Conflict, match=r"booking\.over"):
        bookings.cancel(reference, uow=lone_uow, secret=SECRET)
    booking_links.revoke_link(BILAL, session, link.id, uow=lone_uow)
    booking_links.revoke_link(BILAL, session, link.id, uow=lone_uow)
    with clock.at(soon), pytest.raises(Conflict, match=r"booking\.revoked"):
        book(lone_uow, link.token, 1)
    assert bookings.cancel(reference, uow=lone_uow, secret=SECRET).status is BookingStatus.CANCELLED
    with pytest.raises(Invalid):
        a_link(lone_uow, session, opens_at=later, closes_at=soon)
    with pytest.raises(Invalid):
        a_link(lone_uow, session, languages=["de"])


def test_a_poster_can_be_printed_again_while_the_key_is_the_same(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow)
    link = a_link(lone_uow, session)
    _view, token = booking_links.link_for_poster(BILAL, session, link.id, uow=lone_uow, secret=SECRET)
    assert token == link.token
    with pytest.raises(Conflict, match=r"link\.secret_changed"):
        booking_links.link_for_poster(BILAL, session, link.id, uow=lone_uow, secret="another key")
    with pytest.raises(Forbidden):
        booking_links.list_links(world.actor("Chantal"), session, uow=lone_uow)
    with pytest.raises(NotFound):
        booking_links.list_links(world.actor("Esther"), session, uow=lone_uow)
    with pytest.raises(NotFound):
        bookings.cancel_for(BILAL, session, uuid4(), uow=lone_uow, secret=SECRET)


@given(st.integers(0, 12), st.lists(st.integers(1, 5), max_size=12))
@settings(max_examples=60, deadline=None)
def test_nobody_is_passed_over_who_would_have_fitted(free: int, sizes: list[int]) -> None:
    waiting = [Waiting(UUID(int=number), size) for number, size in enumerate(sizes)]
    chosen = to_confirm(free, waiting)
    left = free
    for one in waiting:
        assert (one in chosen) is (one.seats <= left)
        left -= one.seats if one in chosen else 0
    assert left >= 0


def test_no_code_is_given_twice_however_many_ask_at_once(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow, 10)
    token = a_link(lone_uow, session, tickets=True).token
    references = [
        bookings.book(asking(token, ("ET", 2)), uow=lone_uow, secret=SECRET).value.reference
        for _number in range(5)
    ]
    with ThreadPoolExecutor(5) as threads:
        told = list(
            threads.map(
                lambda one: guest_tickets.show(one, uow=lone_uow, secret=SECRET).tickets, references * 2
            )
        )
    assert told[:5] == told[5:]
    assert len({normalise(code) for one in told for code in one}) == 10

    for _round in range(4):  # seats change hands until more were drawn than were made at first
        for reference in references:
            bookings.cancel(reference, uow=lone_uow, secret=SECRET)
        references = [
            bookings.book(asking(token, ("BD", 2)), uow=lone_uow, secret=SECRET).value.reference
            for _number in range(5)
        ]
        told += [guest_tickets.show(one, uow=lone_uow, secret=SECRET).tickets for one in references]
    assert len({code for one in told for code in one}) == 50
    with lone_uow.read() as look:
        pools = tickets.pools(look.db, session)
    assert [batch.given for batch in pools] == [40, 10]
