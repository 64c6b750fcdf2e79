"""A session that is postponed takes its bookings along; one that is cancelled says so to whoever booked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.kernel.errors import Conflict, NotFound
from app.platform.unit_of_work import UnitOfWork
from app.registration.public import bookings as public
from app.registration.rules.links import BOOKING_LANGUAGES
from app.registration.schemas.bookings import BookLine, ChangeBooking
from app.registration.use_cases import booking_links, booking_overview, booking_page, bookings, guest_tickets
from app.sessions import use_cases as session_use_cases
from app.sessions.rules import SessionStatus
from app.sessions.schemas import NewDate, TakeStep
from app.sessions.tables import AwarenessSession
from tests import world
from tests.conftest import Client
from tests.registration.seats import SECRET, TO_COME, a_link, a_session_to_come, asking
from tests.sessions.asked import step

BILAL = world.actor("Bilal")
A_WEEK = timedelta(days=7)


def postpone(uow: UnitOfWork, session: UUID, later: timedelta = A_WEEK) -> UUID:
    """Bilal postpones; the session at the new date."""
    begins = TO_COME + later
    step = TakeStep(
        to=SessionStatus.POSTPONED,
        reason="The hall has no water.",
        postponed=NewDate(starts_at=begins, ends_at=begins + timedelta(hours=2)),
    )
    session_use_cases.take_step(BILAL, session, step, uow=uow)
    with uow.read() as look:
        return look.db.exec(select(AwarenessSession.id).where(AwarenessSession.follows_id == session)).one()


def book(uow: UnitOfWork, token: str, seats: int) -> str:
    return bookings.book(asking(token, ("ET", seats)), uow=uow, secret=SECRET).value.reference


def seats_of(uow: UnitOfWork, session: UUID) -> tuple[str, int, int]:
    """The state of each booking in order, and the seats confirmed and waiting."""
    seen = booking_overview.list_bookings(BILAL, session, uow=uow, limit=200)
    return "".join(one.status[0] for one in seen.items), seen.confirmed, seen.waiting


def test_bookings_go_to_the_new_date_in_their_order(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow, 5)
    open_link, withdrawn = a_link(lone_uow, session), a_link(lone_uow, session)
    first, waits = book(lone_uow, withdrawn.token, 4), book(lone_uow, open_link.token, 3)
    gone = book(lone_uow, open_link.token, 1)
    bookings.cancel(gone, uow=lone_uow, secret=SECRET)
    booking_links.revoke_link(BILAL, session, withdrawn.id, uow=lone_uow)

    after = postpone(lone_uow, session)

    assert seats_of(lone_uow, session) == ("c", 0, 0)  # what was cancelled before stays where it was
    assert seats_of(lone_uow, after) == ("cw", 4, 3)
    assert book(lone_uow, open_link.token, 2)  # the address on the poster stays good, at the end of the line
    assert seats_of(lone_uow, after) == ("cww", 4, 5)
    bookings.cancel(first, uow=lone_uow, secret=SECRET, link_token=withdrawn.token)
    assert seats_of(lone_uow, after) == ("ccc", 5, 0)
    held = booking_page.find_booking(open_link.token, waits, uow=lone_uow, secret=SECRET)
    assert (held.status, held.seats) == ("confirmed", 3)
    with pytest.raises(NotFound):
        booking_page.find_booking(open_link.token, gone, uow=lone_uow, secret=SECRET)
    with lone_uow.read() as look:
        assert public.booking_differences(look) == []


@pytest.mark.parametrize("later", [A_WEEK, -A_WEEK])
def test_a_link_closes_as_long_before_the_session_as_it_did(lone_uow: UnitOfWork, later: timedelta) -> None:
    session = a_session_to_come(lone_uow)
    opens, closes = TO_COME - timedelta(days=9), TO_COME - timedelta(days=8)
    a_link(lone_uow, session, opens_at=opens, closes_at=closes)
    after = postpone(lone_uow, session, later)
    (link,) = booking_links.list_links(BILAL, after, uow=lone_uow).items
    assert link.closes_at == closes + later
    assert link.opens_at == opens + min(later, timedelta(0))  # never later than it was told
    assert booking_links.list_links(BILAL, session, uow=lone_uow).items == []


def test_tickets_of_the_old_day_let_nobody_in_and_new_ones_are_drawn(lone_uow: UnitOfWork) -> None:
    session = a_session_to_come(lone_uow, 4)
    token = a_link(lone_uow, session, tickets=True).token
    reference = book(lone_uow, token, 2)
    old = guest_tickets.show(reference, uow=lone_uow, secret=SECRET)
    after = postpone(lone_uow, session)
    new = guest_tickets.show(reference, uow=lone_uow, secret=SECRET)
    assert new.day == (TO_COME + A_WEEK).date()
    assert len(new.tickets) == 2
    assert not {*new.tickets} & {*old.tickets}
    assert guest_tickets.show(reference, uow=lone_uow, secret=SECRET) == new
    bookings.cancel(reference, uow=lone_uow, secret=SECRET)
    assert seats_of(lone_uow, after) == ("c", 0, 0)


def test_a_session_nobody_booked_is_postponed_as_before(lone_uow: UnitOfWork) -> None:
    assert seats_of(lone_uow, postpone(lone_uow, a_session_to_come(lone_uow))) == ("", 0, 0)


def test_postponed_while_guests_change_their_minds(lone_uow: UnitOfWork) -> None:
    """Whoever stood in line when the day moved is served at the new day, and no seat is lost or won."""
    session = a_session_to_come(lone_uow, 12)
    token = a_link(lone_uow, session).token
    references = [book(lone_uow, token, 2) for _number in range(8)]

    def guest(number: int) -> str:
        if number == 3:
            return str(postpone(lone_uow, session))
        reference = references[number % 8]
        try:
            if number % 2:
                return bookings.cancel(reference, uow=lone_uow, secret=SECRET).status
            one_seat = ChangeBooking(lines=[BookLine(community="BD", seats=1)])
            return bookings.change(reference, one_seat, uow=lone_uow, secret=SECRET).status
        except Conflict as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(guest, range(8)))
    after = UUID(told[3])
    assert "booking.over" not in told  # nobody was told that nothing can be changed any more
    before_states, *before = seats_of(lone_uow, session)
    states, confirmed, waiting = seats_of(lone_uow, after)
    assert before == [0, 0]
    assert len(states) + len(before_states) == 8
    assert confirmed + waiting == 4 * 1 + 1 * 2  # four made smaller, three gone, one as it was
    with lone_uow.read() as look:
        assert public.booking_differences(look) == []


@pytest.fixture
def secret(app: FastAPI) -> str:
    return str(app.state.signing_key)


def test_the_page_tells_the_new_day(browser: Client, uow: UnitOfWork, secret: str) -> None:
    session = a_session_to_come(uow, 4)
    token = a_link(uow, session, secret=secret).token
    guest, manage = browser(""), f"/book/{token}/manage"
    reference = bookings.book(asking(token, ("ET", 2)), uow=uow, secret=secret).value.reference
    assert "another day" not in guest.get(f"/book/{token}").text
    postpone(uow, session)
    for page in (guest.get(f"/book/{token}"), guest.post(manage, data={"reference": reference})):
        assert "The session has another day now. Before it was planned for Sat 28 Jul." in page.text
        assert "Sat 4 Aug" in page.text
        assert "not confirmed yet" in page.text
        assert 'name="community"' in page.text
    for language in BOOKING_LANGUAGES[1:]:
        assert "another day" not in guest.get(f"/book/{token}?lang={language}").text


def test_whoever_booked_a_cancelled_session_is_told_first_of_all(
    browser: Client, api: Client, uow: UnitOfWork, secret: str
) -> None:
    session = a_session_to_come(uow, 4)
    token = a_link(uow, session, secret=secret, tickets=True).token
    guest, manage = browser(""), f"/book/{token}/manage"
    reference = bookings.book(asking(token, ("ET", 2)), uow=uow, secret=secret).value.reference
    step(api("Bilal"), {"id": session}, "cancelled", "The road is closed.")
    pages = [guest.get(f"/book/{token}"), guest.post(manage, data={"reference": reference})]
    for page in pages:
        assert page.text.count("This session does not take place.") == 1
        assert 'class="flash stop"' in page.text
        assert "Your seats are booked" not in page.text
        assert "Show my tickets" not in page.text
        assert 'name="community"' not in page.text
    assert reference in pages[1].text
    refused = guest.post(manage, data={"reference": reference, "step": "tickets"})
    assert refused.status_code == 409
    form = {"id": str(uuid4()), "community": "ET", "seats": "1"}
    assert guest.post(f"/book/{token}", data=form).status_code == 409
