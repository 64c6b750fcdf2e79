"""Tickets that guests draw for their seats: the same for whoever has the reference, nobody's for whoever has the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import brotli
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.kernel import clock
from app.kernel.errors import Conflict
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.pages import STATIC
from app.registration import tables
from app.registration.public import tickets as public
from app.registration.rules.codes import ticket_hash
from app.registration.rules.links import BOOKING_LANGUAGES
from app.registration.rules.tickets import FEWEST_FOR_GUESTS, enough_for_guests
from app.registration.use_cases import bookings, guest_tickets
from tests.conftest import Client
from tests.registration.seats import SECRET, TO_COME, a_link, a_session_to_come, asking

CODE = re.compile(r'class="code">([0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z])</bdi></b>')
REFERENCE = re.compile(r'name="reference" value="([^"]+)"')


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def secret(app: FastAPI) -> str:
    return str(app.state.signing_key)


def rows_of(uow: UnitOfWork, of: Any) -> list[Any]:
    """Every row of a table, in the order in which the database keeps them."""
    with uow.read() as look:
        return list(look.db.connection().execute(select(of.__table__)).all())


def drawn(uow: UnitOfWork, reference: str) -> list[str]:
    return guest_tickets.show(reference, uow=uow, secret=SECRET).tickets


@pytest.mark.parametrize(("capacity", "made"), [(1, 40), (30, 60), (250, 500), (2_000, 500)])
def test_enough_are_made_for_cancelled_seats_and_for_hiding_among(capacity: int, made: int) -> None:
    assert enough_for_guests(capacity) == made >= FEWEST_FOR_GUESTS


def offered_by(planner: Any, session: UUID) -> str:
    """The token of a link that a planner makes on screen, with tickets."""
    form = {"id": str(uuid4()), "max_seats": "4", "languages": ["en", "am"], "tickets": "true"}
    made = planner.post(f"/sessions/{session}/booking-links", data=form)
    (token,) = set(re.findall(r"/book/([0-9a-z]{26})", made.text))
    return str(token)


def test_a_guest_shows_her_tickets_and_they_let_people_in_once(
    browser: Client, api: Client, uow: UnitOfWork, secret: str
) -> None:
    session = a_session_to_come(uow, 4)
    bilal = browser("Bilal")
    token = offered_by(bilal, session)
    with uow.read() as look:
        on_the_tablet = {one.hash for one in public.tickets_for_bundle(look, [session])[session]}
    guest, manage = browser(""), f"/book/{token}/manage"
    booked = guest.post(f"/book/{token}", data={"id": str(uuid4()), "community": "ET", "seats": "3"})
    assert "Show my tickets" in booked.text
    (reference,) = REFERENCE.findall(booked.text)

    asked = {"reference": reference, "step": "tickets"}
    first, again = (guest.post(manage, data=asked) for _time in range(2))
    codes = CODE.findall(first.text)
    assert first.status_code == 200
    assert len(set(codes)) == 3 == first.text.count("data:image/png")
    assert CODE.findall(again.text) == codes
    assert {ticket_hash(session, code) for code in codes} <= on_the_tablet
    assert first.headers["cache-control"] == "no-store"
    assert "<script" not in first.text
    waits = guest.post(f"/book/{token}", data={"id": str(uuid4()), "community": "BD", "seats": "2"})
    assert "Show my tickets" not in waits.text
    (waiting,) = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]", waits.text)
    none = guest.post(manage, data={"reference": waiting, "step": "tickets"})
    assert none.status_code == 409
    assert "There are no tickets for this booking." in none.text

    door, path = api("Chantal"), f"/sessions/{session}/tickets/check-in"

    def at_the_door(code: str) -> str:
        return str(door.post(path, json={"ticket": code}).json()["answer"])

    with clock.at(TO_COME):
        assert [at_the_door(codes[0]), at_the_door(codes[0])] == ["on_the_list", "already_used"]
        fewer = {"reference": reference, "community": "ET", "seats": "2", "step": "change"}
        assert "Your change is saved." in guest.post(manage, data=fewer).text
        assert CODE.findall(guest.post(manage, data=asked).text) == codes[:2]
        assert at_the_door(codes[2]) == "void"
        guest.post(manage, data={"reference": reference, "step": "cancel"})
        assert [at_the_door(code) for code in codes] == ["already_used", "void", "void"]
    gone = guest.post(manage, data=asked)
    assert gone.status_code == 409
    assert "This booking was cancelled." in gone.text
    with clock.at(TO_COME - timedelta(hours=1)):
        given = CODE.findall(guest.post(manage, data={"reference": waiting, "step": "tickets"}).text)
        assert len(given) == 2
        assert not set(given) & set(codes)

    desk = bilal.get(f"/sessions/{session}/tickets").text
    assert "For people who book: 5 drawn by them." in desk
    assert "sheet.pdf" not in desk
    assert "The booking was cancelled or made smaller." in desk
    assert not [code for code in [*codes, *given] if code in desk]
    void = {"from": 1, "to": 40, "reason": "All of them"}
    refused = api("Bilal").post(f"/sessions/{session}/tickets/void", json=void)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "tickets.of_guests")


def test_a_sheet_and_the_seal_do_not_touch_tickets_of_guests(
    browser: Client, api: Client, uow: UnitOfWork, secret: str
) -> None:
    session = a_session_to_come(uow)
    link = a_link(uow, session, secret=secret, tickets=True)
    (batch,) = rows_of(uow, tables.TicketBatch)
    for action in ("sheet.pdf", "seal"):
        assert browser("Bilal").post(f"/sessions/{session}/tickets/{batch.id}/{action}").status_code == 404
    asked = {"token": link.token, "id": str(uuid4()), "lines": [{"community": "PH", "seats": 2}]}
    answer = api("").post("/bookings", json=asked).json()
    assert answer["tickets"] is True
    told = api("").post(f"/bookings/{answer['reference']}/tickets").json()
    assert len(told["tickets"]) == 2
    plain = a_link(uow, session, secret=secret)
    other = api("").post("/bookings", json={**asked, "token": plain.token, "id": str(uuid4())}).json()
    assert other["tickets"] is False
    none = api("").post(f"/bookings/{other['reference']}/tickets")
    assert (none.status_code, none.json()["code"]) == (409, "booking.no_tickets")
    assert len(rows_of(uow, tables.TicketBatch)) == 1
    with clock.at(TO_COME + timedelta(hours=3)):
        late = api("").post(f"/bookings/{answer['reference']}/tickets")
    assert (late.status_code, late.json()["code"]) == (409, "booking.over")


def test_a_protected_place_stays_unsaid_on_tickets(browser: Client, uow: UnitOfWork, secret: str) -> None:
    link = a_link(uow, a_session_to_come(uow, venue="Safe house"), secret=secret, tickets=True)
    reference = bookings.book(asking(link.token, ("ET", 1)), uow=uow, secret=secret).value.reference
    page = browser("").post(f"/book/{link.token}/manage", data={"reference": reference, "step": "tickets"})
    assert len(CODE.findall(page.text)) == 1
    assert "Safe house" not in page.text
    assert "09:30" not in page.text


def test_fifty_tickets_weigh_little_in_every_language(browser: Client, uow: UnitOfWork, secret: str) -> None:
    link = a_link(uow, a_session_to_come(uow), secret=secret, tickets=True, max_seats=50)
    reference = bookings.book(asking(link.token, ("BD", 50)), uow=uow, secret=secret).value.reference
    sheets = sum(len(brotli.compress((STATIC / name).read_bytes())) for name in ("app.css", "favicon.svg"))
    for language in BOOKING_LANGUAGES:
        page = browser("").post(
            f"/book/{link.token}/manage?lang={language}", data={"reference": reference, "step": "tickets"}
        )
        assert len(CODE.findall(page.text)) == 50
        assert len(brotli.compress(page.content)) + sheets <= 30_000


@pytest.fixture
def crowd(lone_uow: UnitOfWork) -> tuple[UUID, dict[UUID, list[str]]]:
    """A session of 100 seats; 40 bookings of one to three seats that drew their tickets: booking → codes."""
    session = a_session_to_come(lone_uow, 100)
    link = a_link(lone_uow, session, tickets=True)
    codes = {}
    for number in range(40):
        command = asking(link.token, (("ET", "BD", "PH")[number % 3], 1 + number % 3))
        reference = bookings.book(command, uow=lone_uow, secret=SECRET).value.reference
        assert command.id is not None
        codes[command.id] = drawn(lone_uow, reference)
    return session, codes


def test_the_database_alone_links_no_ticket_with_a_booking(
    lone_uow: UnitOfWork, crowd: tuple[UUID, dict[UUID, list[str]]]
) -> None:
    """Whoever stole it guesses by every order there is, and does no better than chance."""
    session, codes = crowd
    tickets = rows_of(lone_uow, tables.Ticket)
    places = sorted(rows_of(lone_uow, tables.DrawnPlace), key=lambda one: one.place)
    whose = {ticket_hash(session, code): booking for booking, held in codes.items() for code in held}
    assert len(places) == len(whose) == sum(map(len, codes.values()))

    orders: dict[str, Callable[[Any], Any]] = {
        "number": lambda row: row.number,
        "id": lambda row: row.id,
        "hash": lambda row: row.hash,
        "as the database keeps them": tickets.index,
    }
    for name, order in orders.items():
        by_rank: Sequence[Any] = sorted(tickets, key=order)
        right = sum(
            whose.get(ticket.hash) == place.booking_id for place, ticket in zip(places, by_rank, strict=False)
        )
        assert right <= 12, name  # 79 guesses at one in 100: twelve right ones come once in ten million runs

    (batch,) = rows_of(lone_uow, tables.TicketBatch)
    first_booking = min(row.created_at for row in rows_of(lone_uow, tables.Booking))
    assert batch.made_at <= first_booking
    assert {(row.batch_id, row.state, row.voided_at, row.voided_by) for row in tickets} == {
        (batch.id, "issued", None, None)
    }
    assert {column.name for column in tables.DrawnPlace.__table__.columns} == {  # type: ignore[attr-defined]
        "session_id",
        "place",
        "booking_id",
    }


def test_drawing_writes_nothing_where_tickets_are(
    lone_uow: UnitOfWork, crowd: tuple[UUID, dict[UUID, list[str]]]
) -> None:
    session, _codes = crowd
    before = rows_of(lone_uow, tables.Ticket)
    link = a_link(lone_uow, session, tickets=True)
    reference = bookings.book(asking(link.token, ("BD", 4)), uow=lone_uow, secret=SECRET).value.reference
    assert len(drawn(lone_uow, reference)) == 4
    assert rows_of(lone_uow, tables.Ticket) == before
    bookings.cancel(reference, uow=lone_uow, secret=SECRET)
    void = [row for row in rows_of(lone_uow, tables.Ticket) if row.state == "void"]
    assert [(row.void_reason, row.voided_at, row.voided_by) for row in void] == [
        ("given_back", None, None)
    ] * 4


def test_once_sealed_not_even_the_house_knows(
    lone_uow: UnitOfWork, crowd: tuple[UUID, dict[UUID, list[str]]]
) -> None:
    session, _codes = crowd
    token = a_link(lone_uow, session, tickets=True).token
    reference = bookings.book(asking(token, ("BD", 1)), uow=lone_uow, secret=SECRET).value.reference
    with lone_uow.begin("the story of a test") as tx:
        tx.db.connection().execute(update(tables.TicketBatch).values(seed=None))
    with pytest.raises(Conflict) as refused:
        drawn(lone_uow, reference)
    assert refused.value.code == "booking.over"
    bookings.cancel(reference, uow=lone_uow, secret=SECRET)
